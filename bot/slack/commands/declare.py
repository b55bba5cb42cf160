"""Declare an incident in one line; without a title a form opens."""

from bot.slack import told
from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.text import as_typed
from bot.slack.views.answers import DECLARABLE
from bot.slack.views.declare_modal import declare_modal
from incidents.commands import Draft
from incidents.model import Severity

WORDS = ("declare", *(severity.value for severity in DECLARABLE))
USAGE = "declare [critical | major | minor | warning] title"
PURPOSE = Purpose.BEGIN
AMONG = None

# "none" is left out: "none of the backups ran" is a title. A line that begins with "warning" may be one as well.
AFTER_DECLARE = (*DECLARABLE, Severity.WARNING)


async def run(command: Command) -> Message | None:
    severity, title = _severity_and_title(command)
    draft = Draft(title, severity, channel=command.asked.channel_of_incident)
    if not title:
        command.asked.form(declare_modal(draft))
        return None
    return await command.asked.act(lambda caller: command.asked.service.declare(draft, caller), told.declared)


def _severity_and_title(command: Command) -> tuple[Severity, str]:
    if command.word in DECLARABLE:
        return Severity(command.word), command.typed
    first, *rest = command.text.split(maxsplit=1) or [""]
    named = first.lower().rstrip(":,")
    if named in AFTER_DECLARE:
        return Severity(named), as_typed(" ".join(rest)).strip()
    return Severity.MINOR, command.typed
