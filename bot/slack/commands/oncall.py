"""Say who is on call: in each rota, until when and who is next; and whom the escalation would remind now."""

from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.views.oncall import oncall
from incidents.rota import on_call

WORDS = ("oncall",)
USAGE = "oncall"
PURPOSE = Purpose.LOOK
AMONG = None


async def run(command: Command) -> Message:
    policy, now = command.asked.service.policy, command.asked.desk.now()
    return oncall(policy, [on_call(rota, now) for rota in policy.rotas.values()], now)
