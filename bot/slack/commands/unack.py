"""Take your acknowledgement back; the reminders start anew."""

from bot.slack import told
from bot.slack.candidates import ACKNOWLEDGED
from bot.slack.command import Command, Purpose
from bot.slack.message import Message

WORDS = ("unack", "unacknowledge")
USAGE = "unack [INC-42]"
PURPOSE = Purpose.TAKE
AMONG = ACKNOWLEDGED
TAKES_TEXT = False


async def run(command: Command) -> Message:
    return await command.act(command.asked.service.unacknowledge, told.unacknowledged)
