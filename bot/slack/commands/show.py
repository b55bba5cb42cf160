"""Show one incident in full."""

from bot.slack.candidates import ANY
from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.views.show import show

WORDS = ("show",)
USAGE = "show [INC-42]"
PURPOSE = Purpose.LOOK
AMONG = ANY
TAKES_TEXT = False


async def run(command: Command) -> Message:
    return show(command.incident, command.asked.desk.now())
