"""What the storage tests are made of: a world that stands still, demo people, and an incident in full."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from incidents import commands
from incidents.commands import Draft
from incidents.model import (
    Actor,
    ActorKind,
    Change,
    Deed,
    Door,
    EventKind,
    Incident,
    Person,
    Severity,
    TimelineEvent,
    Update,
)
from storage import incidents, outbox, timeline
from storage.outbox import Claimed, Outgoing
from storage.store import Store, Transaction

NOON = datetime(2026, 3, 4, 12, 0, 0, 123_456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LANES = ["page", "card", "thread"]
ADA = Actor(ActorKind.PERSON, "U0ADA", "Ada Example", Door.SLACK)
BOB = Actor(ActorKind.PERSON, "U0BOB", "Bob Example", Door.SLACK)
PROBE = Actor(ActorKind.MONITOR, "probe-7", "checkout probe", Door.MONITOR)


class StillWorld:
    """A clock that moves when a test says so, and ids that count."""

    def __init__(self, first_id: int = 1) -> None:
        self.time = NOON
        self._numbers = count(first_id)

    def now(self) -> datetime:
        return self.time

    def new_id(self) -> str:
        return f"{next(self._numbers):032x}"


def declared(tx: Transaction, draft: Draft | None = None, actor: Actor = ADA) -> Change:
    """Declare an incident and write it down."""
    change = commands.declare(
        draft or Draft("checkout is failing", Severity.CRITICAL),
        tx.new_id(),
        incidents.next_number(tx),
        actor,
        tx.now,
    )
    incidents.insert(tx, change.incident)
    return change


def saved(
    tx: Transaction, incident: Incident, command: Callable[[Incident, Actor, datetime], Change]
) -> Incident:
    """Do something to an incident and save it."""
    change = command(incident, BOB, tx.now)
    incidents.save(tx, change.incident)
    return change.incident


def full_incident(incident_id: str, number: int) -> Incident:
    """An incident with something in every field."""
    first = Incident(
        id=incident_id,
        number=number,
        title="checkout is failing 💥",
        severity=Severity.MAJOR,
        declared=Deed(PROBE, NOON),
        started_at=NOON - MINUTE,
        waiting_since=NOON,
        moved=Deed(BOB, NOON + MINUTE),
        description="cards are refused\nsince the deploy",
        lead=Person("U0ADA", "Ada Example"),
        monitors=("checkout", "cards"),
        channel="C0INC42",
        escalation="database",
        mended=timedelta(hours=3, microseconds=7),
        round=3,
        version=9,
    )
    return first.evolve(
        acknowledged=Deed(ADA, NOON + 2 * MINUTE),
        first_acknowledged_at=NOON + MINUTE,
        last_update=Update("we are rolling back", ADA, NOON + 3 * MINUTE),
        resolved=Deed(ADA, NOON + 4 * MINUTE),
    )


def note(words: str, at: datetime = NOON) -> TimelineEvent:
    """A note as the rules make it, before it was written down."""
    return TimelineEvent(EventKind.NOTE_ADDED, ADA, at, words)


def page(key: str = "page:1", **differences: object) -> Outgoing:
    """Something to be sent, due at noon."""
    fields = {"lane": "page", "priority": 1, "due_at": NOON, "payload": {"person": "U0ADA"}}
    return Outgoing(key=key, **(fields | differences))  # type: ignore[arg-type]


def claim_one(tx: Transaction, lease: timedelta = MINUTE) -> Claimed:
    """Claim the one page that is due."""
    [claimed] = begin(tx, ["page"], 10, lease)
    return claimed


def begin(
    tx: Transaction, lanes: Sequence[str] = LANES, limit: int = 10, lease: timedelta = MINUTE
) -> list[Claimed]:
    """Claim, and begin with all of it."""
    return outbox.begin(tx, outbox.claim(tx, lanes, limit, lease), lease)


async def claim(store: Store, limit: int = 10) -> list[Claimed]:
    """Claim for a minute, from all lanes, and begin."""
    return await store.run(lambda tx: begin(tx, limit=limit))


def append_to(tx: Transaction, incident_id: str, events: Sequence[TimelineEvent]) -> list[TimelineEvent]:
    """Append to one incident."""
    return timeline.append(tx, [(incident_id, event) for event in events])
