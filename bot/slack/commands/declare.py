"""Declare an incident in one line; without a title a form opens."""

from difflib import get_close_matches
from typing import NamedTuple

from bot.slack import told
from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.text import as_typed
from bot.slack.views.answers import DECLARABLE, did_you_mean
from bot.slack.views.declare_modal import declare_modal
from incidents.commands import Draft
from incidents.model import Severity

WORDS = ("declare", *(severity.value for severity in DECLARABLE))
USAGE = "declare [critical | major | minor | warning] title"
PURPOSE = Purpose.BEGIN
AMONG = None

# "none" is left out: "none of the backups ran" is a title. A line that begins with "warning" may be one as well.
AFTER_DECLARE = (*DECLARABLE, Severity.WARNING)
LONGEST = 12


class Slip(NamedTuple):
    """What was typed for a severity, which one it looks like, and what followed."""

    typed: str
    meant: str
    title: str


# "critcal" is alike, "mirror" is not.
ALIKE = 0.8


async def run(command: Command) -> Message | None:
    slip = _misspelt_severity(command)
    if slip:
        return did_you_mean(slip.typed, slip.meant, slip.title)
    severity, title = _severity_and_title(command)
    draft = Draft(title, severity, channel=command.asked.channel_of_incident)
    if not title:
        command.asked.form(declare_modal(draft))
        return None
    return await command.asked.act(lambda caller: command.asked.service.declare(draft, caller), told.declared)


def _misspelt_severity(command: Command) -> Slip | None:
    """Find a severity with a slip in it: taken for a title, it would be declared as minor and paged late."""
    first, *rest = command.text.split(maxsplit=1) or [""]
    if command.word in DECLARABLE or len(first) > LONGEST or first.lower().rstrip(":,") in DECLARABLE:
        return None
    alike = get_close_matches(first.lower(), DECLARABLE, n=1, cutoff=ALIKE)
    return Slip(as_typed(first), str(alike[0]), " ".join(rest)) if alike else None


def _severity_and_title(command: Command) -> tuple[Severity, str]:
    if command.word in DECLARABLE:
        return Severity(command.word), command.typed
    first, *rest = command.text.split(maxsplit=1) or [""]
    named = first.lower().rstrip(":,")
    if named in AFTER_DECLARE:
        return Severity(named), as_typed(" ".join(rest)).strip()
    return Severity.MINOR, command.typed
