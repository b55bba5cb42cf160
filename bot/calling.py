"""The @here that calls the channel to all that is unacknowledged: what it lists, when it may come, what came of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.remembering import remember
from incidents import escalation
from incidents.escalation import Policy
from incidents.model import CLOCK, EventKind, Incident, TimelineEvent
from storage import incidents as incident_rows
from storage import kept, outbox, postings
from storage.outbox import Claimed
from storage.postings import Posting
from storage.store import Transaction

LATE_AFTER = timedelta(seconds=30)
LAST_HERE = "last_here"
LAST_TRY = "last_here_tried"


@dataclass(frozen=True, slots=True)
class HereReminder:
    """One @here: the generation of the row that it is posted for, and the ids of the incidents that it lists."""

    generation: int
    incidents: tuple[str, ...]

    @property
    def tag(self) -> str:
        """Name the message, to find it again."""
        return f"here#{self.generation}"


def due(tx: Transaction, policy: Policy, row: Claimed) -> tuple[list[Incident], timedelta]:
    """List what is unacknowledged and nagged about, and how long to wait until the next @here is allowed."""
    waiting = _waiting(tx, policy)
    last = kept.kept(tx, LAST_HERE)
    pause = datetime.fromisoformat(last) + policy.here - tx.now if last else timedelta(0)
    if not waiting:
        outbox.finish(tx, row)
    elif pause <= timedelta(0):
        kept.keep(tx, LAST_TRY, {"generation": row.generation, "incidents": [i.id for i in waiting]})
    return waiting, max(pause, timedelta(0))


def tried(tx: Transaction, row: Claimed) -> HereReminder | None:
    """Give the one that an earlier claim of the row may have posted with nobody there to write it down."""
    last = kept.kept(tx, LAST_TRY) if row.was_in_doubt else None
    return HereReminder(last["generation"], tuple(last["incidents"])) if last else None


def sent(tx: Transaction, row: Claimed, reminder: HereReminder, channel: str, ts: str) -> None:
    """Record it on the timeline of each incident that it listed; a newer generation is still to be sent."""
    late = lateness(row, tx.now)
    details = {"late_seconds": int(late.total_seconds()) if late else 0, "channel": channel, "ts": ts}
    for incident_id in reminder.incidents:
        incident = incident_rows.by_id(tx, incident_id)
        if incident is not None:  # it may have been deleted meanwhile
            called = TimelineEvent(EventKind.CHANNEL_REMINDED, CLOCK, tx.now, "", details)
            remember(tx, incident, [called])
    listed = ",".join(sorted(reminder.incidents))
    postings.remember(tx, Posting("here", None, channel, ts, outbox_key=row.key, shown=listed))
    kept.keep(tx, LAST_HERE, tx.now.isoformat())
    kept.keep(tx, LAST_TRY, None)
    outbox.finish(tx, replace(row, generation=reminder.generation))


def failed(tx: Transaction, policy: Policy, error: str) -> None:
    """Write down, for each incident that it would have listed, that the channel cannot be called."""
    failure = TimelineEvent(
        EventKind.REMINDER_FAILED, CLOCK, tx.now, error, {"person": "@here", "step": None}
    )
    for incident in _waiting(tx, policy):
        remember(tx, incident, [failure])


def outdated(tx: Transaction) -> list[tuple[Posting, list[Incident]]]:
    """Find the messages that still call for what somebody has taken care of, each with what still waits."""
    waiting = incident_rows.waiting(tx)
    found = [
        (posting, [incident for incident in waiting if incident.id in posting.shown.split(",")])
        for posting in postings.calls_to_channel(tx)
    ]
    return [(posting, still) for posting, still in found if shown(still) != posting.shown]


def shown(incidents: list[Incident]) -> str:
    """Name the incidents that a message shows as waiting, as its posting remembers them."""
    return ",".join(sorted(incident.id for incident in incidents))


def lateness(row: Claimed, now: datetime) -> timedelta | None:
    """Say by how much it is late, None when it is not."""
    late = now - row.owed_since
    return late if late > LATE_AFTER else None


def _waiting(tx: Transaction, policy: Policy) -> list[Incident]:
    """List the worst first, and of those the one that has waited longest."""
    due = [i for i in incident_rows.waiting(tx) if escalation.reminder_still_due(policy, i, i.round)]
    return sorted(due, key=lambda incident: (incident.severity.rank, incident.waiting_since))
