"""What the client does when the way to the server is bad, or something else answers there."""

from typing import Any

import pytest
from aiohttp import web

from bot.auth import Scope
from tests.api.conftest import Programs
from tests.client.ways import at_once, client_of, flaky, served
from tocsin_client import ApiError, AsyncClient, Client, RateLimited, ServerError, Unreachable


async def test_what_answers_503_is_tried_again_until_it_works(programs: Programs) -> None:
    """Four times; a fifth failure is told."""
    async with flaky(programs, failing=4) as (url, _), client_of(programs, url) as client:
        assert (await client.incidents.create("checkout is failing")).reference == "INC-1"
    async with flaky(programs, failing=5) as (url, _), AsyncClient("x", url, sleep=at_once) as client:
        with pytest.raises(ServerError, match="503"):
            await client.incidents.get("INC-1")


async def test_an_answer_that_was_lost_makes_no_second_incident(programs: Programs) -> None:
    """The repeat comes under the key of the first, and hears what that one would have heard."""
    async with flaky(programs, losing=2) as (url, seen), client_of(programs, url) as client:
        made = await client.incidents.create("checkout is failing")

    assert made.reference == "INC-1"
    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert len((await programs.ask("GET", "/api/v1/incidents")).json()["incidents"]) == 1


async def test_nobody_there_is_told_in_words(programs: Programs) -> None:
    """After five tries."""
    async with AsyncClient("x", "http://127.0.0.1:9", sleep=at_once) as client:
        with pytest.raises(Unreachable, match="No answer from the server"):
            await client.incidents.get("INC-1")


async def test_a_change_whose_answer_was_lost_is_made_once(programs: Programs) -> None:
    """A PATCH has a key like a POST, and the timeline tells of one change."""
    async with flaky(programs, losing=1) as (url, seen), client_of(programs, url) as client:
        await programs.made("/api/v1/incidents", {"title": "checkout is failing"})
        changed = await client.incidents.change("INC-1", severity="critical")
        kinds = [event.kind async for event in client.incidents.timeline("INC-1")]

    assert changed.severity == "critical"
    assert seen[0]
    assert seen[0] == seen[1]
    assert kinds.count("severity_changed") == 1


async def test_a_deletion_whose_answer_was_lost_has_succeeded(programs: Programs) -> None:
    """Its repeat finds nothing, which is what was wanted; one that finds nothing at once is told."""
    async with flaky(programs, losing=1) as (url, _), client_of(programs, url) as client:
        await programs.made("/api/v1/incidents", {"title": "checkout is failing"})
        await client.incidents.delete("INC-1")

        with pytest.raises(ApiError, match="There is no incident INC-1"):
            await client.incidents.delete("INC-1")


async def test_the_pause_is_the_one_that_the_server_asks_for(programs: Programs) -> None:
    """And the last error tells it too."""
    token = await programs.token(Scope.READ, name="slow", rate=1)
    pauses: list[float] = []

    async def noted(seconds: float) -> None:
        pauses.append(seconds)

    async with AsyncClient(token, programs.url, sleep=noted) as client:

        async def ask_too_much() -> None:
            for _ in range(200):
                await client.incidents.list()[:1]

        with pytest.raises(RateLimited) as error:
            await ask_too_much()

    assert len(pauses) == 4
    assert error.value.retry_after == pauses[-1] > 0


async def test_without_a_wish_of_the_server_the_pauses_grow() -> None:
    """From a tenth of a second on, never quite the same."""
    pauses: list[float] = []

    async def noted(seconds: float) -> None:
        pauses.append(seconds)

    async with AsyncClient("x", "http://127.0.0.1:9", sleep=noted) as client:
        with pytest.raises(Unreachable):
            await client.incidents.get("INC-1")

    for pause, longest in zip(pauses, (0.2, 0.4, 0.8, 1.6), strict=True):
        assert longest / 2 <= pause <= longest


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"status": 301, "headers": {"location": "https://elsewhere.example/"}}, "to https://elsewhere"),
        ({"status": 200, "text": "<html>Welcome</html>", "content_type": "text/html"}, "not Tocsin"),
        ({"status": 200, "text": "[]", "content_type": "application/json"}, "not Tocsin"),
    ],
)
async def test_what_is_no_answer_of_tocsin_is_never_taken_for_success(
    answer: dict[str, object], words: str
) -> None:
    """A redirect or a page that answers in its place has resolved nothing."""

    async def answers(_: web.Request) -> web.StreamResponse:
        return web.Response(**answer)  # type: ignore[arg-type]

    async with served(answers) as url, AsyncClient("x", url, sleep=at_once) as client:
        with pytest.raises(ApiError, match=words):
            await client.incidents.resolve("INC-1")


@pytest.mark.parametrize("url", ["localhost:8000", "http://", "http://[::", "ftp://a"])
def test_an_address_that_is_none_is_refused_at_once(url: str) -> None:
    """Before anything is sent."""
    with pytest.raises(ValueError, match="is no address of a server"):
        Client("x", url)


@pytest.mark.parametrize("token", ["", "tök", "a\nb"])
def test_a_token_that_is_none_is_refused_at_once(token: str) -> None:
    """Without showing it: it may be a real one with a slip."""
    with pytest.raises(ValueError, match="That is no token"):
        Client(token)


def test_a_token_that_is_not_set_is_told_so() -> None:
    """As when it stands in no environment."""
    nothing: Any = None
    with pytest.raises(ValueError, match="That is no token"):
        Client(nothing)
