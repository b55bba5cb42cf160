"""What delivery reads before it sends and writes down afterwards: a unit for each, handed to the doors that send.

Finishing a row and recording what came of it is one unit, so that neither can be true without the other.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import calling, outgoing
from bot.calling import Call
from bot.failpoints import failpoint
from incidents import escalation
from incidents.escalation import Policy, Turn
from incidents.model import CLOCK, EventKind, Incident, TimelineEvent
from storage import answers, kept, outbox, people, postings, snoozes, timeline
from storage import incidents as incident_rows
from storage.outbox import Claimed
from storage.people import Acquaintance
from storage.postings import Posting
from storage.store import Store, Transaction

__all__ = ["Acquaintance", "Call", "DuePage", "Ledger", "Posting"]

LATE_AFTER = timedelta(seconds=30)
KEPT_ROWS = timedelta(days=30)
KEPT_ANSWERS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DuePage:
    """A reminder that must go out: to whom, for which turn, and how late it is.

    One that is no longer `needed` may have gone out already, with nobody there to write it down.
    """

    needed: bool
    incident: Incident
    person: str
    turn: int | None
    step: int | None
    can_pass_on: bool
    late: timedelta | None
    card: Posting | None


@dataclass
class Ledger:
    """The outbox's own questions and records. `policy` is the one in force."""

    store: Store
    policy: Policy

    async def incident(self, incident_id: str) -> Incident:
        """Give the incident as it is now."""
        return await self.store.read(lambda tx: _incident(tx, incident_id))

    async def turn_due(self, row: Claimed) -> Turn | None:
        """Give the turn to take, or finish the row when it is no longer needed."""

        def unit(tx: Transaction) -> Turn | None:
            incident = _incident(tx, row.incident_id)
            if escalation.reminder_still_due(self.policy, incident, row.payload["round"]):
                return escalation.turn_of(self.policy, incident, row.payload["turn"])
            outbox.finish(tx, row)
            return None

        return await self.store.run(unit)

    async def take_turn(self, row: Claimed, members: dict[str, tuple[str, ...]]) -> None:
        """Expand the turn, in one unit: a reminder for each person, and the row of the next turn.

        `members` says who stands behind each user group of the turn.
        """

        def unit(tx: Transaction) -> None:
            incident = _incident(tx, row.incident_id)
            turn = escalation.turn_of(self.policy, incident, row.payload["turn"])
            if escalation.reminder_still_due(self.policy, incident, row.payload["round"]):
                self._expand(tx, incident, turn, members, outgoing.first_due_of(row))
            outbox.finish(tx, row)

        await self.store.run(unit)

    def _expand(
        self,
        tx: Transaction,
        incident: Incident,
        turn: Turn,
        members: dict[str, tuple[str, ...]],
        due: datetime,
    ) -> None:
        people_of_turn = [person for target in turn.notify for person in members.get(target, (target,))]
        for person in dict.fromkeys(people_of_turn):
            outgoing.page_person(tx, incident, turn, person, due)
        _say_who_is_empty(tx, incident, turn, members)
        if turn.here:
            outgoing.remind_channel(tx, due)
        nobody = not people_of_turn and not turn.here
        following = tx.now if nobody else escalation.next_due(self.policy, incident, turn, tx.now)
        outgoing.take_turn(tx, incident, turn.number + 1, following)

    async def page_due(self, row: Claimed) -> DuePage | None:
        """Give the reminder to send, or finish the row when it is neither needed (any more) nor in doubt."""
        return await self.store.run(lambda tx: self._page_due(tx, row))

    def _page_due(self, tx: Transaction, row: Claimed) -> DuePage | None:
        incident, person, told = _incident(tx, row.incident_id), row.payload["person"], row.payload
        needed = escalation.reminder_still_due(self.policy, incident, told["round"])
        snoozed = snoozes.snoozed_until(tx, incident.id, told["round"], person)
        needed = needed and (snoozed is None or snoozed <= tx.now)
        if not needed and not row.was_in_doubt:
            outbox.finish(tx, row)
            return None
        lateness = tx.now - outgoing.first_due_of(row)
        return DuePage(
            needed,
            incident,
            person,
            told["turn"],
            told["step"],
            told["turn"] is not None and outgoing.is_next_turn_pending(tx, incident, told["turn"]),
            lateness if lateness > LATE_AFTER else None,
            postings.card(tx, incident.id),
        )

    async def page_sent(self, row: Claimed, page: DuePage, posting: Posting) -> None:
        """Record the reminder. One that was overtaken by an acknowledgement is settled right away."""

        def unit(tx: Transaction) -> None:
            late = int(page.late.total_seconds()) if page.late else 0
            told = {"person": page.person, "step": page.step, "late_seconds": late}
            _record(
                tx, page.incident, posting, TimelineEvent(EventKind.REMINDER_SENT, CLOCK, tx.now, "", told)
            )
            outbox.finish(tx, row)
            incident = _incident(tx, row.incident_id)
            if not escalation.reminder_still_due(self.policy, incident, row.payload["round"]):
                outgoing.settle_pages(tx, incident)

        failpoint("after_send")
        await self.store.run(unit)

    async def person_unreachable(self, row: Claimed, error: str) -> None:
        """Skip a person who cannot be reached; when nobody of the step can, the next step is due now."""

        def unit(tx: Transaction) -> None:
            incident, told = _incident(tx, row.incident_id), row.payload
            failed = TimelineEvent(
                EventKind.REMINDER_FAILED,
                CLOCK,
                tx.now,
                error,
                {"person": told["person"], "step": told["step"]},
            )
            timeline.append(tx, incident.id, [failed])
            outbox.finish(tx, row)
            if told["step"] is None or incident.round != told["round"]:
                return
            prefix = outgoing.turn_prefix(incident, told["turn"])
            if not outbox.reached_anybody(tx, incident.id, prefix):
                outgoing.pass_on(tx, incident, told["turn"])

        await self.store.run(unit)

    async def page_failed(self, row: Claimed, error: str) -> None:
        """Write down, once, that a reminder is not getting through; it is tried on and on."""
        if row.attempts:
            return
        told = {"person": row.payload["person"], "step": row.payload["step"]}

        def unit(tx: Transaction) -> None:
            failed = TimelineEvent(EventKind.REMINDER_FAILED, CLOCK, tx.now, error, told)
            timeline.append(tx, str(row.incident_id), [failed])

        await self.store.run(unit)

    async def here_due(self, row: Claimed) -> tuple[list[Incident], timedelta]:
        """List what the channel must be called to, and how long to wait until the next @here is allowed."""
        return await self.store.run(lambda tx: calling.due(tx, self.policy, row))

    async def here_tried(self, row: Claimed) -> Call | None:
        """Give the @here that may have been posted by an earlier claim of the row."""
        return await self.store.read(lambda tx: calling.tried(tx, row))

    async def here_sent(self, row: Claimed, call: Call, channel: str, ts: str) -> None:
        """Record the @here on the timeline of each incident that it listed."""
        failpoint("after_send")
        await self.store.run(lambda tx: calling.sent(tx, row, call, channel, ts))

    async def card_now(self, row: Claimed) -> tuple[Incident, Posting | None]:
        """Give the incident as it is now, and where its card hangs."""
        return await self.store.read(
            lambda tx: (_incident(tx, row.incident_id), postings.card(tx, str(row.incident_id)))
        )

    async def posted(self, row: Claimed, posting: Posting) -> None:
        """Record where a message of ours lives, and finish its row."""

        def unit(tx: Transaction) -> None:
            postings.remember(tx, posting)
            outbox.finish(tx, row)

        failpoint("after_send")
        await self.store.run(unit)

    async def done(self, row: Claimed) -> None:
        """Finish a row of which nothing needs to be remembered."""
        failpoint("after_send")
        await self.store.run(lambda tx: outbox.finish(tx, row))

    async def gone(self, posting: Posting) -> None:
        """Forget a message that somebody deleted."""
        await self.store.run(lambda tx: postings.forget(tx, posting))

    async def event(self, row: Claimed) -> tuple[Incident, TimelineEvent, Posting | None]:
        """Give what a message about an event needs: the incident, the event, the card."""

        def unit(tx: Transaction) -> tuple[Incident, TimelineEvent, Posting | None]:
            event = timeline.event(tx, row.payload["event"])
            if event is None:
                raise LookupError(row.payload["event"])
            return _incident(tx, row.incident_id), event, postings.card(tx, str(row.incident_id))

        return await self.store.read(unit)

    async def pages(self, row: Claimed) -> tuple[Incident, list[Posting]]:
        """Give the incident and all the reminders about it that lie in somebody's messages."""
        return await self.store.read(
            lambda tx: (_incident(tx, row.incident_id), postings.pages(tx, str(row.incident_id)))
        )

    async def page_settled(self, posting: Posting, shown: str) -> None:
        """Record what a reminder that was sent shows now."""
        await self.store.run(lambda tx: postings.mark_shown(tx, posting, shown))

    async def acquaintance(self, person: str) -> Acquaintance | None:
        """Give what is known about this person."""
        return await self.store.read(lambda tx: people.known(tx, person))

    async def get_to_know(self, acquaintance: Acquaintance) -> None:
        """Keep what Slack said about a person."""
        await self.store.run(lambda tx: people.remember(tx, acquaintance))

    async def members(self, group: str) -> tuple[str, ...] | None:
        """Give the members of a user group as they were when last asked for."""
        return await self.store.read(lambda tx: people.members(tx, group))

    async def remember_members(self, group: str, members: tuple[str, ...]) -> None:
        """Keep who stands behind a user group, for when Slack cannot be asked."""
        await self.store.run(lambda tx: people.remember_members(tx, group, members))

    async def tidy(self) -> None:
        """Forget what was delivered long ago, and the answers that nobody will ask for again."""

        def unit(tx: Transaction) -> None:
            outbox.tidy(tx, tx.now - KEPT_ROWS)
            answers.forget_before(tx, tx.now - KEPT_ANSWERS)

        await self.store.run(unit)

    async def keep(self, name: str, value: object) -> None:
        """Keep a small fact over restarts."""
        await self.store.run(lambda tx: kept.keep(tx, name, value))

    async def kept(self, name: str) -> object:
        """Give a small fact kept earlier, or None."""
        return await self.store.read(lambda tx: kept.kept(tx, name))


def _incident(tx: Transaction, incident_id: str | None) -> Incident:
    incident = incident_rows.by_id(tx, str(incident_id))
    if incident is None:
        raise LookupError(incident_id)
    return incident


def _say_who_is_empty(
    tx: Transaction, incident: Incident, turn: Turn, members: dict[str, tuple[str, ...]]
) -> None:
    """Nobody stands behind a group that is empty or gone: the timeline must say that nobody was reminded."""
    empty = [group for group, people_of_group in members.items() if not people_of_group]
    told = [{"person": group, "step": turn.step} for group in empty]
    failed = [TimelineEvent(EventKind.REMINDER_FAILED, CLOCK, tx.now, "empty_group", each) for each in told]
    timeline.append(tx, incident.id, failed)


def _record(tx: Transaction, incident: Incident, posting: Posting, event: TimelineEvent) -> None:
    [recorded] = timeline.append(tx, incident.id, [event])
    postings.remember(tx, replace(posting, event_id=recorded.id))
