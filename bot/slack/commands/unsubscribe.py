"""Have this channel read no more of a status page, or of all of them when none is named."""

from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.subscribing import page_in
from bot.slack.views.subscribed import unsubscribed

WORDS = ("unsubscribe",)
USAGE = "unsubscribe [page] [acme-cloud]"
PURPOSE = Purpose.TELL
AMONG = None


async def run(command: Command) -> Message:
    asked = command.asked
    page, _ = page_in(command.typed or "page", USAGE)
    left = await asked.known(lambda: asked.desk.subscribers.remove_channel(asked.channel, page, asked.actor))
    return unsubscribed(left)
