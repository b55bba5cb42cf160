"""Programs and people on one incident: what one of them does, the others see."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.auth import Scope
from bot.cli_tokens import OPERATOR
from tests.ports import NO_CERTIFICATES
from tests.stories.acting import Office, labels, words
from tests.stories.conftest import office_open

INCIDENTS = "C0INCIDENTS"


@pytest.fixture(params=[True, False], ids=["socket_mode", "http_mode"])
async def both(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[tuple[Office, httpx.AsyncClient]]:
    """A working office, and a program with a token named `ci`."""
    async with office_open(tmp_path, socket_mode=request.param) as (office, app):
        assert app.doors.api
        _, token = await app.doors.api.guard.tokens.create("ci", [Scope.ADMIN], OPERATOR)
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(
            verify=NO_CERTIFICATES, base_url=f"http://127.0.0.1:{app.port}", headers=headers
        ) as program:
            yield office, program


async def ask(program: httpx.AsyncClient, method: str, path: str, body: Any = None) -> Any:
    answer = await program.request(method, path, json=body)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


async def test_declared_by_http_acknowledged_in_slack_resolved_by_http(
    both: tuple[Office, httpx.AsyncClient],
) -> None:
    """The program's incident pages people, a person's press is seen by the program, and its end on the card."""
    office, program = both
    declared = {"title": "checkout is failing", "severity": "critical"}
    made = await ask(program, "POST", "/api/v1/incidents", declared)
    card = await office.ann.sees("checkout is failing", INCIDENTS)
    page = await office.ben.sees("checkout is failing", await office.ben.dm())
    assert labels(page) == ["Acknowledge", "Snooze 15 min", "Pass on"]

    await office.ben.presses("Acknowledge", page, await office.ben.dm())
    await office.ann.sees("@ben.demo", INCIDENTS)
    seen = await ask(program, "GET", f"/compat/blacktide/v1/incidents/{made['id']}")
    assert (seen["status"], seen["acknowledgedBy"]) == (
        "acknowledged",
        {"id": "usr_U0BEN", "name": "ben.demo"},
    )

    await ask(program, "PUT", f"/compat/uptimeio/api/incidents/{made['id']}/status", {"status": "resolved"})
    resolved = await office.ann.sees("esolved", INCIDENTS)
    assert resolved["ts"] == card["ts"]
    assert "by ci" in words(resolved)


async def test_an_acknowledgement_by_http_stops_the_nagging_and_names_its_actor(
    both: tuple[Office, httpx.AsyncClient],
) -> None:
    """The card and the reminder say who it was; an hour later nobody was reminded again."""
    office, program = both
    await office.ann.types("/incident critical checkout is failing")
    await office.ben.sees("checkout is failing", await office.ben.dm())

    await ask(program, "POST", "/api/v1/incidents/INC-1/acknowledge")

    await office.ann.sees("by ci", INCIDENTS)
    settled = await office.ben.sees("by ci", await office.ben.dm())
    assert "Acknowledge" not in labels(settled)
    before = [len(await person.reads(await person.dm())) for person in office.people]
    await office.passes(hours=1)
    assert [len(await person.reads(await person.dm())) for person in office.people] == before


async def test_a_deleted_incident_leaves_only_who_deleted_it(both: tuple[Office, httpx.AsyncClient]) -> None:
    """Card, thread and reminder say so in the place of what they told, and nobody is nagged any more."""
    office, program = both
    await office.ann.types("/incident critical a secret is on the website")
    await office.ann.types("/incident note 1 the secret is 4711")
    card = await office.ann.sees("a secret is", INCIDENTS)
    await office.ann.sees("4711", INCIDENTS, thread=card["ts"])
    await office.ben.sees("a secret is", await office.ben.dm())

    await ask(program, "DELETE", "/api/v1/incidents/INC-1")

    gone = await office.ann.sees("INC-1 was deleted by ci", INCIDENTS)
    assert (gone["ts"], labels(gone)) == (card["ts"], [])
    await office.ann.sees("was deleted by ci", INCIDENTS, thread=card["ts"])
    await office.ben.sees("INC-1 was deleted by ci", await office.ben.dm())
    await office.passes(hours=1)
    for person in office.people:
        assert "secret is" not in " ".join(map(words, await person.reads(await person.dm())))
    told = " ".join(map(words, await office.cleo.reads(INCIDENTS, card["ts"])))
    assert "4711" not in told
    assert "secret" not in told


async def test_people_are_not_held_up_by_a_script_that_has_spent_its_budget(
    both: tuple[Office, httpx.AsyncClient],
) -> None:
    """It hears 429 and goes on; the button in Slack, which in HTTP mode comes by the same port, works at once."""
    office, program = both
    made = await ask(
        program, "POST", "/api/v1/tokens", {"name": "greedy", "scopes": ["incidents:read"], "rate": 1}
    )
    greedy = {"Authorization": f"Bearer {made['token']}"}
    await office.ann.types("/incident critical checkout is failing")
    card = await office.ann.sees("checkout is failing", INCIDENTS)
    answers = [await program.get("/api/v1/incidents", headers=greedy) for _ in range(40)]

    await office.ben.presses("Acknowledge", card, INCIDENTS)

    assert [answer.status_code for answer in answers] == [200] + [429] * 39
    await office.ann.sees("@ben.demo", INCIDENTS)


async def test_a_drill_is_called_for_as_trouble_is_and_everything_says_that_it_is_one(
    both: tuple[Office, httpx.AsyncClient],
) -> None:
    """The card, the reminder and what becomes of it; the program's statistics name it and count nothing."""
    office, program = both
    declared = {"title": "checkout is failing", "severity": "critical", "kind": "drill"}
    await ask(program, "POST", "/api/v1/incidents", declared)
    card = await office.ann.sees("🧯 Drill: INC-1 · checkout is failing", INCIDENTS)
    page = await office.ben.sees("🧯 Drill: INC-1 · checkout is failing", await office.ben.dm())

    await office.ben.presses("Acknowledge", page, await office.ben.dm())
    await office.ann.sees("acknowledged by @ben.demo", INCIDENTS)
    told = await ask(program, "GET", "/api/v1/stats")

    assert "Critical drill" in words(card)
    assert "Critical drill" in words(page)
    assert (told["incidents"], told["excluded"]["drills"]) == (0, 1)


async def test_a_policy_that_is_read_again_sets_the_rate_of_tokens(tmp_path: Path) -> None:
    """At once, for tokens that have none of their own."""
    async with office_open(tmp_path, socket_mode=True) as (_, app):
        assert app.doors.api
        _, token = await app.doors.api.guard.tokens.create("ci", [Scope.READ], OPERATOR)
        app.take_policy(replace(app.service.policy, requests=7))
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(
            verify=NO_CERTIFICATES, base_url=f"http://127.0.0.1:{app.port}", headers=headers
        ) as program:
            answer = await program.get("/api/v1/incidents")

    assert answer.headers["x-ratelimit-limit"] == "7"
