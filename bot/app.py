"""Builds every object once, by hand, hands each what it needs, and starts and stops them in order."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.delivery import Delivery, Lane
from bot.health import SickBay
from bot.http.app import Doors
from bot.http.app import build as build_http
from bot.http.server import HttpServer
from bot.ledger import Ledger
from bot.metrics import Metrics
from bot.policy import PolicyError, load_policy
from bot.scheduler import Clock
from bot.service import IncidentService
from bot.settings import Settings
from bot.slack.app import SlackDoor
from bot.slack.channel import IncidentsChannel
from bot.slack.client import web_client
from bot.slack.deliver import SlackLanes
from bot.slack.identity import Introduction
from bot.slack.pace import Pace
from bot.slack.people import People
from bot.slack.poster import Poster
from bot.slack.socket_mode import SocketMode
from bot.world import RealWorld
from incidents.escalation import Policy
from storage import StorageError, Store, World, hold_lock, open_store, outbox

GRACE = 10.0
# A page that hangs must delay no other: many may hang at once. The others keep to Slack's pace anyhow.
URGENT_WORKERS, OTHER_WORKERS = 256, 16

log = logging.getLogger(__name__)


@dataclass
class Application:
    """The running bot. `port` is the one that HTTP really listens on."""

    settings: Settings
    store: Store
    service: IncidentService
    ledger: Ledger
    deliveries: list[Delivery]
    clock: Clock
    door: SlackDoor
    introduction: Introduction
    socket_mode: SocketMode | None
    doors: Doors
    sick_bay: SickBay
    server: HttpServer = field(default_factory=HttpServer)
    port: int = 0
    _running: list[asyncio.Task[None]] = field(default_factory=list)

    def wake(self) -> None:
        """Have the deliveries look into the outbox."""
        _wake(self.deliveries)

    def take_policy(self, policy: Policy) -> None:
        """Follow another policy from now on."""
        self.service.policy = self.ledger.policy = policy
        if not policy.steps:
            log.warning(
                "the policy has no escalation steps: the incident lead is reminded, and without one @here in #%s."
                " Add [[escalation]] to policy.toml (see policy.example.toml)",
                self.settings.incidents_channel,
            )

    async def start(self) -> None:
        """Take what a former process had leased, then open the doors; Slack is found in the background."""
        if self.settings.database_url.startswith("sqlite"):
            await self.store.run(outbox.free_leases)  # ours is the only server; PostgreSQL may have others
        self.clock.start()
        self.clock.every("introduction", timedelta(seconds=20), self.introduction.make)
        self.clock.every("sick bay", timedelta(seconds=10), self.sick_bay.look_around)
        self.clock.every("tidying", timedelta(hours=1), self.ledger.tidy)
        self.port = await self.server.start(build_http(self.doors), self.settings.host, self.settings.port)
        for delivery in self.deliveries:
            self._run(delivery.run())
        self._run(self.introduction.make())
        if self.socket_mode:
            self._run(self.socket_mode.run())

    async def stop(self) -> None:
        """Take nothing new, finish what was begun, then close. What is still owed waits in the outbox."""
        self.doors.stopping.set()
        await self.server.stop(GRACE)
        if self.socket_mode:
            await self.socket_mode.stop(GRACE)
        await self.door.drain()
        self.clock.stop()
        await asyncio.gather(*(delivery.stop(GRACE) for delivery in self.deliveries))
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._running.append(asyncio.create_task(work))


@asynccontextmanager
async def application(settings: Settings, policy: Policy, world: World) -> AsyncIterator[Application]:
    """Hold the database and the outbound connections open, with the bot started in between."""
    async with AsyncExitStack() as held:
        held.enter_context(hold_lock(settings.database_url))
        store = await open_store(settings.database_url, world)
        held.push_async_callback(store.close)
        session = await held.enter_async_context(aiohttp.ClientSession())
        app = await _built(settings, policy, world, store, session)
        held.push_async_callback(app.stop)
        await app.start()
        yield app


async def serve(settings: Settings, policy_path: Path | None) -> None:
    """Run until SIGTERM or SIGINT; SIGHUP reads the policy again, and a wrong one leaves the old one in force."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with application(settings, load_policy(policy_path), RealWorld()) as app:
        loop.add_signal_handler(signal.SIGHUP, _reload, app, policy_path)
        log.info("ready on %s port %d", settings.host, app.port)
        await stop.wait()
        log.info("stopping")


def _reload(app: Application, policy_path: Path | None) -> None:
    try:
        app.take_policy(load_policy(policy_path))
    except PolicyError as error:
        log.warning("the policy stays as it was: %s", error)
    else:
        log.info("the policy was read again")


async def _built(
    settings: Settings, policy: Policy, world: World, store: Store, session: aiohttp.ClientSession
) -> Application:
    metrics, clock, ledger = Metrics(), Clock(world.now), Ledger(store, policy)
    client = web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, session)
    poster = Poster(client, Pace(world.now), metrics, world.now)
    channel = IncidentsChannel(settings.incidents_channel, poster.call)
    introduction = Introduction(poster.call, ledger, channel, world.now)
    await introduction.remember()
    people = People(ledger, poster.call, world.now)
    lanes = SlackLanes(poster, ledger, channel, people, world.now, lambda: introduction.workspace_url)
    deliveries = [
        _delivery("urgent", lanes.urgent(), clock, store, metrics, URGENT_WORKERS, for_ever=True),
        _delivery("others", lanes.others(), clock, store, metrics, OTHER_WORKERS),
    ]
    service = IncidentService(store, policy, lambda: _wake(deliveries))
    door = SlackDoor(
        service=service,
        client=client,
        now=world.now,
        identity=lambda: introduction.identity,
        zone_of=people.zone_of,
        name_of=people.name_of,
        incidents_channel=lambda: channel.id,
        count=lambda word, result: metrics.commands_total.labels(word, result).inc(),
        polite=(StorageError,),
    )
    socket_mode = _socket_mode(settings, door, session)
    sick_bay = SickBay(store, introduction, channel, socket_mode, metrics, world.now)
    doors = _doors(settings, door, sick_bay, metrics)
    app = Application(
        settings, store, service, ledger, deliveries, clock, door, introduction, socket_mode, doors, sick_bay
    )
    app.take_policy(policy)
    return app


def _delivery(
    name: str,
    lanes: dict[str, Lane],
    clock: Clock,
    store: Store,
    metrics: Metrics,
    workers: int,
    *,
    for_ever: bool = False,
) -> Delivery:
    """Give the lanes a pool of their own, which the clock wakes when the next row is due."""

    def tick_at(due: datetime | None) -> None:
        clock.at(name, due, delivery.wake)

    delivery = Delivery(store, lanes, clock.now, tick_at, metrics, workers, for_ever)
    return delivery


def _wake(deliveries: list[Delivery]) -> None:
    for delivery in deliveries:
        delivery.wake()


def _socket_mode(settings: Settings, door: SlackDoor, session: aiohttp.ClientSession) -> SocketMode | None:
    if settings.slack_app_token is None:
        return None
    token = settings.slack_app_token.get_secret_value()
    return SocketMode(door.bolt, web_client(token, settings.slack_api_url, session))


def _doors(settings: Settings, door: SlackDoor, sick_bay: SickBay, metrics: Metrics) -> Doors:
    secret = None if settings.slack_app_token else settings.slack_signing_secret

    async def dispatch(
        body: str, headers: Mapping[str, list[str]]
    ) -> tuple[int, Mapping[str, Sequence[str]], str]:
        answer = await door.dispatch(body, {name: values[0] for name, values in headers.items()})
        return answer.status, answer.headers, answer.body

    return Doors(
        signing_secret=secret.get_secret_value() if secret else None,
        slack=dispatch if secret else None,
        readiness=sick_bay.readiness,
        health=sick_bay.health,
        registry=metrics.registry,
        metrics_token=None,
        now=sick_bay.now,
    )
