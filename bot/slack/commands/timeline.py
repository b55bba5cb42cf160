"""Show everything that happened to an incident."""

from bot.slack.candidates import ANY
from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.views.timeline import timeline

WORDS = ("timeline", "history")
USAGE = "timeline [INC-42]"
PURPOSE = Purpose.LOOK
AMONG = ANY
TAKES_TEXT = False


async def run(command: Command) -> Message:
    incident, events = await command.asked.service.timeline(command.incident.id)
    return timeline(incident, events)
