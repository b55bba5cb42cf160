"""Draft the postmortem of an incident that is over, to be copied into a document of your own."""

from bot.slack.candidates import OVER
from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.views.postmortem import drafted

WORDS = ("postmortem",)
USAGE = "postmortem [INC-42]"
PURPOSE = Purpose.END
AMONG = OVER
TAKES_TEXT = False


async def run(command: Command) -> Message:
    return await command.asked.service.look(command.incident.id, drafted)
