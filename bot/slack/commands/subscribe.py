"""Have this channel read what a status page tells the public: of everything, or `of` some of its components.

Where there are several pages, name the page: `subscribe page acme-cloud of checkout, payments`.
"""

from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.subscribing import ensure_let_in, page_in
from bot.slack.views.subscribed import subscribed

WORDS = ("subscribe",)
USAGE = "subscribe page [acme-cloud] [of checkout, payments]"
PURPOSE = Purpose.TELL
AMONG = None


async def run(command: Command) -> Message:
    asked = command.asked
    page, wanted = page_in(command.typed, USAGE)
    await ensure_let_in(asked.desk.call, asked.channel)
    site, is_new = await asked.known(
        lambda: asked.desk.subscribers.add_channel(asked.channel, page, wanted, asked.actor)
    )
    return subscribed(site, wanted, is_new=is_new)
