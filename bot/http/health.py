"""`/readyz`, `/healthz` and `/metrics`: what the bot says about itself to machines that watch it."""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.http.problems import Problem

ANSWER_SECONDS = 5.0

# A request that came through a proxy has the proxy's address, so "from loopback" says nothing about it.
_PROXIED = ("forwarded", "via", "x-forwarded-for", "x-real-ip")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: its name, whether it is well, and a sentence for a person."""

    name: str
    ok: bool
    says: str


@dataclass(frozen=True)
class Report:
    """Some checks; well when each of them is."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return all(check.ok for check in self.checks)


class Watchers:
    """The three routes, and what they ask."""

    def __init__(
        self,
        readiness: Callable[[], Awaitable[Report]],
        health: Callable[[], Awaitable[Report]],
        registry: CollectorRegistry,
    ) -> None:
        self._readiness = readiness
        self._health = health
        self._registry = registry

    async def readyz(self, _request: Request) -> Response:
        """Say whether commands are taken: 200, else 503."""
        return await _told(self._readiness())

    async def healthz(self, _request: Request) -> Response:
        """Say whether anything is sick: 200, else 503."""
        return await _told(self._health())

    async def metrics(self, request: Request) -> Response:
        """Give the numbers in Prometheus's text format, to this machine alone."""
        if not _is_from_here(request):
            return Problem(403, "Metrics are for this machine.")
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(self._registry), media_type=media_type)


async def _told(asked: Awaitable[Report]) -> Response:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            report = await asked
    except TimeoutError:
        report = Report((Check("answer", ok=False, says="The checks did not come to an end in time."),))
    content = {"ok": report.ok, "checks": [asdict(check) for check in report.checks]}
    return JSONResponse(content, 200 if report.ok else 503, {"cache-control": "no-store"})


def _is_from_here(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in _PROXIED):
        return False
    address = ipaddress.ip_address(request.client.host)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
