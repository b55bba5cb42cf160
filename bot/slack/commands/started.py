"""Say when the trouble began, in your own time: 14:02, yesterday 23:10, 20 min ago."""

from bot.slack import told
from bot.slack.candidates import ACTIVE
from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.times import starts_like_a_time, understood
from incidents.errors import Invalid

WORDS = ("started", "began")
USAGE = "started [INC-42] 14:02 | yesterday 23:10 | 20 min ago"
PURPOSE = Purpose.WORK
AMONG = ACTIVE
IS_TEXT = starts_like_a_time


async def run(command: Command) -> Message:
    zone = await command.asked.desk.zone_of(command.asked.actor.id)
    at = understood(command.typed, zone, command.asked.desk.now())
    if at is None:
        raise Invalid("started", f"Say when the trouble began: /incident {USAGE}")
    return await command.act(lambda i, caller: command.asked.service.set_started(i, at, caller), told.started)
