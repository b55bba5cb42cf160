"""The lanes of what may wait for a moment: the card, its thread, and notices to one person.

Each sends one row of the outbox and has the ledger write down what came of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import outgoing
from bot.delivery import Claimed, Lane, Paced, Refused, TryLater
from bot.ledger import Ledger, Posting
from bot.slack.channel import LOOK_AGAIN, IncidentsChannel
from bot.slack.message import Message
from bot.slack.people import People
from bot.slack.poster import Poster
from bot.slack.refusals import ARCHIVED, MESSAGE_GONE, OUR_FAULT, THREAD_GONE
from bot.slack.views.card import card
from bot.slack.views.cover import COVER_NOTICES, cover_notice
from bot.slack.views.deleted import deleted
from bot.slack.views.notice import NOTICES
from bot.slack.views.thread import thread_message
from bot.wire import actor_in

CARD_IS_COMING = timedelta(seconds=1)
ONE_BY_ONE = timedelta(seconds=0.2)


@dataclass
class PostingLanes:
    """Messages that always show the present, or tell what happened."""

    poster: Poster
    ledger: Ledger
    channel: IncidentsChannel
    people: People
    now: Callable[[], datetime]
    base_url: str = ""

    def lanes(self) -> dict[str, Lane]:
        """Name them."""
        return {
            outgoing.CARD: self.card,
            outgoing.THREAD: self.thread,
            outgoing.NOTICE: self.notice,
            outgoing.FAREWELL: self.farewell,
        }

    async def card(self, row: Claimed) -> None:
        """Post the card, or change it in place. One that somebody deleted is hung up again."""
        incident, outside, posting = await self.ledger.card_now(row)
        message = card(incident, self.now(), outside, self.base_url)
        if posting is None:
            ts = await self.channel.post(self.poster, row, message)
            if row.was_in_doubt:  # one that an earlier try has posted shows what was so then
                await self.poster.update(row, str(self.channel.id), ts, message)
            hung = Posting("card", incident.id, str(self.channel.id), ts, outbox_key=row.key)
            await self.ledger.posted(row, hung)
            return
        try:
            await self.poster.update(row, posting.channel, posting.ts, message)
        except Refused as refusal:
            if not await self._is_gone(posting, refusal):
                raise
            await self.ledger.gone(posting)
            raise TryLater("the card was deleted", timedelta(0)) from refusal
        await self.ledger.done(row)

    async def thread(self, row: Claimed) -> None:
        """Tell the card's thread of an event, as soon as the card hangs, and in the order in which things happened."""
        incident, event, posting = await self.ledger.event(row)
        if posting is None:
            raise Paced("the card is not posted yet", CARD_IS_COMING)
        if await self.ledger.comes_after_another(row):
            raise Paced("what happened before is told first", ONE_BY_ONE)
        message = thread_message(incident, event)
        try:
            ts = await self.poster.post(row, posting.channel, message, thread_ts=posting.ts)
        except Refused as refusal:
            if refusal.error in THREAD_GONE:
                await self.ledger.card_gone(row, posting)
                raise TryLater("the card was deleted", CARD_IS_COMING) from refusal
            if refusal.error in ARCHIVED:
                raise TryLater(refusal.error, LOOK_AGAIN) from refusal
            raise
        told = Posting(
            "thread",
            incident.id,
            posting.channel,
            ts,
            event_id=event.id,
            thread_ts=posting.ts,
            outbox_key=row.key,
        )
        await self.ledger.posted(row, told)

    async def farewell(self, row: Claimed) -> None:
        """Have a message about an incident that was deleted say no more than that."""
        told = row.payload
        by = actor_in(told["by"]) if told["by"] else None
        try:
            await self.poster.update(row, told["channel"], told["ts"], deleted(told["reference"], by))
        except Refused as refusal:
            if refusal.error in ARCHIVED:
                raise TryLater(refusal.error, LOOK_AGAIN) from refusal
            if refusal.error not in MESSAGE_GONE:
                raise
        await self.ledger.done(row)

    async def _is_gone(self, posting: Posting, refusal: Refused) -> bool:
        """Whether the card must hang anew; one in an archived channel waits, unless the cards hang elsewhere now."""
        if refusal.error not in ARCHIVED:
            return refusal.error in MESSAGE_GONE
        if await self.channel.moved_from(posting.channel):
            return True
        raise TryLater(refusal.error, LOOK_AGAIN) from refusal

    async def notice(self, row: Claimed) -> None:
        """Tell one person of what somebody else did."""
        person, message = row.payload["person"], await self._notice(row)
        try:
            channel = await self.people.dm_with(person)
            ts = await self.poster.post(row, channel, message)
        except Refused as refusal:
            if refusal.error in OUR_FAULT:
                raise
            await self.ledger.done(row)  # nobody waits for it, and nobody could do anything about it
            return
        await self.ledger.posted(
            row, Posting("notice", row.incident_id, channel, ts, person=person, outbox_key=row.key)
        )

    async def _notice(self, row: Claimed) -> Message:
        if row.payload["reason"] in COVER_NOTICES:
            return cover_notice(row.payload)
        incident, event, _ = await self.ledger.event(row)
        return NOTICES[row.payload["reason"]](incident, event)
