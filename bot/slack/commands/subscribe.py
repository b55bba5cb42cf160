"""Have this channel read what a status page tells the public; where there are several, name the page."""

from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.subscribing import ensure_let_in, page_in
from bot.slack.views.subscribed import subscribed

WORDS = ("subscribe",)
USAGE = "subscribe page [acme-cloud]"
PURPOSE = Purpose.TELL
AMONG = None


async def run(command: Command) -> Message:
    asked = command.asked
    page = page_in(command.typed, USAGE)
    await ensure_let_in(asked.desk.call, asked.channel)
    site, is_new = await asked.known(
        lambda: asked.desk.subscribers.add_channel(asked.channel, page, asked.actor)
    )
    return subscribed(site, is_new=is_new)
