"""Say that service is restored; the text is kept as a note for the responders."""

from bot.slack import told
from bot.slack.candidates import UNDER_WAY
from bot.slack.command import Command, Purpose
from bot.slack.message import Message

WORDS = ("resolve", "resolved")
USAGE = "resolve [INC-42] [what fixed it]"
PURPOSE = Purpose.END
AMONG = UNDER_WAY


async def run(command: Command) -> Message:
    service, note = command.asked.service, command.typed
    return await command.act(lambda i, caller: service.resolve(i, caller, note), told.resolved)
