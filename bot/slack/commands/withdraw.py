"""Take it off a status page, so that the public no longer sees it; it can be published again."""

from bot.slack import publishing
from bot.slack.candidates import PUBLIC
from bot.slack.command import Command, Purpose
from bot.slack.message import Message

WORDS = ("withdraw",)
USAGE = "withdraw [INC-42]"
PURPOSE = Purpose.TELL
AMONG = PUBLIC
TAKES_TEXT = False


async def run(command: Command) -> Message:
    return await publishing.ask_where_from(command.asked, command.incident)
