"""The list of checks, and how they are made one after the other."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import aiohttp
from slack_sdk.errors import SlackClientError

from bot.delivery import Refused, TryLater
from bot.doctor import at_home, at_monitors, at_post, at_slack
from bot.doctor.patient import Finding, Patient, wrong
from bot.policy import PolicyError
from bot.settings import WHERE, SettingsError, load_settings, misspelt
from storage import StorageError


class Check(NamedTuple):
    """One thing to look at, unless what it `needs` turned out to be wrong."""

    about: str
    look: Callable[[Patient], Awaitable[list[Finding]]]
    needs: tuple[str, ...] = ()


CHECKS = [
    Check("policy", at_home.policy),
    Check("database", at_home.database),
    Check("schema", at_home.schema, needs=("database",)),
    Check("outbox", at_home.overdue, needs=("schema",)),
    Check("outbox", at_home.set_aside, needs=("schema",)),
    Check("monitors", at_monitors.monitors, needs=("policy", "schema")),
    Check("mail", at_post.mail_server),
    Check("subscribers", at_post.subscribers, needs=("schema",)),
    Check("Slack", at_slack.slack),
    Check("bot token", at_slack.bot_token, needs=("Slack",)),
    Check("scopes", at_slack.scopes, needs=("bot token",)),
    Check("app token", at_slack.app_token, needs=("Slack",)),
    Check("incidents channel", at_slack.incidents_channel, needs=("bot token",)),
    Check("people", at_slack.people, needs=("bot token", "policy")),
]


async def examine_installation(manifest: Path, *, retry: bool = False) -> AsyncIterator[Finding]:
    """Look at the settings, and with them at everything else."""
    for doubt in misspelt():
        yield Finding(doubt, ok=False, about="settings")
    try:
        settings = load_settings()
    except SettingsError as error:
        for line in str(error).removesuffix(WHERE).splitlines():
            yield Finding(line, ok=False, about="settings")
        return
    yield Finding(
        f"complete, for {'Socket' if settings.socket_mode else 'HTTP'} Mode", ok=True, about="settings"
    )
    async with aiohttp.ClientSession() as session:
        async for finding in examine(Patient(settings, manifest, session, retry)):
            yield finding


async def examine(patient: Patient) -> AsyncIterator[Finding]:
    """Make every check whose ground is sound."""
    unsound: set[str] = set()
    for check in CHECKS:
        if unsound.intersection(check.needs):
            unsound.add(check.about)
            continue
        for finding in await _findings(check, patient):
            if not finding.ok:
                unsound.add(check.about)
            yield Finding(finding.says, finding.ok, check.about)


async def _findings(check: Check, patient: Patient) -> list[Finding]:
    try:
        return await check.look(patient)
    except (TryLater, Refused) as failure:
        return [wrong(f"Slack answered: {failure}.")]
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as failure:
        return [wrong(f"Slack did not answer: {type(failure).__name__}.")]
    except (StorageError, PolicyError) as error:
        return [wrong(line) for line in str(error).splitlines()]
