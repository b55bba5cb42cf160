"""Give it a better title."""

from bot.slack import told
from bot.slack.candidates import ACTIVE
from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from incidents.errors import Invalid

WORDS = ("title", "rename")
USAGE = "title [INC-42] text"
PURPOSE = Purpose.WORK
AMONG = ACTIVE


async def run(command: Command) -> Message:
    service, title = command.asked.service, command.typed
    if not title:
        raise Invalid("title", f"Say the new title: /incident {USAGE}")
    return await command.act(lambda i, caller: service.retitle(i, title, caller), told.edited)
