"""What monitoring reaches, and what the bot looks at by itself, built by hand for `bot/app.py`."""

import asyncio
import random

import aiohttp

from bot.alerting import Alerting
from bot.alerts import load_sources
from bot.alerts.inbox import Inbox
from bot.auth import Tokens
from bot.http.inbound import AlertsDoor
from bot.monitors import load_checks
from bot.monitors.round import Round
from bot.monitors.ways import Ways
from bot.net import Outside
from bot.watching import Watching
from incidents.checks import Check
from incidents.monitoring import Result
from storage import StorageError, World


def alerts_door(
    alerting: Alerting, tokens: Tokens, servers: Outside, world: World, stopping: asyncio.Event
) -> AlertsDoor:
    """Give the door of alerts."""
    box = Inbox(
        load_sources(),
        alerting.take,
        alerting.keep_unread,
        lambda: alerting.policy.alerts.topics,
        servers.fetch,
        world.now,
    )
    return AlertsDoor(box, tokens, stopping, (StorageError, aiohttp.ClientError, OSError))


def round_of(watching: Watching, ways: Ways) -> Round:
    """Give what looks at the monitors and tells what it found."""
    looks = load_checks()

    async def look(check: Check) -> Result | None:
        return await looks[check.kind](check, ways)

    async def tell(check: Check, result: Result) -> None:
        await watching.take(check, result)

    return Round(look, tell, asyncio.get_running_loop(), random.random)
