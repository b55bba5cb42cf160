"""What pydantic would read too kindly is refused, as the documents say; and every answer carries what they promise."""

from typing import Any

import pytest

from bot.http.budgets import REQUESTS
from bot.http.dialects import load_dialects
from tests.api.conftest import Programs

MOUNTS = ["/api/v1", *(f"/compat/{name}" for name in load_dialects())]
NO_TOKEN = {"Authorization": ""}


@pytest.mark.parametrize("words", ["0", "0.5", "1775304000", "2026-04-04", "2026-04-04T12:00:00", "now"])
@pytest.mark.parametrize("name", ["stats?from", "stats?to", "incidents?from", "incidents?updated_since"])
async def test_a_time_has_a_date_and_an_offset(programs: Programs, name: str, words: str) -> None:
    """A bare number might be anything; whoever means a Unix time gets told how to write it."""
    answer = await programs.ask("GET", f"/api/v1/{name}={words}")

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_error")


@pytest.mark.parametrize(
    "time", ["2026-04-04T12:00:00Z", "2026-04-04t12:00:00.5%2B02:00", "2026-04-04 12:00Z"]
)
async def test_a_time_may_be_written_as_people_do(programs: Programs, time: str) -> None:
    """Small letters, parts of a second, a space and no seconds are no reason to refuse."""
    assert (await programs.ask("GET", f"/api/v1/stats?from={time}")).status_code == 200


async def test_a_number_is_no_time_in_a_body_either(programs: Programs) -> None:
    """JSON has no times, so that a number can only be a mistake."""
    body = {"title": "x", "started_at": 1775304000}

    assert (await programs.ask("POST", "/api/v1/incidents", body)).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/incidents?limit",
        "/api/v1/monitors?limit",
        "/api/v1/audit?after",
        "/compat/wakestack/api/incidents?limit",
        "/compat/uptimeio/api/incidents?offset",
        "/compat/statly/api/v1/incidents?limit",
        "/compat/blacktide/v1/incidents?page",
    ],
)
@pytest.mark.parametrize("words", ["1_0", "1.0", "%201", "%2B1", "1e1", "%D9%A1", ""])
async def test_a_whole_number_is_written_in_digits(programs: Programs, path: str, words: str) -> None:
    """Python's own ways to write one are its own."""
    answer = await programs.ask("GET", f"{path}={words}")

    assert answer.status_code == (400 if "uptimeio" in path else 422)


@pytest.mark.parametrize("value", ["60", True, 1.5])
async def test_a_whole_number_in_a_body_is_one(programs: Programs, value: object) -> None:
    """Neither a text nor a yes is a number of seconds."""
    body = {"name": "short", "scopes": ["admin"], "expires_in": value}

    assert (await programs.ask("POST", "/api/v1/tokens", body)).status_code == 422


async def test_a_lead_has_a_name_that_can_be_seen(programs: Programs) -> None:
    """Control characters are left out of it as of every other text."""
    await programs.made("/api/v1/incidents", {"title": "x"})

    blank = await programs.ask("PUT", "/api/v1/incidents/INC-1/lead", {"id": "U0BEN", "name": "\x19"})
    named = await programs.ask("PUT", "/api/v1/incidents/INC-1/lead", {"id": "U0BEN", "name": "b\x19en"})

    assert (blank.status_code, named.json()["lead"]["name"]) == (422, "ben")


@pytest.mark.parametrize(
    "url", ["https://[", "https://a\x12", "https://a b", "http://\u2100", "https://", "ftp://a"]
)
async def test_a_webhook_needs_an_address_that_can_be_taken_apart(programs: Programs, url: str) -> None:
    """What the library for addresses trips over is a mistake of the request, and no failure of ours."""
    assert (await programs.ask("POST", "/api/v1/webhooks", {"url": url})).status_code == 422


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/v1/incidents", "GET, POST"),
        ("/api/v1/incidents/INC-1", "GET, PATCH, DELETE"),
        ("/api/v1/docs", "GET, HEAD"),
        ("/compat/uptimeio/api/incidents/INC-1/updates", "GET, POST"),
    ],
)
async def test_allow_names_every_method_of_the_address(programs: Programs, path: str, methods: str) -> None:
    """Not only those of the route that was written first."""
    answer = await programs.ask("OPTIONS", path)

    assert (answer.status_code, answer.headers["allow"]) == (405, methods)


@pytest.mark.parametrize("mount", MOUNTS)
@pytest.mark.parametrize("rest", ["", "/", "/docs", "/docs/start.js", "/openapi.json", "/nowhere"])
async def test_every_answer_tells_how_the_budget_stands(programs: Programs, mount: str, rest: str) -> None:
    """With a token and without, found or not, at the bare address too."""
    for more in ({}, NO_TOKEN):
        answer = await programs.ask("GET", mount + rest, headers=more)
        assert {"ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"} <= set(answer.headers)


@pytest.mark.parametrize("mount", MOUNTS)
async def test_the_bare_address_is_behind_the_gate_too(programs: Programs, mount: str) -> None:
    """It speaks as the API does."""
    bare, slashed = [(await programs.ask("GET", mount + end)).json() for end in ("", "/")]

    assert bare == slashed
    assert (await programs.ask("GET", mount, headers=NO_TOKEN)).status_code == 401


async def test_whoever_reads_the_document_over_and_over_is_asked_to_wait(programs: Programs) -> None:
    """Readers without a token have a budget by their address, and take nothing from anybody's token."""
    answers = [await programs.ask("GET", "/api/v1/docs/start.js") for _ in range(REQUESTS + 1)]

    assert [answer.status_code for answer in answers[-2:]] == [200, 429]
    assert (await programs.ask("GET", "/api/v1/incidents")).status_code == 200


@pytest.mark.parametrize("mount", MOUNTS)
async def test_the_document_shows_the_shape_of_every_answer(programs: Programs, mount: str) -> None:
    """Successes and errors; what has no body and the stream of events have none."""
    document = (await programs.ask("GET", f"{mount}/openapi.json")).json()

    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            shapeless = {status for status, told in operation["responses"].items() if not _shape(told)}
            assert shapeless <= ({"200"} if path == "/events" else {"204", "304"}), (method, path)


def _shape(response: dict[str, Any]) -> Any:
    return all(told.get("schema") for told in response.get("content", {"": {}}).values())
