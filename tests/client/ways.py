"""Ways to the server, good and bad, and a client that goes them without waiting."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
from aiohttp import web

from bot.auth import Scope
from tests.api.conftest import Programs
from tests.ports import NO_CERTIFICATES
from tocsin_client import AsyncClient


async def at_once(_: float) -> None:
    """Wait for nothing."""


@asynccontextmanager
async def client_of(programs: Programs, base_url: str = "") -> AsyncIterator[AsyncClient]:
    """A client with a token that may do anything, which waits for nothing between its tries."""
    token = await programs.token(Scope.ADMIN, name="client", rate=100_000)
    async with AsyncClient(token, base_url or programs.url, sleep=at_once) as client:
        yield client


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
        async with httpx.AsyncClient(verify=NO_CERTIFICATES) as way:
            answer = await way.request(
                request.method, programs.url + request.path_qs, content=await request.read(), headers=headers
            )
        if left["lose"]:
            left["lose"] -= 1
            assert request.transport
            request.transport.abort()
        return web.Response(status=answer.status_code, body=answer.content, content_type="application/json")

    async with served(passes) as url:
        yield url, seen


@asynccontextmanager
async def served(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """Serve this, whatever is asked for, on a free port; give the address."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
