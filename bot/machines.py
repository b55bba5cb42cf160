"""What programs and monitoring reach, and what the bot reaches of others, built by hand for `bot/app.py`."""

import asyncio
import random
from typing import NamedTuple

import aiohttp

from bot import outgoing
from bot.alerting import Alerting
from bot.alerts.inbox import Inbox
from bot.alerts.own import sources_under
from bot.auth import Tokens
from bot.catalogue import Catalogue
from bot.delivery import Lane
from bot.http.api import Api
from bot.http.budgets import Budgets
from bot.http.gate import Guard
from bot.http.inbound import AlertsDoor
from bot.monitors import load_checks
from bot.monitors.round import Round
from bot.monitors.ways import Ways
from bot.net import Outside
from bot.service import IncidentService
from bot.settings import Settings
from bot.telling import SourceLane
from bot.watching import Watching
from bot.webhook_sending import Sender
from bot.webhooks import Webhooks
from incidents.checks import Check
from incidents.monitoring import Result
from storage import StorageError, Store, World


class Reach(NamedTuple):
    """What the bot reaches: Slack, the servers of webhooks, and what the monitors look at."""

    slack: aiohttp.ClientSession
    servers: Outside
    ways: Ways


def alerts_door(
    alerting: Alerting, tokens: Tokens, servers: Outside, world: World, stopping: asyncio.Event
) -> AlertsDoor:
    """Give the door of alerts."""
    box = Inbox(
        lambda: sources_under(alerting.policy.alerts.sources),
        alerting.take,
        alerting.keep_unread,
        lambda: alerting.policy.alerts.topics,
        servers.fetch,
        world.now,
    )
    passing = (StorageError, aiohttp.ClientError, OSError)
    return AlertsDoor(box, tokens, lambda: alerting.policy.alerts, stopping, passing)


def round_of(watching: Watching, ways: Ways) -> Round:
    """Give what looks at the monitors and tells what it found."""
    looks = load_checks()

    async def look(check: Check) -> Result | None:
        return await looks[check.kind](check, ways)

    async def tell(check: Check, result: Result) -> None:
        await watching.take(check, result)

    return Round(look, tell, asyncio.get_running_loop(), random.random)


def webhook_lane(store: Store, servers: Outside, world: World) -> dict[str, Lane]:
    """Give the lane of the webhooks, which has workers of its own: a slow receiver delays no page and no card."""
    return {outgoing.WEBHOOK: Sender(store, servers, world.now, random.random).send}


def source_lane(alerting: Alerting, servers: Outside, world: World) -> dict[str, Lane]:
    """Give the lane by which sources of alerts are told, with workers of its own for the same reason."""
    lane = SourceLane(alerting.store, servers, lambda: alerting.policy.alerts, alerting.take, world.now)
    return {outgoing.SOURCE: lane.send}


def api_of(
    settings: Settings,
    service: IncidentService,
    webhooks: Webhooks,
    watching: Watching,
    store: Store,
    world: World,
    stopping: asyncio.Event,
) -> Api:
    """Give what a route of the HTTP API needs."""
    guard = Guard(Tokens(store, settings.secret), Budgets(world.now), lambda: service.policy.requests)
    return Api(service, Catalogue(store, service.wake), webhooks, watching, guard, stopping)
