"""What the checks reach the world by: sockets that connect to no private address, names, clocks, and the last beats."""

import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import aiohappyeyeballs
import aiohttp

from bot.monitors.answer import Answer
from bot.net import Network, OwnThreads, SocketFactory, judged_sockets
from incidents.monitoring import Standing

_NEXT_ADDRESS_AFTER = 0.25  # seconds, as in RFC 8305 and in aiohttp


@dataclass(frozen=True, slots=True)
class Beat:
    """When a job last called in, and how its check stands since.

    `last` is never before the bot could hear it: what was sent while it was down or before the monitor was made is
    not missed.
    """

    last: datetime
    standing: Standing


@dataclass(frozen=True)
class Ways:
    """The ways out, and the clocks: `now` is the world's, `ticks` gives seconds that only ever grow."""

    web: aiohttp.ClientSession
    names: OwnThreads
    opened: SocketFactory
    now: Callable[[], datetime]
    beat_of: Callable[[str], Awaitable[Beat]]
    region: str = ""
    ticks: Callable[[], float] = field(default=time.monotonic)

    async def connect(self, host: str, port: int) -> socket.socket:
        """Connect to a port, by whichever of the host's addresses answers first; raises `OSError`."""
        found = await self.names.look_up(host, port, socket.AF_UNSPEC, socket.AI_ADDRCONFIG)
        return await aiohappyeyeballs.start_connection(
            found, happy_eyeballs_delay=_NEXT_ADDRESS_AFTER, socket_factory=self.opened
        )

    async def addresses_of(self, name: str) -> list[str]:
        """Give the addresses of a name, also those by which this machine cannot speak; raises `OSError`."""
        found = await self.names.look_up(name, 0, socket.AF_UNSPEC, 0)
        return list(dict.fromkeys(str(place[0]) for *_, place in found))


@asynccontextmanager
async def open_ways(
    allowed: Sequence[Network],
    now: Callable[[], datetime],
    beat_of: Callable[[str], Awaitable[Beat]],
    trusted: ssl.SSLContext | None = None,
    region: str = "",
) -> AsyncIterator[Ways]:
    """Open the ways out: by http and https to public addresses and allowed networks, each look by a new connection.

    `trusted` are the authorities whose certificates are good; without it, those of the system (SSL_CERT_FILE).
    """
    opened, names = judged_sockets(allowed), OwnThreads()
    connector = aiohttp.TCPConnector(
        socket_factory=opened,
        limit=0,
        use_dns_cache=False,
        resolver=names,
        force_close=True,
        ssl=trusted or True,
    )
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        response_class=Answer,
        timeout=aiohttp.ClientTimeout(total=None),  # each look has its own
    ) as web:
        try:
            yield Ways(web, names, opened, now, beat_of, region)
        finally:
            await names.close()
