"""Channels that read what status pages tell: which page is meant, and the lane that posts there."""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta

from bot import outgoing
from bot.delivery import Claimed, Lane, Paced, Refused, TryLater
from bot.ledger import Ledger, Posting
from bot.slack.message import Message
from bot.slack.poster import Poster
from bot.slack.private import Call
from bot.slack.refusals import CHANNEL_LOST, OUR_FAULT
from bot.slack.views.announcement import announcement
from bot.subscribers import Subscribers
from incidents.errors import Invalid

ONE_BY_ONE = timedelta(seconds=0.2)
# The answer to a command has three seconds.
ASKED_WITHIN = 1.5
NOT_INVITED = (
    "I am not in this channel and cannot post here: nothing was subscribed."
    " Type /invite @Tocsin first, then the same again."
)

_TYPED = re.compile(
    r"page(?:\s+(?!of\s)(?P<page>\S+))?(?:\s+of\s+(?P<components>.+))?", re.IGNORECASE | re.DOTALL
)


def page_in(typed: str, usage: str) -> tuple[str | None, tuple[str, ...]]:
    """Give the page that was named behind the word `page` (None: none was), and the components. Raises `Invalid`."""
    found = _TYPED.fullmatch(typed.strip())
    if found is None:
        raise Invalid("text", f"Say which status page: /incident {usage}")
    named = (name.strip() for name in (found["components"] or "").split(","))
    return found["page"] and found["page"].lower(), tuple(filter(None, named))


async def ensure_let_in(call: Call, channel: str) -> None:
    """Join the channel, unless Slack is slow or down. Raises `Invalid` where only an invitation helps."""
    try:
        async with asyncio.timeout(ASKED_WITHIN):
            await call("conversations.join", channel=channel)
    except Refused as refusal:
        if refusal.error in CHANNEL_LOST:
            raise Invalid("text", NOT_INVITED) from None
    except (TryLater, TimeoutError):
        return


@dataclass
class AnnouncingLane:
    """Posts what the public reads into a channel, once."""

    poster: Poster
    ledger: Ledger
    subscribers: Subscribers
    base_url: str | None

    def lanes(self) -> dict[str, Lane]:
        """Name it."""
        return {outgoing.ANNOUNCEMENT: self.announce}

    async def announce(self, row: Claimed) -> None:
        """Tell a channel, in order, unless it has unsubscribed or the incident was withdrawn."""
        found = await self.subscribers.announced(row.payload["subscriber"], row.payload["announcement"])
        if found is None:
            await self.ledger.done(row)
            return
        if await self.ledger.comes_after_another(row):
            raise Paced("what happened before is told first", ONE_BY_ONE)
        subscriber, body = found
        try:
            ts = await self._post(row, subscriber.target, announcement(body, self.base_url))
        except Refused as refusal:
            if refusal.error in OUR_FAULT:
                raise
            await self.subscribers.channel_refused(row, subscriber, refusal.error)
            return
        # No incident's: when one is deleted, nothing of inside is said to who reads what is outside.
        told = Posting("announcement", None, subscriber.target, ts, outbox_key=row.key)
        await self.ledger.posted(row, told)
        if subscriber.refusals:
            await self.subscribers.channel_reached(subscriber)

    async def _post(self, row: Claimed, channel: str, message: Message) -> str:
        """Post, and join the channel first where that is missing; a private one has to invite the bot."""
        try:
            return await self.poster.post(row, channel, message)
        except Refused as refusal:
            if refusal.error != "not_in_channel":
                raise
            await self.poster.call("conversations.join", channel=channel)
            raise TryLater("joined the channel", timedelta(0)) from refusal
