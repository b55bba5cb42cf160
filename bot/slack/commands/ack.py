"""Say that you are on it; the reminders stop."""

from bot.slack import told
from bot.slack.candidates import WAITING
from bot.slack.command import Command, Purpose
from bot.slack.message import Message

WORDS = ("ack", "acknowledge")
USAGE = "ack [INC-42]"
PURPOSE = Purpose.TAKE
AMONG = WAITING
TAKES_TEXT = False


async def run(command: Command) -> Message:
    return await command.act(command.asked.service.acknowledge, told.acknowledged)
