"""Say how bad it is: critical, major, minor, warning or none."""

from bot.slack import told
from bot.slack.candidates import ACTIVE
from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from incidents.errors import Invalid
from incidents.model import Severity

WORDS = ("severity", "sev")
USAGE = "severity [INC-42] critical | major | minor | warning | none"
PURPOSE = Purpose.WORK
AMONG = ACTIVE
EITHER_END = True


async def run(command: Command) -> Message:
    service, severity = command.asked.service, _severity(command.typed.lower())
    return await command.act(lambda i, caller: service.set_severity(i, severity, caller), told.edited)


def _severity(word: str) -> Severity:
    if word not in set(Severity):
        raise Invalid("severity", f"Say which severity: /incident {USAGE}")
    return Severity(word)
