"""Schemathesis asks every route of every OpenAPI document what nobody thought of; each answer is as its document says.

All of its checks run, in all of its phases: examples, the edges of each parameter, random requests, and chains of
requests that use what an earlier one answered. What cannot hold stands in EXEMPT, with the reason.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.auth import Scope
from bot.http.dialects import load_dialects
from tests.api.conftest import OPERATOR, Programs, StillWorld, programs_on

HOOKS = Path(__file__).with_name("schemathesis_hooks.py")
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
MOUNTS = ["/api/v1", *(f"/compat/{name}" for name in load_dialects())]
INCIDENTS = 88
ALL = "all checks"
POSITIVE = "positive_data_acceptance"


class Exempt(NamedTuple):
    """A check that a route is let off, and why."""

    mount: str
    operation: str
    check: str
    because: str


RULES = "One value forbids another: maintenance has no severity, and no trouble began in the future."
ADDRESSES = "No pattern can say which addresses can be taken apart and hold no password."
OWN_UPDATES = "Which updates an incident has, no schema can say."
CURSORS = "A cursor goes with the filters of the list that gave it, and no schema compares two parameters."
THERE = "Which incidents there are, no schema can say."
IN_ORDER = "`from` must not lie after `to`, and no schema compares two parameters."

OF_KIND = (
    "What a check may have its kind says; no pattern knows what can be connected to; and an id is taken once."
)

EXEMPT = [
    Exempt("/api/v1", "GET /events", ALL, "The stream never ends, so that there is no answer to wait for."),
    Exempt("/api/v1", "GET /incidents", POSITIVE, CURSORS),
    Exempt("/api/v1", "GET /stats", POSITIVE, "Which time zones there are, the machine says and no schema."),
    Exempt("/api/v1", "POST /incidents", POSITIVE, RULES),
    Exempt("/api/v1", "PATCH /incidents/{reference}", POSITIVE, RULES),
    Exempt("/api/v1", "POST /incidents/{reference}/publications", POSITIVE, OWN_UPDATES),
    Exempt("/api/v1", "POST /incidents/{reference}/preview", POSITIVE, OWN_UPDATES),
    Exempt("/api/v1", "PUT /pages/{slug}/components", POSITIVE, "No schema can say that ids differ."),
    Exempt(
        "/api/v1",
        "POST /pages/{slug}/subscribers",
        POSITIVE,
        "Which components a page has, no schema can say.",
    ),
    Exempt("/api/v1", "POST /tokens", POSITIVE, "A name that a token in force has is refused."),
    Exempt("/api/v1", "POST /webhooks", POSITIVE, ADDRESSES),
    Exempt("/api/v1", "PATCH /webhooks/{webhook}", POSITIVE, ADDRESSES),
    Exempt("/api/v1", "POST /checks", POSITIVE, OF_KIND),
    Exempt("/api/v1", "PATCH /checks/{check_id}", POSITIVE, OF_KIND),
    Exempt(
        "/compat/beacon",
        "PATCH /api/v1/incidents/{reference}",
        POSITIVE,
        "`resolved` and `state` must agree.",
    ),
    Exempt(
        "/compat/statly",
        "PATCH /api/v1/incidents/{reference}",
        POSITIVE,
        "A new status needs a message, and whether it is new the incident says.",
    ),
    Exempt("/compat/wakestack", "GET /api/incidents", POSITIVE, THERE),
    Exempt("/compat/blacktide", "GET /v1/incidents", POSITIVE, IN_ORDER),
    Exempt("/compat/blacktide", "GET /v1/incidents/stats", POSITIVE, IN_ORDER),
]

# What an operation's parameters stand for, where neither an example of the document nor a dictionary can: the token
# that the run comes with stands in the list of tokens, and would be revoked; a message belongs to one webhook alone.
PINNED = {
    "DELETE /tokens/{name}": ["name"],
    "PATCH /checks/{check_id}": ["check_id"],
    "GET /checks/{check_id}": ["check_id"],
    "DELETE /incidents/{reference}/publications/{slug}": ["slug"],
    "PATCH /webhooks/{webhook}": ["webhook"],
    "GET /webhooks/{webhook}/deliveries": ["webhook"],
    "POST /webhooks/{webhook}/deliveries/{message}/replay": ["webhook", "message"],
    "POST /webhooks/{webhook}/replay": ["webhook"],
    "POST /webhooks/{webhook}/rotate": ["webhook"],
    "POST /webhooks/{webhook}/test": ["webhook"],
}

SETTINGS = """
continue-on-failure = true

[warnings]
fail-on = ["missing_auth", "missing_test_data", "rate_limited", "unsupported_regex"]

[generation]
deterministic = true
max-examples = 10
# Every text with a NUL is refused, and no schema can say that of all texts at once.
allow-x00 = false

# The names that earlier answers gave are used in chains of requests; random ones have names enough below.
[phases.coverage.extra-data-sources]
responses = false

[phases.fuzzing.extra-data-sources]
responses = false

[phases.stateful.generation]
max-examples = 6

[parameters]
# No schema can say which state an incident is in; any other tag is 412, as tests/api/test_native.py says.
"header.If-Match" = "*"
"path.reference" = { dictionary = "incidents", probability = 0.9 }
"path.check_id" = { dictionary = "checks", probability = 0.9 }
"path.webhook" = { dictionary = "webhooks", probability = 0.9 }
"""


@dataclass
class HurriedWorld(StillWorld):
    """A world in which seconds pass whenever somebody looks at the clock: nobody's budget is ever spent."""

    def now(self) -> datetime:
        self.pass_by(seconds=2)
        return self.time


@pytest.fixture
async def hurried(tmp_path: Path) -> AsyncIterator[Programs]:
    """Everything on a SQLite file, in a hurry."""
    async with programs_on(f"sqlite:///{tmp_path}/tocsin.db", HurriedWorld()) as opened:
        yield opened


@pytest.mark.parametrize("mount", MOUNTS)
async def test_every_answer_is_as_the_document_says(hurried: Programs, mount: str, tmp_path: Path) -> None:
    """What the document allows is done, what it does not allow is refused, and nothing breaks."""
    config = tmp_path / "schemathesis.toml"
    there = await operations(hurried, mount)
    config.write_text(configuration(mount, await furnished(hurried), there), encoding="utf-8")

    returned, printed = await asked(hurried, mount, config)

    assert returned == 0, printed
    skipped = sum(each.check == ALL for each in EXEMPT if each.mount == mount)
    assert f"Tested: {len(there) - skipped}\n" in printed, printed


async def test_every_exemption_is_of_a_route_that_there_is(hurried: Programs) -> None:
    """A route that was renamed takes its exemption with it."""
    for mount in MOUNTS:
        there = await operations(hurried, mount)
        assert {each.operation for each in EXEMPT if each.mount == mount} <= there


async def operations(programs: Programs, mount: str) -> set[str]:
    """Name each operation of the document, such as `GET /incidents`."""
    document = (await programs.ask("GET", f"{mount}/openapi.json")).json()
    return {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}


async def asked(programs: Programs, mount: str, config: Path) -> tuple[int | None, str]:
    """Run schemathesis against the API, and give how it ended and what it said."""
    process = await asyncio.create_subprocess_exec(
        SCHEMATHESIS,
        f"--config-file={config}",
        "run",
        f"{programs.url}{mount}/openapi.json",
        "--header",
        f"Authorization: {programs.client.headers['Authorization']}",
        "--no-color",
        cwd=config.parent,
        env={**os.environ, "NO_PROXY": "127.0.0.1", "COLUMNS": "200"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return process.returncode, printed.decode()


async def furnished(programs: Programs) -> dict[str, list[str]]:
    """Make what the examples of the documents name, and more; give the names of what is there."""
    await programs.tokens.create("spare", [Scope.READ], OPERATOR)
    await programs.made("/api/v1/pages", {"slug": "acme-cloud", "name": "Acme"})
    for number in range(1, INCIDENTS + 1):
        await programs.made(
            "/api/v1/incidents", {"title": "x", "monitors": ["checkout"], "page": "acme-cloud"}
        )
        move = ("acknowledge", "resolve", None, "resolve")[number % 4]
        if move:
            await programs.ask("POST", f"/api/v1/incidents/INC-{number}/{move}")
    for number in range(1, 9):
        job = {"id": f"job-{number}", "kind": "heartbeat"}
        await programs.made("/api/v1/checks", job)
    hook, *hooks = [
        (await programs.made("/api/v1/webhooks", {"url": "https://a.example"}))["id"] for _ in "12345"
    ]
    await programs.ask("POST", f"/api/v1/webhooks/{hook}/test")
    told = (await programs.ask("GET", f"/api/v1/webhooks/{hook}/deliveries")).json()
    numbers = [f"INC-{number}" for number in range(1, INCIDENTS + 1)]
    pinned = {
        "check_id": ["job-1"],
        "slug": ["acme-cloud"],
        "name": ["spare"],
        "webhook": [hook],
        "message": [told["deliveries"][0]["id"]],
    }
    return {
        "incidents": numbers,
        "webhooks": hooks,
        "checks": [f"job-{number}" for number in range(2, 9)],
        **pinned,
    }


def configuration(mount: str, known: dict[str, list[str]], there: set[str]) -> str:
    """Write the file that schemathesis is run with. TOML takes lists and texts as JSON writes them."""
    dictionaries = (
        f"[dictionaries.{name}]\nvalues = {json.dumps(values)}\n" for name, values in known.items()
    )
    pinned = (pin(operation, names, known) for operation, names in PINNED.items() if operation in there)
    exempt = (exemption(each) for each in EXEMPT if each.mount == mount)
    return "\n".join([f"hooks = {json.dumps(str(HOOKS))}", SETTINGS, *dictionaries, *pinned, *exempt])


def pin(operation: str, names: list[str], known: dict[str, list[str]]) -> str:
    """Write what an operation's parameters stand for."""
    values = ", ".join(f'"path.{name}" = "{known[name][0]}"' for name in names)
    return f"[[operations]]\ninclude-name = {json.dumps(operation)}\nparameters = {{ {values} }}\n"


def exemption(exempt: Exempt) -> str:
    """Write an exemption as schemathesis takes it."""
    what = (
        "enabled = false" if exempt.check == ALL else f"checks = {{ {exempt.check} = {{ enabled = false }} }}"
    )
    return f'[[operations]]\ninclude-name = "{exempt.operation}"\n{what}  # {exempt.because}\n'
