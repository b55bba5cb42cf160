"""The Python client: what it asks for, what it answers, and what it does when the way is bad."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from aiohttp import web

from bot.auth import Scope
from tests.api.conftest import Programs
from tests.documents import ROOT
from tocsin_client import (
    AsyncClient,
    Client,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Unauthorized,
    Unreachable,
)


@asynccontextmanager
async def client_of(programs: Programs, base_url: str = "") -> AsyncIterator[AsyncClient]:
    """A client with a token that may do anything, which waits for nothing between its tries."""
    token = await programs.token(Scope.ADMIN, name="client", rate=100_000)

    async def no_time(_: float) -> None:
        """Wait no longer than the loop needs."""

    async with AsyncClient(token, base_url or programs.url, sleep=no_time) as client:
        yield client


async def test_the_story_of_an_incident(programs: Programs) -> None:
    """Declared, acknowledged, noted, told of, resolved, reopened, closed; fields answer to their names."""
    async with client_of(programs) as client:
        made = await client.incidents.create("checkout is failing", severity="critical", monitors=["db"])
        acknowledged = await client.incidents.acknowledge(made.id)
        note = await client.incidents.add_note(made.id, {"text": "restarted"})
        update = await client.incidents.update(made.reference, "rolling back", status="identified")
        await client.incidents.resolve(made.id, {"resolutionNote": "rolled back"})
        await client.incidents.reopen(made.id, {"reason": "it came back"})
        await client.incidents.resolve(made.id, note="again")
        closed = await client.incidents.close(made.id)
        events = (await client.incidents.timeline(made.id)).events
        whole = await client.incidents.get(made.id, timeline=True)
        stats = await client.incidents.get_stats(group_by="week")

    assert (made.reference, made.severity, made["monitors"]) == ("INC-1", "critical", ["db"])
    assert acknowledged.acknowledged.by.name == "client"
    assert (note.text, update.status, closed.status) == ("restarted", "identified", "closed")
    assert [event.text for event in events if event.kind == "note_added"] == [
        *["restarted", "rolled back", "it came back", "again"],
    ]
    assert len(whole.timeline) == len(events)
    assert stats.incidents == 1
    with pytest.raises(AttributeError, match="the answer has no colour"):
        _ = made.colour


async def test_a_list_is_walked_to_its_end_page_by_page(programs: Programs) -> None:
    """And open means active and not acknowledged."""
    async with client_of(programs) as client:
        for number in range(1, 6):
            await client.incidents.create(f"number {number}")
        await client.incidents.acknowledge("INC-2")
        await client.incidents.resolve("INC-3")

        walked = [incident.number async for incident in client.incidents.list(limit=2)]
        open_ = [incident.number async for incident in client.incidents.list(status="open")]
        taken = [incident.number async for incident in client.incidents.list(status="acknowledged")]
        over = [incident.number async for incident in client.incidents.list(status="resolved")]

    assert walked == [5, 4, 3, 2, 1]
    assert (open_, taken, over) == ([5, 4, 1], [2], [3])


async def test_each_refusal_has_a_kind_of_its_own(programs: Programs) -> None:
    """With the server's sentence, and what belongs to the kind."""
    reader = AsyncClient(await programs.token(Scope.READ), programs.url)
    nobody = AsyncClient("tocsin_nonsense", programs.url)
    async with client_of(programs) as client, reader, nobody:
        await client.incidents.create("checkout is failing")
        await client.incidents.acknowledge("INC-1")

        with pytest.raises(Conflict, match="already acknowledged") as conflict:
            await client.incidents.acknowledge("INC-1")
        with pytest.raises(NotFound):
            await client.incidents.get("INC-9")
        with pytest.raises(Invalid) as invalid:
            await client.incidents.create("")
        with pytest.raises(Forbidden):
            await reader.incidents.resolve("INC-1")
        with pytest.raises(Unauthorized):
            await nobody.incidents.get("INC-1")

    assert (conflict.value.state, conflict.value.by, conflict.value.status) == ("acknowledged", "client", 409)
    assert list(invalid.value.fields) == ["title"]


async def test_what_answers_503_is_tried_again_until_it_works(programs: Programs) -> None:
    """Four times; a fifth failure is told."""
    async with flaky(programs, failing=4) as (url, _), client_of(programs, url) as client:
        assert (await client.incidents.create("checkout is failing")).reference == "INC-1"
    async with flaky(programs, failing=5) as (url, _), AsyncClient("x", url, sleep=at_once) as client:
        with pytest.raises(Exception, match="503"):
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


async def test_the_client_that_waits_does_the_same(programs: Programs) -> None:
    """In a thread of its own here, since the server runs in this loop."""
    token = await programs.token(Scope.WRITE, name="client")

    def story() -> list[Any]:
        with Client(token, programs.url) as client:
            made = client.incidents.create("checkout is failing")
            client.incidents.acknowledge(made.id)
            monitors = client.monitors.put("Main database", "db-1")
            return [incident.status for incident in client.incidents.list()] + [monitors.name]

    assert await asyncio.to_thread(story) == ["investigating", "Main database"]


async def at_once(_: float) -> None:
    """Wait for nothing."""


@asynccontextmanager
async def flaky(
    programs: Programs, *, failing: int = 0, losing: int = 0
) -> AsyncIterator[tuple[str, list[str | None]]]:
    """A bad way to the server: so many requests fail before it, or are cut off behind it. Tells the keys it saw."""
    seen: list[str | None] = []
    left = {"fail": failing, "lose": losing}

    async def passes(request: web.Request) -> web.StreamResponse:
        seen.append(request.headers.get("idempotency-key"))
        if left["fail"]:
            left["fail"] -= 1
            return web.Response(status=503)
        headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        async with httpx.AsyncClient() as way:
            answer = await way.request(
                request.method, programs.url + request.path_qs, content=await request.read(), headers=headers
            )
        if left["lose"]:
            left["lose"] -= 1
            assert request.transport
            request.transport.abort()
        return web.Response(status=answer.status_code, body=answer.content, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", passes)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    yield f"http://127.0.0.1:{port}", seen
    await runner.cleanup()


async def test_the_example_of_the_documentation_runs(programs: Programs) -> None:
    """As it stands in docs/client.md."""
    page = (ROOT / "docs/client.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names = {"TOKEN": await programs.token(Scope.WRITE), "TOCSIN": programs.url}

    await asyncio.to_thread(exec, example, names)

    incident = (await programs.ask("GET", "/api/v1/incidents/INC-1")).json()
    assert (incident["status"], incident["last_update"]["text"]) == ("resolved", "We are rolling back.")
