"""Every request that the five pages show, run as it is printed but for host, token and ids.

The pages are the public references of the five products, copied to `pages/`.
"""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.api.conftest import Programs

PAGES = Path(__file__).with_name("pages")
HOSTS = re.compile(r"^https://(?:usebeacon\.pro|wakestack\.co\.uk|statly\.live)")
# An id in the place of an incident: beacon's UUID, the others' `inc_...`, and `{id}` or `:id`.
IDS = re.compile(r"9f1a2b3c-4d5e-6f7a-8b9c-0d1e2f3a4b5c|inc_\w+|\{id\}|:id\b")
REQUEST = re.compile(r"^(GET|POST|PUT|PATCH|DELETE) (/\S*)$")


class Shown(NamedTuple):
    """A request as a page prints it."""

    method: str
    path: str
    body: object = None


def curls_in(page: str) -> Iterator[Shown]:
    """Give the curl commands of a page."""
    text = (PAGES / f"{page}.txt").read_text()
    for found in re.finditer(r"^curl .*?(?<!\\)$", text.replace("\\\n", " "), re.MULTILINE | re.DOTALL):
        command = found[0] if found[0].count("'") % 2 == 0 else _to_the_end_of_the_body(text, found[0])
        words = shlex.split(re.sub(r"(?<=')Response.*|(?<=\")Response.*", "", command))
        method = words[words.index("-X") + 1]
        body = json.loads(words[words.index("-d") + 1]) if "-d" in words else None
        url = next(word for word in words if word.startswith("https://"))
        yield Shown(method, HOSTS.sub("", url), body)


def _to_the_end_of_the_body(text: str, beginning: str) -> str:
    joined = text.replace("\\\n", " ")
    at = joined.index(beginning)
    return joined[at : joined.index("}'", at) + 2]


def lines_in(page: str) -> Iterator[Shown]:
    """Give the requests that a page prints as a line, with the JSON that follows."""
    lines = (PAGES / f"{page}.txt").read_text().splitlines()
    for number, line in enumerate(lines):
        found = REQUEST.match(line.strip())
        if found:
            yield Shown(found[1], found[2], _json_after(lines[number + 1 :]))


def _json_after(lines: list[str]) -> object:
    """Read the object that begins right behind the request, a header line and an empty line aside."""
    rest = [line for line in lines[:2] if not line.startswith("Content-Type") and line.strip()]
    if not any(line.strip() == "{" for line in lines[:3]) or (rest and rest[0].startswith("#")):
        return None
    start = next(place for place, line in enumerate(lines) if line.strip() == "{")
    end = next(place for place, line in enumerate(lines) if line.strip() == "}" and place > start)
    return json.loads("\n".join(re.sub(r"\s+# .*", "", line) for line in lines[start : end + 1]))


async def run(programs: Programs, mount: str, shown: Shown, incident_id: str) -> int:
    """Send what is shown, about that incident, and give the status."""
    answer = await programs.ask(shown.method, mount + IDS.sub(incident_id, shown.path), shown.body)
    return answer.status_code


@pytest.mark.parametrize(
    ("page", "create", "expected"),
    [
        ("beacon", "/api/v1/pages/acme-cloud/incidents", [201, 200, 200, 201]),
        ("wakestack", "/api/incidents", [200, 201, 200, 200, 200]),
        ("statly", "/api/v1/incidents", [200, 201, 200, 200, 204, 404]),
    ],
)
async def test_each_curl_command_of_a_page_is_answered_as_documented(
    programs: Programs, page: str, create: str, expected: list[int]
) -> None:
    """In the order of the page; statly's last one comes after its DELETE, and finds nothing any more."""
    await programs.made("/api/v1/pages", {"slug": "acme-cloud", "name": "Acme Cloud"})
    body = {"title": "an incident", "description": "of ours", "affectedMonitors": []}
    made = await programs.made(f"/compat/{page}{create}", body)
    incident_id = made["data"]["id"] if page == "beacon" else made["id"]

    statuses = [await run(programs, f"/compat/{page}", shown, incident_id) for shown in curls_in(page)]

    assert statuses == expected


async def test_each_request_of_uptimeios_workflows_is_answered_as_documented(programs: Programs) -> None:
    """Four workflows, in the page's order: the requests of each run as printed."""
    made = await programs.made("/compat/uptimeio/api/incidents", {"title": "found by a probe"})
    incident_id = made["data"]["id"]
    steps = ["acknowledge", "updates", "status"]
    quick = [
        Shown("GET", "/api/incidents?status=open"),
        Shown("POST", f"/api/incidents/{incident_id}/{steps[0]}"),
        Shown("POST", f"/api/incidents/{incident_id}/{steps[1]}", {"message": "looking at the gateway"}),
    ]
    printed = [shown for shown in lines_in("uptimeio") if shown.path != "/api/incidents?limit=20&offset=0"]

    assert [await run(programs, "/compat/uptimeio", shown, incident_id) for shown in quick] == [200, 200, 201]
    assert {shown.path.split("?")[0] for shown in printed} >= {
        "/api/incidents",
        "/api/incidents/{id}",
        "/api/incidents/{id}/affected-checks",
        "/api/incidents/{id}/updates",
        "/api/incidents/{id}/status",
    }
    for shown in printed:
        status = await run(programs, "/compat/uptimeio", shown, incident_id)
        filtered_by_placeholder = "<uuid>" in shown.path
        assert status in (200, 201) or filtered_by_placeholder, (shown, status)


async def test_each_request_of_blacktides_page_is_answered_as_documented(programs: Programs) -> None:
    """In the page's order: list, get, create, acknowledge, resolve, reopen, note, timeline, statistics."""
    made = await programs.made("/compat/blacktide/v1/incidents", {"title": "slow queries"})
    printed = list(lines_in("blacktide"))

    statuses = [await run(programs, "/compat/blacktide", shown, made["id"]) for shown in printed]

    assert statuses == [200, 200, 200, 201, 200, 200, 200, 201, 200, 200], list(
        zip(printed, statuses, strict=True)
    )
