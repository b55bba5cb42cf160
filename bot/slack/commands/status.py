"""Say where the work stands: investigating, identified, monitoring, resolved or closed."""

from bot.slack import told
from bot.slack.candidates import ACTIVE
from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from incidents.errors import Invalid
from incidents.model import Status

WORDS = ("status",)
USAGE = "status [INC-42] investigating | identified | monitoring | resolved | closed"
PURPOSE = Purpose.WORK
AMONG = ACTIVE
EITHER_END = True


async def run(command: Command) -> Message:
    service, status = command.asked.service, _status(command.typed.lower())
    return await command.act(lambda i, caller: service.set_status(i, status, caller), told.edited)


def _status(word: str) -> Status:
    if word not in set(Status):
        raise Invalid("status", f"Say which status: /incident {USAGE}")
    return Status(word)
