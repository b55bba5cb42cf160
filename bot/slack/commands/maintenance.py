"""Announce maintenance: it begins and ends by itself, nags nobody, and silences the alerts of what it affects.

Times are in your own time zone: `maintenance "Database upgrade" of checkout, payments from tomorrow 22:00 to 23:30`.
Without any words a form opens.
"""

import re
from datetime import datetime, timedelta

from bot.slack import planning
from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.times import upcoming
from bot.slack.views.maintenance_modal import maintenance_modal
from incidents.commands import Draft
from incidents.errors import Invalid
from incidents.model import Kind
from incidents.plan import Plan

WORDS = ("maintenance",)
USAGE = 'maintenance "title" [of monitors] from tomorrow 22:00 to 23:30'
PURPOSE = Purpose.BEGIN
AMONG = None

_TYPED = re.compile(
    r"""["“”](?P<title>[^"“”]+)["“”](?:\s+of\s+(?P<monitors>.+?))?"""
    r"""\s+from\s+(?P<start>.+?)\s+(?:to|until)\s+(?P<end>.+)""",
    re.IGNORECASE | re.DOTALL,
)


async def run(command: Command) -> Message | None:
    if not command.typed:
        await _open_form(command)
        return None
    found = _TYPED.fullmatch(command.typed)
    if found is None:
        raise Invalid("title", f"Say what and when: /incident {USAGE}")
    monitors = tuple(filter(None, (name.strip() for name in (found["monitors"] or "").split(","))))
    draft = Draft(
        found["title"],
        kind=Kind.MAINTENANCE,
        monitors=monitors,
        planned=await _plan(command, found["start"], found["end"]),
        channel=command.asked.channel_of_incident,
    )
    return await planning.plan(command.asked, draft)


async def _open_form(command: Command) -> None:
    desk = command.asked.desk
    pages = await desk.subscribers.sites()
    command.asked.form(maintenance_modal(pages, desk.now(), command.asked.channel_of_incident))


async def _plan(command: Command, start: str, end: str) -> Plan:
    """Read both times; an end without a day is on the day of the start, or the night after."""
    zone, now = await command.asked.desk.zone_of(command.asked.actor.id), command.asked.desk.now()
    begins = upcoming(start, zone, now)
    ends = upcoming(end, zone, begins) if begins else None
    if begins is None or ends is None:
        wrong = start if begins is None else end
        raise Invalid("starts_at", f"“{wrong}” is no time that I can read. Say it like tomorrow 22:00.")
    return Plan(begins, _after(ends, begins))


def _after(end: datetime, start: datetime) -> datetime:
    return end + timedelta(days=1) if start - timedelta(days=1) < end <= start else end
