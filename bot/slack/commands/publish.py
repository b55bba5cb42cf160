"""Show it on a status page, or change what is shown: a form opens, with a preview of what the public will see."""

from bot.slack import publishing
from bot.slack.candidates import PUBLIC
from bot.slack.command import Command, Purpose

WORDS = ("publish",)
USAGE = "publish [INC-42]"
PURPOSE = Purpose.TELL
AMONG = PUBLIC
TAKES_TEXT = False


async def run(command: Command) -> None:
    await publishing.open_form(command.asked, command.incident.id)
