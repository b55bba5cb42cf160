"""The lanes of the reminders: people by direct message, the channel by @here, and what those messages become.

Each sends one row of the outbox and has the ledger write down what came of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import outgoing
from bot.calling import lateness, shown
from bot.delivery import Claimed, Lane, NotBefore, Paced, Refused, TryLater
from bot.ledger import DuePage, HereReminder, Ledger, Posting
from bot.paging import is_for_group
from bot.slack.channel import LOOK_AGAIN, IncidentsChannel
from bot.slack.message import Message
from bot.slack.people import People
from bot.slack.poster import Poster
from bot.slack.refusals import ARCHIVED, MESSAGE_GONE, OUR_FAULT
from bot.slack.views.here import here, settled_here
from bot.slack.views.page import page, settled_page
from incidents.model import Incident


@dataclass
class Reminding:
    """Whoever must be woken, and the messages that woke them."""

    poster: Poster
    ledger: Ledger
    channel: IncidentsChannel
    people: People
    now: Callable[[], datetime]

    def lanes(self) -> dict[str, Lane]:
        """Urgent: they get workers of their own, and are tried for ever."""
        return {
            outgoing.ESCALATION: self.ledger.take_turn,
            outgoing.PAGE: self.page,
            outgoing.HERE: self.here,
        }

    async def page(self, row: Claimed) -> None:
        """Remind one person by direct message; who cannot be reached is skipped at once."""
        try:
            await (self._group(row) if is_for_group(row) else self._person(row))
        except Refused as refusal:
            if refusal.error not in OUR_FAULT:
                await self.ledger.unreachable(row, refusal.error)
                return
            await self.ledger.page_failed(row, refusal.error)
            raise
        except Paced:
            raise
        except TryLater as pause:
            await self.ledger.page_failed(row, str(pause))
            raise

    async def here(self, row: Claimed) -> None:
        """Call the channel once for all that is unacknowledged."""
        if await self._here_arrived(row):
            return
        incidents, pause = await self.ledger.here_due(row)
        if not incidents:
            return
        if pause:
            raise NotBefore("one @here at a time", pause)
        reminder = HereReminder(row.generation, tuple(incident.id for incident in incidents))
        message = here(incidents, self.now(), late=lateness(row, self.now()))
        try:
            ts = await self.channel.post(self.poster, row, message, tag=reminder.tag)
        except Paced:
            raise
        except (Refused, TryLater) as failure:
            await self.ledger.here_failed(row, str(failure))
            raise
        await self.ledger.here_sent(row, reminder, str(self.channel.id), ts)

    async def settle(self, row: Claimed) -> None:
        """Have the reminders that were sent show what has become of it; one that is refused stops no other."""
        refused = await (self._settle_pages(row) if row.incident_id else self._settle_calls(row))
        if refused:
            raise refused[0]
        await self.ledger.done(row)

    async def _settle_pages(self, row: Claimed) -> list[Refused | TryLater]:
        incident, postings = await self.ledger.pages(row)
        outdated = [(posting, _shown(incident, posting)) for posting in postings]
        message = settled_page(incident)
        tried = [
            await self._settle(row, posting, message, became)
            for posting, became in reversed(outdated)  # the newest is what people look at
            if became != posting.shown
        ]
        return [refusal for refusal in tried if refusal]

    async def _settle_calls(self, row: Claimed) -> list[Refused | TryLater]:
        tried = [
            await self._settle(row, posting, settled_here(still, self.now()), shown(still))
            for posting, still in await self.ledger.calls_outdated()
        ]
        return [refusal for refusal in tried if refusal]

    async def _person(self, row: Claimed) -> None:
        """Open the conversation first, which may take its time; only then ask whether it is still needed."""
        channel = await self._conversation(row)
        due = await self._still_due(row) if channel else None
        if channel is None or due is None:
            return
        message = page(
            due.incident,
            due.turn,
            due.step,
            self.now(),
            due.late,
            can_pass_on=due.can_pass_on,
            card_link=due.card_link,
        )
        ts = await self.poster.post(row, channel, message)
        self.poster.metrics.reminder_lateness_seconds.observe((self.now() - row.owed_since).total_seconds())
        await self.ledger.page_sent(row, due, _posting(row, due, channel, ts))

    async def _conversation(self, row: Claimed) -> str | None:
        """Give where to write; that somebody cannot be reached matters only while the reminder is needed."""
        try:
            return await self.people.dm_with(row.payload["person"])
        except (Refused, TryLater):
            if await self._still_due(row):
                raise
            return None

    async def _group(self, row: Claimed) -> None:
        """Ask Slack who is in the group; when it cannot say, those who were in it last are reminded."""
        if await self._still_due(row) is None:
            return
        group = row.payload["person"]
        try:
            answer = await self.poster.call("usergroups.users.list", usergroup=group)
        except TryLater:
            known = await self.ledger.members(group)
            if not known:
                raise
            await self.ledger.group_known(row, group, known)
        else:
            await self.ledger.group_known(row, group, tuple(answer["users"]))

    async def _still_due(self, row: Claimed) -> DuePage | None:
        """Give the reminder if it must go out; else the row is finished with this."""
        due = await self.ledger.page_due(row)
        if due is None or due.needed:
            return due
        await self._overtaken(row, due)
        return None

    async def _here_arrived(self, row: Claimed) -> bool:
        """Write down an @here that an earlier try has posted, though no answer came; whether there was one."""
        reminder = await self.ledger.here_tried(row)
        if reminder is None:
            return False
        channel = await self.channel.ready()
        ts = await self.poster.find(row, channel, reminder.tag)
        if ts:
            await self.ledger.here_sent(row, reminder, channel, ts)
        return ts is not None

    async def _overtaken(self, row: Claimed, due: DuePage) -> None:
        """Write down a reminder that went out after all, so that it is settled too."""
        channel = "" if is_for_group(row) else await self._where_it_would_lie(due.person)
        ts = await self.poster.find(row, channel, row.key) if channel else None
        if ts:
            await self.ledger.page_sent(row, due, _posting(row, due, channel, ts))
        else:
            await self.ledger.done(row)

    async def _where_it_would_lie(self, person: str) -> str:
        try:
            return await self.people.dm_with(person)
        except Refused:  # deactivated meanwhile: nobody reads it
            return ""

    async def _settle(
        self, row: Claimed, posting: Posting, message: Message, became: str
    ) -> Refused | TryLater | None:
        try:
            await self.poster.update(row, posting.channel, posting.ts, message)
        except Refused as refusal:
            if refusal.error in ARCHIVED:
                return TryLater(refusal.error, LOOK_AGAIN)
            if refusal.error not in MESSAGE_GONE:
                return refusal
        await self.ledger.page_settled(posting, became)
        return None


def _posting(row: Claimed, due: DuePage, channel: str, ts: str) -> Posting:
    return Posting("page", due.incident.id, channel, ts, due.person, row.payload["round"], outbox_key=row.key)


def _shown(incident: Incident, posting: Posting) -> str:
    """Name what a reminder must show: nothing new while it still waits in the reminder's round."""
    if incident.is_waiting and incident.round == posting.round:
        return ""
    acknowledged = incident.acknowledged.by.id if incident.acknowledged else "nobody"
    words = [incident.round, incident.status, acknowledged, incident.severity, incident.title]
    return " ".join(map(str, [*words, *(["drill"] if incident.is_drill else [])]))
