"""Builds every object once, by hand, hands each what it needs, and starts and stops them in order."""

import asyncio
import secrets
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import structlog

from bot import memory
from bot.alerting import Alerting
from bot.at_slack import announcing_lane, door_of, lanes, socket_mode_of, workspace
from bot.delivery import Delivery
from bot.health import SickBay
from bot.http.app import Doors
from bot.http.app import build as build_http
from bot.http.server import HttpServer
from bot.ledger import Ledger
from bot.machines import Reach, alerts_door, api_of, forms_of, mail_lane, round_of, source_lane, webhook_lane
from bot.metrics import Metrics
from bot.monitors.private import warn_of_refused
from bot.monitors.round import Round
from bot.monitors.ways import open_ways
from bot.net import outside
from bot.pages.door import PagesDoor
from bot.paging import warn_of_fallbacks
from bot.policy import PolicyError, load_policy
from bot.pools import pool, wake_all
from bot.public import StatusPages
from bot.scheduler import Clock
from bot.service import IncidentService
from bot.settings import Settings
from bot.signed_links import SignedLinks
from bot.slack.app import SlackDoor
from bot.slack.identity import Introduction
from bot.slack.socket_mode import SocketMode
from bot.subscribers import Subscribers
from bot.watching import Watching
from bot.webhooks import Webhooks
from bot.world import RealWorld
from incidents.escalation import Policy
from storage import StorageError, Store, World, hold_lock, open_store, outbox

# Slack gives up on an answer after 3 s, and whoever sent SIGTERM on us after 10 s, as a rule.
GRACE = 3.0
INTRODUCED_WITHIN = 2.0
# A page that hangs must delay no other: many may hang at once. The others keep to Slack's pace anyhow.
URGENT_WORKERS, OTHER_WORKERS, WEBHOOK_WORKERS, SOURCE_WORKERS = 256, 16, 256, 16
MAIL_WORKERS = 1

log = structlog.get_logger(__name__)


@dataclass
class Application:
    """The running bot. `port` is the one that HTTP really listens on."""

    settings: Settings
    store: Store
    service: IncidentService
    alerting: Alerting
    watching: Watching
    round: Round
    ledger: Ledger
    deliveries: list[Delivery]
    clock: Clock
    door: SlackDoor
    introduction: Introduction
    socket_mode: SocketMode | None
    doors: Doors
    sick_bay: SickBay
    public: PagesDoor
    subscribers: Subscribers
    server: HttpServer = field(default_factory=HttpServer)
    port: int = 0
    fallen: asyncio.Event = field(default_factory=asyncio.Event)
    _running: list[asyncio.Task[None]] = field(default_factory=list)

    def wake(self) -> None:
        """Have the deliveries look into the outbox, and the pages whether they changed."""
        wake_all(self.deliveries)
        self.public.look_again()

    def take_policy(self, policy: Policy) -> None:
        """Follow another policy from now on."""
        self.service.policy = self.ledger.policy = self.alerting.policy = self.watching.policy = policy
        if not policy.steps:
            log.warning(
                "the policy has no escalation steps: the incident lead is reminded, and without one @here."
                " Write some as in policy.example.toml",
                missing=self.settings.no_steps,
                channel=self.settings.incidents_channel,
            )

    async def resume(self) -> None:
        """Nag about what waits under the policy in force and has no reminder to come; watch and show what it names."""
        await self.public.pages.set_up(self.watching.policy.pages)
        warn_of_fallbacks(await self.ledger.resume())
        await self.watching.follow()
        checks = await self.store.read(self.watching.checks)
        self.run(warn_of_refused(checks, self.settings.private_networks))
        self.wake()

    async def start(self) -> None:
        """Take what a former process had leased, then open the doors; Slack is found in the background."""
        if self.settings.database_url.startswith("sqlite"):
            await self.store.run(outbox.free_leases)  # ours is the only server; PostgreSQL may have others
        await self.resume()
        self.clock.start()
        self.clock.every("introduction", timedelta(seconds=20), self.introduction.make)
        self.clock.every("sick bay", timedelta(seconds=10), self.sick_bay.look_around)
        self.clock.every("tidying", timedelta(hours=1), self.ledger.tidy)
        self.clock.every("tidying alerts", timedelta(hours=1), self.alerting.tidy)
        self.clock.every("after maintenance", timedelta(seconds=30), self.alerting.look_after_maintenance)
        self.clock.every("tidying letters", timedelta(hours=1), self.subscribers.tidy)
        self.clock.every("following checks", timedelta(seconds=15), self.watching.follow)
        self.clock.every("tidying results", timedelta(hours=1), self.watching.tidy)
        self.port = await self.server.start(build_http(self.doors), self.settings.host, self.settings.port)
        for delivery in self.deliveries:
            self.run(delivery.run())
        self.run(self.introduction.make())
        if self.socket_mode:
            self.run(self.socket_mode.run())

    async def stop(self) -> None:
        """Take nothing new, finish what was begun, then close. What is still owed waits in the outbox."""
        self.doors.stopping.set()
        self.public.live.stopping.set()
        await asyncio.gather(
            self.server.stop(GRACE), *([self.socket_mode.stop(GRACE)] if self.socket_mode else [])
        )
        self.clock.stop()
        await self.round.stop(GRACE)
        with suppress(StorageError):  # then they run out
            await self.watching.let_go()
        await asyncio.gather(self._drain(), *(delivery.stop(GRACE) for delivery in self.deliveries))
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _drain(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.door.drain(), GRACE)

    async def introduced(self) -> str:
        """Say how Slack took us, as soon as that is known; a Slack that is slow is not waited for."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.introduction.made.wait(), INTRODUCED_WITHIN)
            return self.introduction.problem or "lets us in"
        return "has not answered yet"

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this beside everything else; when it breaks, the bot has fallen and must be started again."""
        task = asyncio.create_task(work)
        task.add_done_callback(self._ended)
        self._running.append(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception():
            log.critical("a part of the bot broke", exc_info=task.exception())
            self.fallen.set()


@asynccontextmanager
async def application(settings: Settings, policy: Policy, world: World) -> AsyncIterator[Application]:
    """Hold the database and the outbound connections open, with the bot started in between."""
    async with AsyncExitStack() as held:
        held.enter_context(hold_lock(settings.database_url))
        store = await open_store(settings.database_url, world)
        held.push_async_callback(store.close)
        # The workers are the limit: a hanging call must not keep another page from its connection.
        session = await held.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        )
        servers = await held.enter_async_context(outside(settings.private_networks))
        holder = None if settings.database_url.startswith("sqlite") else secrets.token_hex(8)
        watching = Watching(store, policy, lambda: None, holder=holder)
        opening = open_ways(settings.private_networks, world.now, watching.beat_of)
        ways = await held.enter_async_context(opening)
        app = await built(settings, policy, world, store, watching, Reach(session, servers, ways))
        held.push_async_callback(app.stop)
        await app.start()
        yield app


async def serve(settings: Settings, policy_path: Path | None) -> bool:
    """Run until SIGTERM or SIGINT; SIGHUP reads the policy again, and a wrong one leaves the old one in force.

    Tells whether it ended as it should: not when a part of it broke.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, log.info, "not started yet: the policy is being read anyhow")
    async with application(settings, load_policy(policy_path), RealWorld()) as app:
        loop.add_signal_handler(signal.SIGHUP, _reload, app, policy_path)
        log.info("ready", host=settings.host, port=app.port, slack=await app.introduced())
        loop.call_later(memory.SETTLED_AFTER, memory.settle)
        ends = [asyncio.ensure_future(end.wait()) for end in (stop, app.fallen)]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        log.info("stopping")
        return not app.fallen.is_set()


def _reload(app: Application, policy_path: Path | None) -> None:
    try:
        app.take_policy(load_policy(policy_path))
        app.run(app.resume())
    except PolicyError as error:
        log.warning("the policy stays as it was", reason=str(error))
    else:
        log.info("the policy was read again")


async def built(
    settings: Settings, policy: Policy, world: World, store: Store, watching: Watching, reach: Reach
) -> Application:
    """Build every object; nothing is started."""
    deliveries: list[Delivery] = []
    links = SignedLinks(settings.secret)
    public = PagesDoor(StatusPages(store), (StorageError,), _root(settings))

    def wake() -> None:
        wake_all(deliveries)
        public.look_again()

    metrics, clock, ledger = Metrics(), Clock(world.now), Ledger(store, policy, wake)
    slack = workspace(settings, ledger, metrics, world, reach.slack)
    await slack.introduction.remember()
    hooks = Webhooks(store, wake, secrets.token_bytes)
    subscribers = Subscribers(store, wake, links, hooks, offers_mail=settings.mail_server is not None)
    public.forms = forms_of(subscribers, world)
    stopping, alerting = asyncio.Event(), Alerting(store, policy, wake)
    urgent, others = lanes(slack, ledger, world)
    others |= announcing_lane(slack, ledger, subscribers, settings)
    deliveries += [
        pool("urgent", urgent, clock, store, metrics, URGENT_WORKERS, for_ever=True),
        pool("others", others, clock, store, metrics, OTHER_WORKERS),
        pool("webhooks", webhook_lane(store, reach.servers, world), clock, store, metrics, WEBHOOK_WORKERS),
        pool("mail", mail_lane(settings, store, links, world, stopping), clock, store, metrics, MAIL_WORKERS),
        pool("sources", source_lane(alerting, reach.servers, world), clock, store, metrics, SOURCE_WORKERS),
    ]
    service = IncidentService(store, policy, wake)
    door = door_of(slack, service, subscribers, metrics, world)
    socket_mode = socket_mode_of(settings, door, slack)
    sick_bay = SickBay(store, slack.introduction, slack.channel, socket_mode, metrics, world.now)
    watching.wake, looking = wake, round_of(watching, reach.ways)
    watching.look_at = looking.follow
    api = api_of(settings, service, subscribers, watching, store, world, stopping)
    alerts = alerts_door(alerting, api.guard, reach.servers, world, stopping)
    doors = replace(
        _doors(settings, door, sick_bay, metrics), stopping=stopping, api=api, alerts=alerts, pages=public
    )
    app = Application(
        settings,
        store,
        service,
        alerting,
        watching,
        looking,
        ledger,
        deliveries,
        clock,
        door,
        slack.introduction,
        socket_mode,
        doors,
        sick_bay,
        public,
        subscribers,
    )
    app.take_policy(policy)
    return app


def _root(settings: Settings) -> str:
    return settings.base_url or f"http://{settings.host}:{settings.port}"


def _doors(settings: Settings, door: SlackDoor, sick_bay: SickBay, metrics: Metrics) -> Doors:
    secret = None if settings.slack_app_token else settings.slack_signing_secret
    return Doors(
        signing_secret=secret.get_secret_value() if secret else None,
        slack=door.dispatch if secret else None,
        readiness=sick_bay.readiness,
        health=sick_bay.health,
        registry=metrics.registry,
        now=sick_bay.now,
    )
