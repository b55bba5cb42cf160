"""What delivery reads before it sends and writes down afterwards: a unit for each, handed to the doors that send.

Finishing a row and recording what came of it is one unit, so that neither can be true without the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bot import calling, dossier, outgoing, paging, reminders
from bot.calling import HereReminder
from bot.delivery import NoLongerThere
from bot.failpoints import failpoint
from bot.paging import incident_of
from bot.plans import follow_plan
from bot.reminders import DuePage, SentPage
from bot.together import Together
from incidents.alert_drafts import told_together
from incidents.effects import is_noted_by_machine
from incidents.escalation import Policy
from incidents.model import Incident, TimelineEvent
from incidents.publishing import Outside
from storage import answers, covers, kept, outbox, people, postings, timeline, webhooks
from storage import incidents as incident_rows
from storage.outbox import Claimed
from storage.people import Acquaintance
from storage.postings import Posting
from storage.store import Store, Transaction

__all__ = ["Acquaintance", "DuePage", "HereReminder", "Ledger", "Posting"]

KEPT_ROWS = timedelta(days=30)
KEPT_ANSWERS = timedelta(days=7)

Answer = TypeVar("Answer")


@dataclass
class Ledger:
    """The outbox's own questions and records. `policy` is the one in force.

    `wake` has all deliveries look into the outbox: what one of them writes down may give work to another.
    """

    store: Store
    policy: Policy
    wake: Callable[[], None]

    def __post_init__(self) -> None:
        """Have the reminders of one moment read and recorded together."""
        self._due = Together(self._read_due)
        self._sent = Together(self._record_sent)

    async def take_turn(self, row: Claimed) -> None:
        """Take a turn of the escalation: the lane that needs nobody outside."""
        await self.store.run(lambda tx: paging.take_turn(tx, self.policy, row))

    async def follow_plan(self, row: Claimed) -> None:
        """Begin or complete planned maintenance, if that is due: the clock's lane, which needs nobody outside."""
        await self.store.run(lambda tx: follow_plan(tx, self.policy, row))
        failpoint("after_send", row.lane)
        self.wake()

    async def resume(self) -> list[Incident]:
        """Go on with what the policy in force nags about and a former one did not; gives what lost its escalation."""
        return await self.store.run(lambda tx: paging.resume(tx, self.policy))

    async def page_due(self, row: Claimed) -> DuePage | None:
        """Give the reminder to send, or finish the row when it is neither needed (any more) nor in doubt."""
        due = await self._due.ask(row)
        if due and (due.needed or row.was_in_doubt):
            return due
        return await self.store.run(lambda tx: reminders.due_or_finished(tx, self.policy, row))

    async def page_sent(self, row: Claimed, page: DuePage, posting: Posting) -> None:
        """Record that a reminder went out, and where it lies; one that was overtaken must be settled at once."""
        failpoint("after_send", row.lane)
        if await self._sent.ask(SentPage(row, page, posting)):
            self.wake()

    async def group_known(self, row: Claimed, group: str, members: tuple[str, ...]) -> None:
        """Remind the members in place of the group, and keep who they are for when Slack cannot be asked."""

        def unit(tx: Transaction) -> None:
            people.remember_members(tx, group, members)
            paging.group_known(tx, row, members)

        await self.store.run(unit)

    async def members(self, group: str) -> tuple[str, ...] | None:
        """Give the members of a user group as they were when last asked for."""
        return await self.store.read(lambda tx: people.members(tx, group))

    async def unreachable(self, row: Claimed, error: str) -> None:
        """Skip who cannot be reached."""
        await self.store.run(lambda tx: paging.unreachable(tx, row, error))

    async def page_failed(self, row: Claimed, error: str) -> None:
        """Write down, once, that a reminder is not getting through; it is tried on and on."""
        if not row.attempts:
            await self.store.run(lambda tx: paging.failed(tx, row, error))

    async def here_due(self, row: Claimed) -> tuple[list[Incident], timedelta]:
        """List what the channel must be called to, and how long to wait until the next @here is allowed."""
        return await self.store.run(lambda tx: calling.due(tx, self.policy, row))

    async def here_tried(self, row: Claimed) -> HereReminder | None:
        """Give the @here that may have been posted by an earlier claim of the row."""
        return await self.store.read(lambda tx: calling.tried(tx, row))

    async def here_sent(self, row: Claimed, sent: HereReminder, channel: str, ts: str) -> None:
        """Record the @here on the timeline of each incident that it listed."""
        await self._record(row, lambda tx: calling.sent(tx, row, sent, channel, ts))

    async def here_failed(self, row: Claimed, error: str) -> None:
        """Write down, once, on the timeline of each incident that it would list, that no @here gets through."""
        if not row.attempts:
            await self.store.run(lambda tx: calling.failed(tx, self.policy, error))

    async def card_now(self, row: Claimed) -> tuple[Incident, Outside, Posting | None]:
        """Give the incident as it is now, how it stands to the public, and where its card hangs."""

        def unit(tx: Transaction) -> tuple[Incident, Outside, Posting | None]:
            incident = incident_of(tx, row)
            return incident, dossier.of(tx, incident).outside, postings.card(tx, incident.id)

        return await self.store.read(unit)

    async def posted(self, row: Claimed, posting: Posting) -> None:
        """Record where a message of ours lives, and finish its row."""

        def unit(tx: Transaction) -> None:
            if posting.incident_id and incident_rows.by_id(tx, posting.incident_id) is None:
                outgoing.take_back(tx, posting)
                return
            postings.remember(tx, posting)
            if posting.person:
                people.remember(tx, Acquaintance(posting.person, dm_channel=posting.channel))
            outbox.finish(tx, row)

        await self._record(row, unit)

    async def done(self, row: Claimed) -> None:
        """Finish a row of which nothing needs to be remembered."""
        await self._record(row, lambda tx: outbox.finish(tx, row))

    async def gone(self, posting: Posting) -> None:
        """Forget a message that somebody deleted."""
        await self.store.run(lambda tx: postings.forget(tx, posting))

    async def card_gone(self, row: Claimed, card: Posting) -> None:
        """Forget a card that somebody deleted, and have it hang again."""

        def unit(tx: Transaction) -> None:
            postings.forget(tx, card)
            outgoing.refresh_card(tx, incident_of(tx, row))

        await self.store.run(unit)

    async def event(self, row: Claimed) -> tuple[Incident, TimelineEvent, Posting | None]:
        """Give what a message about an event needs: the incident, the event, the card."""

        def unit(tx: Transaction) -> tuple[Incident, TimelineEvent, Posting | None]:
            event = timeline.event(tx, row.payload["event"])
            if event is None:
                raise NoLongerThere(row.payload["event"])
            event = _with_those_after(tx, event, row.payload.get("until"))
            return incident_of(tx, row), event, postings.card(tx, str(row.incident_id))

        return await self.store.read(unit)

    async def comes_after_another(self, row: Claimed) -> bool:
        """Whether something that happened before to the same incident is still to be told by this lane."""
        return await self.store.read(lambda tx: outbox.comes_after_another(tx, row))

    async def pages(self, row: Claimed) -> tuple[Incident, list[Posting]]:
        """Give the incident and all the reminders about it that lie in somebody's messages."""
        return await self.store.read(
            lambda tx: (incident_of(tx, row), postings.pages(tx, str(row.incident_id)))
        )

    async def calls_outdated(self) -> list[tuple[Posting, list[Incident]]]:
        """Find the messages that still call the channel to what somebody has taken care of."""
        return await self.store.read(calling.outdated)

    async def page_settled(self, posting: Posting, shown: str) -> None:
        """Record what a reminder that was sent shows now."""
        await self.store.run(lambda tx: postings.mark_shown(tx, posting, shown))

    async def acquaintance(self, person: str) -> Acquaintance | None:
        """Give what is known about this person."""
        return await self.store.read(lambda tx: people.known(tx, person))

    async def get_to_know(self, acquaintance: Acquaintance) -> None:
        """Keep what Slack said about a person."""
        await self.store.run(lambda tx: people.remember(tx, acquaintance))

    async def judge(self, person: str, standing: str) -> None:
        """Write down that somebody is no longer a guest, or is one now."""
        await self.store.run(lambda tx: people.judge(tx, person, standing))

    async def tidy(self) -> None:
        """Forget what was delivered long ago, and the answers that nobody will ask for again."""

        def unit(tx: Transaction) -> None:
            outbox.tidy(tx, tx.now - KEPT_ROWS)
            answers.forget_before(tx, tx.now - KEPT_ANSWERS)
            covers.forget_before(tx, tx.now - KEPT_ROWS)
            webhooks.forget_before(tx, tx.now - KEPT_ROWS)

        await self.store.run(unit)

    async def keep(self, name: str, value: object) -> None:
        """Keep a small fact over restarts."""
        await self.store.run(lambda tx: kept.keep(tx, name, value))

    async def kept(self, name: str) -> object:
        """Give a small fact kept earlier, or None."""
        return await self.store.read(lambda tx: kept.kept(tx, name))

    async def _read_due(self, rows: Sequence[Claimed]) -> Sequence[DuePage | None]:
        return await self.store.read(lambda tx: reminders.due(tx, self.policy, rows))

    async def _record_sent(self, pages: Sequence[SentPage]) -> Sequence[bool]:
        return await self.store.run(lambda tx: reminders.sent(tx, self.policy, pages))

    async def _record(self, row: Claimed, unit: Callable[[Transaction], Answer]) -> Answer:
        failpoint("after_send", row.lane)
        return await self.store.run(unit)


def _with_those_after(tx: Transaction, event: TimelineEvent, until: str | None) -> TimelineEvent:
    """Give a machine's note together with those that came until then, if it is one that waited for them."""
    if until is None:
        return event
    later = timeline.of(tx, event.incident_id, after=event.position)
    end = datetime.fromisoformat(until)
    notes = [
        each for each in later if is_noted_by_machine(each) and each.recorded_at and each.recorded_at < end
    ]
    return told_together([event, *notes])
