"""The lanes to Slack: each sends one row of the outbox and has the ledger write down what came of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import outgoing
from bot.delivery import Claimed, Lane, Paced, Refused, TryLater
from bot.ledger import Call, DuePage, Ledger, Posting
from bot.outgoing import first_due_of
from bot.slack.channel import IncidentsChannel
from bot.slack.links import permalink
from bot.slack.message import Message
from bot.slack.people import People
from bot.slack.poster import Poster
from bot.slack.views.card import card
from bot.slack.views.here import here
from bot.slack.views.notice import lead_notice, worse_notice
from bot.slack.views.page import page, settled_page
from bot.slack.views.thread import thread_message
from incidents.model import Incident

CARD_IS_COMING = timedelta(seconds=1)

_MESSAGE_GONE = frozenset({"message_not_found", "cant_update_message", "channel_not_found", "is_inactive"})
_CHANNEL_LOST = frozenset({"channel_not_found", "not_in_channel", "is_archived"})
# The row is at fault, not the person: a bug of ours, which must not look like somebody who cannot be reached.
_OUR_FAULT = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "no_text", "invalid_arguments"}
    | {
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "missing_argument",
        "invalid_json",
        "json_not_object",
    }
)


@dataclass
class SlackLanes:
    """Everything that goes out to Slack by itself. `workspace_url` is where permalinks begin."""

    poster: Poster
    ledger: Ledger
    channel: IncidentsChannel
    people: People
    now: Callable[[], datetime]
    workspace_url: Callable[[], str | None]

    def urgent(self) -> dict[str, Lane]:
        """Whoever must be woken: workers of their own."""
        return {outgoing.ESCALATION: self.escalation, outgoing.PAGE: self.page, outgoing.HERE: self.here}

    def others(self) -> dict[str, Lane]:
        """What may wait for a moment."""
        return {
            outgoing.SETTLE: self.settle,
            outgoing.CARD: self.card,
            outgoing.THREAD: self.thread,
            outgoing.NOTICE: self.notice,
        }

    async def escalation(self, row: Claimed) -> None:
        """Take a turn: ask who stands behind its user groups, then expand it into a reminder a person."""
        turn = await self.ledger.turn_due(row)
        if turn is None:
            return
        groups = [target for target in turn.notify if target.startswith("S")]
        members = await asyncio.gather(*(self._members(group) for group in groups))
        await self.ledger.take_turn(row, dict(zip(groups, members, strict=True)))

    async def page(self, row: Claimed) -> None:
        """Remind one person by direct message; one who cannot be reached is skipped at once."""
        due = await self.ledger.page_due(row)
        if due is None:
            return
        if not due.needed:
            await self._overtaken(row, due)
            return
        try:
            posting = await self._page(row, due)
        except Refused as refusal:
            if refusal.error not in _OUR_FAULT:
                await self.ledger.person_unreachable(row, refusal.error)
                return
            await self.ledger.page_failed(row, refusal.error)
            raise
        except TryLater as pause:
            if not isinstance(pause, Paced):
                await self.ledger.page_failed(row, str(pause))
            raise
        self.poster.metrics.reminder_lateness_seconds.observe(
            (self.now() - first_due_of(row)).total_seconds()
        )
        await self.ledger.page_sent(row, due, posting)

    async def here(self, row: Claimed) -> None:
        """Call the channel once for all that is unacknowledged."""
        if await self._here_arrived(row):
            return
        incidents, pause = await self.ledger.here_due(row)
        if not incidents:
            return
        if pause:
            raise Paced("one @here at a time", pause)
        channel = await self.channel.ready()
        call = Call(row.generation, tuple(incident.id for incident in incidents))
        ts = await self._post_in_channel(row, channel, here(incidents, self.now()), tag=call.tag)
        await self.ledger.here_sent(row, call, channel, ts)

    async def settle(self, row: Claimed) -> None:
        """Have every reminder that was sent show what has become of the incident."""
        incident, postings = await self.ledger.pages(row)
        for posting in postings:
            became = _shown(incident, posting)
            if became != posting.shown:
                await self._settle(row, incident, posting)
                await self.ledger.page_settled(posting, became)
        await self.ledger.done(row)

    async def card(self, row: Claimed) -> None:
        """Post the card, or change it in place. One that somebody deleted is hung up again."""
        incident, posting = await self.ledger.card_now(row)
        message = card(incident, self.now())
        if posting is None:
            channel = await self.channel.ready()
            ts = await self._post_in_channel(row, channel, message)
            await self.ledger.posted(row, Posting("card", incident.id, channel, ts, outbox_key=row.key))
            return
        try:
            await self.poster.update(row, posting.channel, posting.ts, message)
        except Refused as refusal:
            if refusal.error not in _MESSAGE_GONE:
                raise
            await self.ledger.gone(posting)
            raise TryLater("the card was deleted", timedelta(0)) from refusal
        await self.ledger.done(row)

    async def thread(self, row: Claimed) -> None:
        """Tell the card's thread of an event, as soon as the card hangs."""
        incident, event, posting = await self.ledger.event(row)
        if posting is None:
            raise Paced("the card is not posted yet", CARD_IS_COMING)
        message = thread_message(incident, event)
        ts = await self._post_in_channel(row, posting.channel, message, thread_ts=posting.ts)
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

    async def notice(self, row: Claimed) -> None:
        """Tell one person of what somebody else did."""
        incident, event, _ = await self.ledger.event(row)
        person = row.payload["person"]
        message = (
            lead_notice(incident, event.actor)
            if row.payload["reason"] == "lead"
            else worse_notice(incident, event)
        )
        channel = await self.people.dm_with(person)
        ts = await self.poster.post(row, channel, message)
        await self.ledger.posted(
            row, Posting("notice", incident.id, channel, ts, person=person, outbox_key=row.key)
        )

    async def _here_arrived(self, row: Claimed) -> bool:
        """Write down an @here that an earlier try has posted, though no answer came; whether there was one."""
        call = await self.ledger.here_tried(row)
        if call is None:
            return False
        channel = await self.channel.ready()
        ts = await self.poster.find(row, channel, call.tag)
        if ts:
            await self.ledger.here_sent(row, call, channel, ts)
        return ts is not None

    async def _overtaken(self, row: Claimed, due: DuePage) -> None:
        """Write down a reminder that went out after all, so that it is settled too."""
        known = await self.ledger.acquaintance(due.person)
        channel = known.dm_channel if known else ""
        ts = await self.poster.find(row, channel, row.key) if channel else None
        if ts:
            await self.ledger.page_sent(row, due, _posting(row, due, channel, ts))
        else:
            await self.ledger.done(row)

    async def _page(self, row: Claimed, due: DuePage) -> Posting:
        channel = await self.people.dm_with(due.person)
        link = permalink(self.workspace_url(), due.card.channel, due.card.ts) if due.card else None
        message = page(
            due.incident,
            due.turn,
            due.step,
            self.now(),
            due.late,
            can_pass_on=due.can_pass_on,
            card_link=link,
        )
        ts = await self.poster.post(row, channel, message)
        return _posting(row, due, channel, ts)

    async def _members(self, group: str) -> tuple[str, ...]:
        """Ask Slack who is in the group; when it cannot say, those who were in it last; nobody when it is gone."""
        try:
            answer = await self.poster.call("usergroups.users.list", usergroup=group)
        except (TryLater, Refused) as failure:
            known = await self.ledger.members(group)
            if known is None and isinstance(failure, TryLater):
                raise
            return known or ()
        members = tuple(answer["users"])
        await self.ledger.remember_members(group, members)
        return members

    async def _settle(self, row: Claimed, incident: Incident, posting: Posting) -> None:
        try:
            await self.poster.update(row, posting.channel, posting.ts, settled_page(incident, self.now()))
        except Refused as refusal:
            if refusal.error not in _MESSAGE_GONE:
                raise

    async def _post_in_channel(
        self,
        row: Claimed,
        channel: str,
        message: Message,
        *,
        thread_ts: str | None = None,
        tag: str | None = None,
    ) -> str:
        try:
            return await self.poster.post(row, channel, message, thread_ts=thread_ts, tag=tag)
        except Refused as refusal:
            if refusal.error not in _CHANNEL_LOST:
                raise
            self.channel.lost()
            raise TryLater(refusal.error) from refusal


def _posting(row: Claimed, due: DuePage, channel: str, ts: str) -> Posting:
    return Posting("page", due.incident.id, channel, ts, due.person, row.payload["round"], outbox_key=row.key)


def _shown(incident: Incident, posting: Posting) -> str:
    """Name what a reminder must show: nothing new while it still waits in the reminder's round."""
    if incident.is_waiting and incident.round == posting.round:
        return ""
    acknowledged = incident.acknowledged.by.id if incident.acknowledged else "nobody"
    return f"{incident.round} {incident.status} {acknowledged}"
