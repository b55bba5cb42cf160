"""Declare an incident in one line, or with `drill:` a drill; without a title a form opens."""

from difflib import get_close_matches
from typing import NamedTuple

from bot.slack.command import Command, Purpose
from bot.slack.drills import DRILL, practised
from bot.slack.message import Message
from bot.slack.text import as_typed
from bot.slack.views.answers import DECLARABLE, did_you_mean
from bot.slack.views.declare_modal import declare_modal
from incidents.commands import Draft
from incidents.model import Kind, Severity

# "none" is left out: "none of the backups ran" is a title.
SEVERITIES = (*DECLARABLE, Severity.WARNING)

WORDS = ("declare", *(severity.value for severity in SEVERITIES))
USAGE = "declare [drill:] [critical | major | minor | warning] title"
PURPOSE = Purpose.BEGIN
AMONG = None

LONGEST = 12


class Slip(NamedTuple):
    """What was typed for a severity, which one it looks like, and what followed."""

    typed: str
    meant: str
    title: str


# "critcal" is alike, "mirror" is not.
ALIKE = 0.8


async def run(command: Command) -> Message | None:
    kind, text = practised(command.text)
    slip = None if command.word in SEVERITIES else _misspelt_severity(text)
    if slip:
        rest = slip.title if kind is Kind.INCIDENT else f"{DRILL}: {slip.title}"
        return did_you_mean(slip.typed, slip.meant, rest)
    severity, text = _severity_in(command.word, text)
    if kind is Kind.INCIDENT:
        kind, text = practised(text)
    title = as_typed(text).strip()
    draft = Draft(title, severity, kind=kind, channel=command.asked.channel_of_incident)
    if not title:
        command.asked.form(declare_modal(draft))
        return None
    return await command.asked.declare(draft)


def _misspelt_severity(text: str) -> Slip | None:
    """Find a severity with a slip in it: taken for a title, it would be declared as minor and paged late."""
    first, *rest = text.split(maxsplit=1) or [""]
    if len(first) > LONGEST or first.lower().rstrip(":,") in DECLARABLE:
        return None
    alike = get_close_matches(first.lower(), DECLARABLE, n=1, cutoff=ALIKE)
    return Slip(as_typed(first), str(alike[0]), " ".join(rest)) if alike else None


def _severity_in(word: str, text: str) -> tuple[Severity, str]:
    """Give how bad it is, by the word or at the beginning of the text, and what follows."""
    if word in SEVERITIES:
        return Severity(word), text
    first, *rest = text.split(maxsplit=1) or [""]
    named = first.lower().rstrip(":,")
    if named in SEVERITIES:
        return Severity(named), " ".join(rest)
    return Severity.MINOR, text
