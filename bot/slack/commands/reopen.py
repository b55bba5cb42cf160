"""Say that it is not over; the reminders start anew. The text is kept as a note for the responders."""

from bot.slack import told
from bot.slack.candidates import RESOLVED
from bot.slack.command import Command, Purpose
from bot.slack.message import Message

WORDS = ("reopen",)
USAGE = "reopen [INC-42] [why]"
PURPOSE = Purpose.END
AMONG = RESOLVED


async def run(command: Command) -> Message:
    service, note = command.asked.service, command.typed
    return await command.act(lambda i, caller: service.reopen(i, caller, note=note), told.reopened)
