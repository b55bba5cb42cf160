"""Sources that hear what people do about their alerts: the rows, the lane, and a server on a real socket."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot import outgoing
from bot.alerting import Alerting
from bot.caller import Caller
from bot.delivery import Delivery
from bot.metrics import Metrics
from bot.net import outside
from bot.service import IncidentService
from bot.telling import SourceLane
from incidents.alerting import AlertPolicy
from incidents.alerts import Alert, AlertState
from incidents.escalation import Policy
from incidents.telling import Listener, Way
from storage import open_inline
from storage.inline import InlineStore
from tests.alerts.acting import ANN, PROMETHEUS
from tests.storage.examples import NOON, StillWorld
from tests.webhooks.conftest import LOOPBACK

LABELS = {"alertname": "Down", "job": "shop"}
DISK = Alert("pagerduty", "disk/1", AlertState.FIRING, "the disk is full", labels=LABELS)
BY_ANN = Caller(ANN)


@dataclass
class Server:
    """A source that hears; it answers as it is told to, and keeps what it heard."""

    url: str = ""
    heard: list[tuple[str, str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    location: str = ""
    answer: Callable[[web.Request], Awaitable[web.Response]] | None = None

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append((request.method, request.raw_path, json.loads(await request.text() or "null")))
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        if self.answer:
            return await self.answer(request)
        known = {"silenceID": f"s{len(self.heard)}", "uptime": NOON.isoformat()}
        told = known if request.path.startswith("/api/v2/") else {}
        status = self.statuses.pop(0) if self.statuses else 202
        headers = {"location": self.location} if self.location else {}
        return web.json_response(told, status=status, headers=headers)

    @property
    def actions(self) -> list[str]:
        """Name what a PagerDuty was told."""
        return [body["event_action"] for _, _, body in self.heard]


@dataclass
class Ear:
    """The rows of alerts, the service, the lane, and a server that is told."""

    store: InlineStore
    world: StillWorld
    server: Server
    alerting: Alerting
    service: IncidentService
    delivery: Delivery

    def tells(self, way: Way, source: str = "pagerduty", key: str = "the-key", **wishes: Any) -> None:
        """Follow a policy that has the source told so."""
        listener = Listener(source, self.server.url, way, key)
        alerts = AlertPolicy(listeners=(listener,), **wishes)
        self.alerting.policy = self.service.policy = Policy(alerts=alerts)

    async def takes(self, *told: Alert) -> None:
        """Take alerts."""
        await self.alerting.take(told, PROMETHEUS)

    async def delivers(self) -> None:
        """Send all that is due now, to the end."""
        while await self.delivery._begin_what_is_due() or self.delivery._sends:
            while self.delivery._sends:
                await next(iter(self.delivery._sends))

    async def said_of_silences(self, reference: str) -> list[str]:
        """List what is noted on an incident of what was not silenced."""
        _, events = await self.service.timeline(reference)
        return [event.text for event in events if "silenced in" in event.text]

    async def rows(self) -> list[dict[str, Any]]:
        """List what the lane owes."""
        query = "SELECT state, attempts, last_error FROM outbox WHERE lane = 'source' AND state <> 'done'"
        return await self.store.read(lambda tx: tx.all(query))


@asynccontextmanager
async def ear_open() -> AsyncIterator[Ear]:
    """Open all of it; nothing is told by itself."""
    world, server = StillWorld(), Server()
    world.time = NOON
    async with AsyncExitStack() as stack:
        store = open_inline(world)
        stack.push_async_callback(store.close)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", server.hear)
        runner = web.AppRunner(app)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        [socket] = site._server.sockets  # type: ignore[union-attr]
        server.url = f"http://127.0.0.1:{socket.getsockname()[1]}"
        reach = await stack.enter_async_context(outside(LOOPBACK))
        alerting = Alerting(store, Policy(), wake=lambda: None)
        service = IncidentService(store, Policy(), wake=lambda: None)
        lane = SourceLane(store, reach, lambda: alerting.policy, alerting.take, world.now)
        lanes = {outgoing.SOURCE: lane.send}
        delivery = Delivery(store, lanes, world.now, lambda _: None, Metrics(), 8)
        yield Ear(store, world, server, alerting, service, delivery)
