"""Say that the work afterwards is done too; nothing changes after that. The text is kept as a note."""

from bot.slack import told
from bot.slack.candidates import RESOLVED
from bot.slack.command import Command, Purpose
from bot.slack.message import Message

WORDS = ("close",)
USAGE = "close [INC-42] [text]"
PURPOSE = Purpose.END
AMONG = RESOLVED


async def run(command: Command) -> Message:
    service, note = command.asked.service, command.typed
    return await command.act(lambda i, caller: service.close(i, caller, note), told.closed)
