"""Names that the native API does not know are refused: a slip would be a change that nobody made."""

from typing import Any

import pytest

from tests.api.conftest import Programs

PATH = "/api/v1/incidents"
HOOK = {"url": "https://example.com/hook"}


async def blamed(programs: Programs, method: str, path: str, body: object = None) -> Any:
    answer = await programs.ask(method, path, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_error"), answer.text
    return answer.json()["errors"]


async def test_a_slip_is_told_with_what_was_probably_meant(programs: Programs) -> None:
    """And nothing has changed."""
    made = await programs.made(PATH, {"title": "x"})

    told = await blamed(programs, "PATCH", f"{PATH}/INC-1", {"sevrity": "major", "title": "other"})

    assert told == {"sevrity": "sevrity: is not known here; did you mean `severity`?"}
    assert (await programs.ask("GET", f"{PATH}/INC-1")).json() == made


async def test_what_is_like_nothing_is_told_with_what_there_is(programs: Programs) -> None:
    """So that the next try is right."""
    await programs.made(PATH, {"title": "x"})

    told = await blamed(programs, "POST", f"{PATH}/INC-1/notes", {"colour": "red"})

    assert told == {"colour": "colour: is not known here; there is text."}


@pytest.mark.parametrize(
    ("method", "path", "body", "name"),
    [
        ("POST", PATH, {"titel": "x"}, "titel"),
        ("POST", PATH, {"title": "x", "sevrity": None}, "sevrity"),
        ("POST", PATH, {"title": "x", "lead": {"id": "U0BEN", "nmae": "ben"}}, "lead.nmae"),
        ("POST", PATH, {"title": "x", "failure": {"typ": "timeout"}}, "failure.typ"),
        ("PUT", f"{PATH}/INC-1/lead", {"id": "U0BEN", "role": "lead"}, "role"),
        ("POST", f"{PATH}/INC-1/updates", {"message": "x", "state": "resolved"}, "state"),
        ("POST", f"{PATH}/INC-1/resolve", {"notes": "x"}, "notes"),
        ("POST", f"{PATH}/INC-1/reopen", {"reason": "x"}, "reason"),
        ("POST", f"{PATH}/INC-1/close", {"why": "x"}, "why"),
        ("POST", "/api/v1/monitors", {"name": "x", "url": "y"}, "url"),
        ("POST", "/api/v1/monitors/db/checks", {"okay": True}, "okay"),
        (
            "POST",
            "/api/v1/checks",
            {"kind": "http", "target": "https://a.example", "intervall": 60},
            "intervall",
        ),
        ("PATCH", "/api/v1/checks/db", {"timeot": 1}, "timeot"),
        ("POST", "/api/v1/pages", {"slug": "acme", "name": "x", "title": "y"}, "title"),
        ("POST", f"{PATH}/INC-1/publications", {"page": "acme", "titel": "y"}, "titel"),
        ("PUT", "/api/v1/pages/acme/components", {"component": []}, "component"),
        ("POST", "/api/v1/webhooks", HOOK | {"event": []}, "event"),
        ("POST", "/api/v1/tokens", {"name": "x", "scopes": ["admin"], "expires": 9}, "expires"),
        ("GET", f"{PATH}?sevrity=major", None, "sevrity"),
        ("GET", f"{PATH}?since=2026-04-04T12:00:00Z", None, "since"),
        ("GET", f"{PATH}/INC-1?included=timeline", None, "included"),
        ("GET", f"{PATH}/INC-1/timeline?cursor=1", None, "cursor"),
        ("GET", "/api/v1/stats?groupby=week", None, "groupby"),
        ("GET", "/api/v1/monitors?cursor=1", None, "cursor"),
        ("GET", "/api/v1/audit?before=1", None, "before"),
        ("POST", f"{PATH}/INC-1/acknowledge?by=ann", None, "by"),
        ("DELETE", f"{PATH}/INC-1?force=true", None, "force"),
    ],
)
async def test_every_route_names_what_it_does_not_know(
    programs: Programs, method: str, path: str, body: object, name: str
) -> None:
    """In bodies, in what lies in them, and in queries; and nothing has happened."""
    await programs.made("/api/v1/pages", {"slug": "acme", "name": "Acme"})
    made = await programs.made(PATH, {"title": "x"})

    assert list(await blamed(programs, method, path, body)) == [name]
    assert (await programs.ask("GET", PATH)).json()["incidents"] == [made]


@pytest.mark.parametrize("body", [{"note": "on it"}, [], "x"])
async def test_what_takes_no_body_says_so(programs: Programs, body: object) -> None:
    """An empty object, as some clients send it with everything, is none."""
    await programs.made(PATH, {"title": "x"})

    told = await blamed(programs, "POST", f"{PATH}/INC-1/acknowledge", body)

    assert told == {"body": "body: is not read here; leave it out."}
    assert (await programs.ask("POST", f"{PATH}/INC-1/acknowledge", {})).status_code == 200


async def test_what_is_not_there_is_404_before_its_names_are_looked_at(programs: Programs) -> None:
    """Path before query and body."""
    assert (await programs.ask("PATCH", f"{PATH}/INC-9?x=1", {"sevrity": 1})).status_code == 404


async def test_the_dialects_pass_over_what_they_do_not_know(programs: Programs) -> None:
    """Their clients send what their products know."""
    body = {"title": "x", "description": "y", "affectedMonitors": [], "colour": "red"}
    for path in ("wakestack/api", "uptimeio/api", "statly/api/v1", "blacktide/v1"):
        answer = await programs.ask("POST", f"/compat/{path}/incidents?colour=red", body)
        assert answer.status_code == 201, answer.text


async def test_the_document_says_that_nothing_else_is_taken(programs: Programs) -> None:
    """Of every object that is sent."""
    document = (await programs.ask("GET", "/api/v1/openapi.json")).json()
    sent = set()
    for methods in document["paths"].values():
        for operation in methods.values():
            for media in operation.get("requestBody", {}).get("content", {}).values():
                sent.add(str(media["schema"]["$ref"]).rpartition("/")[2])

    assert sent
    for name in sent | {"Lead", "Reported"}:
        assert document["components"]["schemas"][name]["additionalProperties"] is False, name
