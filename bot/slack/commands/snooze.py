"""Have no reminders of it for 15 minutes; everybody else still gets theirs."""

from bot.slack import told
from bot.slack.candidates import WAITING
from bot.slack.command import Command, Purpose
from bot.slack.message import Message

WORDS = ("snooze",)
USAGE = "snooze [INC-42]"
PURPOSE = Purpose.TAKE
AMONG = WAITING
TAKES_TEXT = False


async def run(command: Command) -> Message:
    return await command.act(command.asked.service.snooze, told.snoozed)
