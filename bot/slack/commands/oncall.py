"""Say who is on call: in each rota, until when and who is next; and whom the escalation would remind now."""

from bot.rotas import Rotas
from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.views.oncall import oncall

WORDS = ("oncall",)
USAGE = "oncall"
PURPOSE = Purpose.LOOK
AMONG = None


async def run(command: Command) -> Message:
    return oncall(await Rotas(command.asked.service).duty())
