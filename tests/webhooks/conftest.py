"""Webhooks as they really go out: rows, a delivery of their own, and receivers on real sockets."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from standardwebhooks.webhooks import Webhook as Verifier

from bot import outgoing
from bot.caller import Caller
from bot.delivery import Delivery
from bot.metrics import Metrics
from bot.net import outside
from bot.service import IncidentService
from bot.webhook_sending import Sender
from bot.webhooks import Webhooks
from incidents.commands import Draft
from incidents.escalation import Policy
from storage import Store, open_store
from tests.api.conftest import ANN, StillWorld

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


@dataclass
class Receiver:
    """Somebody's server, which answers as it is told and keeps what it heard."""

    url: str
    heard: list[tuple[dict[str, str], str]] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    thinks: asyncio.Event | None = None

    async def receive(self, request: web.Request) -> web.Response:
        self.heard.append((dict(request.headers), await request.text()))
        if self.thinks:
            await self.thinks.wait()
        return self.answers.pop(0) if self.answers else web.Response(status=204)

    @property
    def port(self) -> int:
        return int(urlsplit(self.url).port or 0)

    def verified(self, secret: str) -> list[Any]:
        """Give what was said, verified by the published receiver; the time of the test's clock is let pass."""
        verifier = Verifier(secret)
        return [
            verifier.verify(body, {**headers, "webhook-timestamp": headers["webhook-timestamp"]})
            for headers, body in lowered(self.heard)
        ]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in lowered(self.heard)]


def lowered(heard: list[tuple[dict[str, str], str]]) -> list[tuple[dict[str, str], str]]:
    return [({name.lower(): value for name, value in headers.items()}, body) for headers, body in heard]


@dataclass
class Post:
    """The service, the webhooks, and the delivery that sends."""

    store: Store
    world: StillWorld
    service: IncidentService
    webhooks: Webhooks
    sender: Sender
    delivery: Delivery
    stack: AsyncExitStack

    async def receiver(self) -> Receiver:
        """Start a receiver on a port of its own."""
        receiver = Receiver("")
        receiver.url = await self.listens(receiver.receive)
        return receiver

    async def listens(self, answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> str:
        """Have a server on a port of its own answer so, and give its address."""
        app = web.Application()
        app.router.add_post("/hook", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        self.stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        [socket] = site._server.sockets  # type: ignore[union-attr]
        return f"http://127.0.0.1:{socket.getsockname()[1]}/hook"

    async def declare(self, title: str = "checkout is failing") -> str:
        """Declare an incident and give its name."""
        return (await self.service.declare(Draft(title), Caller(ANN))).incident.reference

    async def delivers(self) -> None:
        """Send all that is due now, to the end."""
        while await self.delivery._begin_what_is_due() or self.delivery._sends:
            while self.delivery._sends:
                await next(iter(self.delivery._sends))


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    """Everything that a webhook needs; receivers on this machine are allowed."""
    world = StillWorld()
    async with AsyncExitStack() as stack:
        store = await open_store(f"sqlite:///{tmp_path}/tocsin.db", world)
        stack.push_async_callback(store.close)
        others_servers = await stack.enter_async_context(outside(LOOPBACK))
        sender = Sender(store, others_servers, world.now, chance=lambda: 0.0)
        nothing: Callable[[object], None] = lambda _: None  # noqa: E731 - nobody ticks here
        delivery = Delivery(store, {outgoing.WEBHOOK: sender.send}, world.now, nothing, Metrics(), 8)
        service = IncidentService(store, Policy(), wake=lambda: None)
        webhooks = Webhooks(store, lambda: None, lambda size: bytes(range(size)))
        yield Post(store, world, service, webhooks, sender, delivery, stack)
