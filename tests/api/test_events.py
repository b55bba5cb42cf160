"""`GET /events`: what happens to any incident, followed by many at once."""

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import httpx

from bot.auth import Scope
from bot.http.native.streams import STREAMS, Streams
from tests.api.conftest import ANN, Programs

PATH = "/api/v1/events"
INCIDENTS = "/api/v1/incidents"


async def make(programs: Programs) -> Any:
    return await programs.made(INCIDENTS, {"title": "checkout is failing"})


async def heard(
    programs: Programs, count: int, fields: tuple[str, ...] = ("id:", "event:"), **more: Any
) -> list[str]:
    """Follow until so many lines of these fields have come."""
    lines: list[str] = []
    async with asyncio.timeout(10), programs.client.stream("GET", PATH, **more) as stream:
        async for line in stream.aiter_lines():
            lines += [line] if line.startswith(fields) else []
            if len(lines) == count:
                return lines
    return lines


async def test_events_are_streamed_from_a_position_on_and_resumed(programs: Programs) -> None:
    """`id` is the position; `Last-Event-ID` goes on behind it."""
    await make(programs)

    assert await heard(programs, 2, params={"after": 0}) == ["id: 1", "event: declared"]
    await programs.ask("POST", f"{INCIDENTS}/INC-1/acknowledge")
    await programs.ask("POST", f"{INCIDENTS}/INC-1/resolve")
    assert await heard(programs, 4, headers={"Last-Event-ID": "1"}) == [
        *["id: 2", "event: acknowledged", "id: 3", "event: resolved"],
    ]


async def test_a_token_that_is_taken_back_loses_its_stream(programs: Programs) -> None:
    """It hears nothing that happens afterwards."""
    token = await programs.token(Scope.READ)
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        asyncio.timeout(10),
        programs.client.stream("GET", PATH, headers=headers) as stream,
    ):
        await programs.tokens.revoke("ci", ANN)
        await make(programs)
        told = [line async for line in stream.aiter_lines()]

    assert not any(line.startswith("id:") for line in told)


async def test_whoever_follows_hears_of_a_deletion(programs: Programs) -> None:
    """Who, when and which number; nothing of what it was, and what happened before is gone from the stream."""
    made = await make(programs)
    await programs.ask("POST", f"{INCIDENTS}/INC-1/notes", {"text": "a secret note"})
    await programs.ask("DELETE", f"{INCIDENTS}/INC-1")

    place, kind, told = await heard(programs, 3, ("id:", "event:", "data:"), params={"after": 0})
    event = json.loads(told.removeprefix("data: "))

    assert (place, kind) == ("id: 3", "event: deleted")
    assert (event["incident_id"], event["actor"]["name"]) == (made["id"], "admin")
    assert (event["text"], event["details"]) == ("", {"reference": "INC-1"})
    assert (await programs.ask("GET", f"{INCIDENTS}/INC-1/timeline")).status_code == 404


async def test_a_token_has_so_many_streams_and_no_more(programs: Programs) -> None:
    """The next is 429 with a sentence; another token's are its own, and one that is closed makes room."""
    headers = {"Authorization": f"Bearer {await programs.token(Scope.READ)}"}
    async with AsyncExitStack() as streams:

        async def opened() -> httpx.Response:
            stream = programs.client.stream("GET", PATH, headers=headers)
            return await streams.enter_async_context(stream)

        first, *_ = [await opened() for _ in range(STREAMS)]
        refused = await programs.ask("GET", PATH, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
        assert f"ci has {STREAMS} streams open" in refused.json()["detail"]
        assert int(refused.headers["retry-after"]) > 0
        async with programs.client.stream("GET", PATH) as theirs:
            assert theirs.status_code == 200
        await first.aclose()
        async with asyncio.timeout(30):
            while (await opened()).status_code != 200:
                await make(programs)  # a stream notices that nobody listens when it has something to say


async def test_all_streams_share_one_look_at_the_database() -> None:
    """However many wait, the newest position is asked for once; and once more when they wait again."""
    looks = 0

    async def newest() -> int:
        nonlocal looks
        looks += 1
        return 40 + looks

    streams = Streams(newest, asyncio.Event(), look_every=0)

    assert await asyncio.gather(*(streams.next_look() for _ in range(50))) == [41] * 50
    assert await asyncio.gather(*(streams.next_look() for _ in range(50))) == [42] * 50


async def test_a_stream_that_hangs_up_takes_the_look_of_no_other() -> None:
    """The others still hear of the newest position."""

    async def newest() -> int:
        return 41

    streams = Streams(newest, asyncio.Event(), look_every=0)
    leaving, staying = (asyncio.create_task(streams.next_look()) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()

    assert await staying == 41
