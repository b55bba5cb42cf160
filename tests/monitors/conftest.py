"""Servers of every kind on this machine, and the ways by which checks reach them."""

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.monitors import load_checks
from bot.monitors.ways import Beat, Ways, open_ways
from incidents.checks import Check, CheckKind
from incidents.monitoring import WELL, Result
from tests.monitors.authority import Authority

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
CHECKS = load_checks()

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


def now() -> datetime:
    """Give the machine's own time: certificates are judged by it."""
    return datetime.now(UTC)


@dataclass
class Machine:
    """This machine, with servers that are started as a test needs them."""

    ways: Ways
    authority: Authority
    stack: AsyncExitStack
    callers: int = 0

    async def looks(self, kind: CheckKind, target: str, **wishes: Any) -> Result:
        """Look once, in time for a busy machine unless the test says otherwise."""
        wishes = {"timeout": timedelta(seconds=20), **wishes}
        result = await CHECKS[kind](Check(id="shop", kind=kind, target=target, **wishes), self.ways)
        assert result is not None
        return result

    async def web(self, answering: Answering, certificate: ssl.SSLContext | None = None) -> str:
        """Have a web server answer so, and give its address."""
        app = web.Application()
        app.router.add_get("/{path:.*}", answering)
        runner = web.AppRunner(app, shutdown_timeout=0)
        await runner.setup()
        self.stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=certificate)
        await site.start()
        [listener] = site._server.sockets  # type: ignore[union-attr]
        scheme = "https" if certificate else "http"
        return f"{scheme}://localhost:{listener.getsockname()[1]}/"

    async def raw(self, says: bytes = b"", *, hangs: bool = False) -> int:
        """Have a server say this to everybody and hang up, or leave it at that; gives its port."""
        released = asyncio.Event()

        async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.callers += 1
            writer.write(says)
            if hangs:
                await released.wait()
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        self.stack.callback(server.close)
        self.stack.callback(released.set)
        return int(server.sockets[0].getsockname()[1])


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that the checks of these tests trust."""
    return Authority(Path(tmp_path_factory.mktemp("certificates")))


async def beat_of(_: str) -> Beat:
    """Say that every job has just called in."""
    return Beat(now(), WELL)


@pytest.fixture
async def machine(authority: Authority) -> AsyncIterator[Machine]:
    """This machine, which may be looked at."""
    async with AsyncExitStack() as stack:
        ways = await stack.enter_async_context(open_ways(LOOPBACK, now, beat_of, authority.trusted()))
        yield Machine(ways, authority, stack)


async def hello(_: web.Request) -> web.Response:
    """Answer as a server that is well."""
    return web.Response(text="<p>all is well</p>", content_type="text/html")
