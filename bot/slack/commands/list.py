"""List the open incidents, yours (you lead, declared or acknowledged them), or all of them."""

from bot.slack.command import Command, Purpose
from bot.slack.lists import LISTS, page_of
from bot.slack.message import Message
from incidents.errors import Invalid

WORDS = ("list", "ls")
USAGE = "list [active | mine | all]"
PURPOSE = Purpose.LOOK
AMONG = None


async def run(command: Command) -> Message:
    which = command.typed.lower() or "active"
    if which not in LISTS:
        raise Invalid("text", f"Say which list: /incident {USAGE}")
    return await page_of(command.asked, which)
