"""The rows of the outbox: who must be told what, when, and by which lane. Nothing is sent here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from storage.columns import from_json, maybe, micros, moment, to_json
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Something that must be told. `key` names it, so it exists once; the smallest `priority` goes first."""

    key: str
    lane: str
    priority: int
    due_at: datetime
    payload: dict[str, Any]
    incident_id: str | None = None


class Claim(NamedTuple):
    """A row that is ours until `lease_until`, and not begun. The smallest goes first; times are as in columns."""

    priority: int
    due_at: int
    id: int
    lease_until: int


@dataclass(frozen=True, slots=True)
class Claimed(Outgoing):
    """A row that is ours until `lease_until`, and that is being sent.

    `generation` is what was begun; `was_in_doubt` says that an earlier try ended without a recorded
    outcome, so that it may have been sent already. `attempts` counts the failures before this one, `refusals` those
    that were a clear no. Since `first_due_at` it is owed, however often `due_at` was moved by tries and by the pace.
    """

    id: int = 0
    generation: int = 1
    lease_until: datetime | None = None
    was_in_doubt: bool = False
    attempts: int = 0
    refusals: int = 0
    first_due_at: datetime | None = None
    first_claimed_at: datetime | None = None
    last_error: str | None = None
    created_at: datetime | None = None

    @property
    def owed_since(self) -> datetime:
        """When it was first due."""
        return self.first_due_at or self.due_at


def put(tx: Transaction, outgoing: Outgoing) -> bool:
    """Put a row that exists once; whether it is new."""
    return tx.run(SQL["put"], **_columns(tx, outgoing)) == 1


def refresh(tx: Transaction, outgoing: Outgoing) -> None:
    """Put a row, or raise the generation of the one that is there, so that it is sent once more."""
    tx.run(SQL["refresh"], **_columns(tx, outgoing))


def claim(tx: Transaction, lanes: Sequence[str], limit: int, lease: timedelta) -> list[Claim]:
    """Take the most urgent rows that are due and free: by priority, then due_at, then as they were put.

    Nothing is in doubt by that, so many may be taken at once; when the process dies they are as they were.
    """
    now, lanes = micros(tx.now), tuple(lanes)
    tx.run(SQL["end_leases"], lanes=lanes, now=now)
    rows = tx.all(SQL["claim"], lanes=lanes, limit=limit, now=now, lease_until=micros(tx.now + lease))
    return sorted(Claim(**row) for row in rows)


def begin(tx: Transaction, claims: Sequence[Claim], lease: timedelta) -> list[Claimed]:
    """Read what was claimed and is sent now, under a new lease; from here on it may have been sent.

    What became another's after our lease was over is left out.
    """
    lasting = {"now": micros(tx.now), "lease_until": micros(tx.now + lease)}
    rows = tx.all(SQL["begin"], **_named(claims), **lasting) if claims else []
    return sorted(map(_claimed, rows), key=attrgetter("priority", "due_at", "id"))


def let_go(tx: Transaction, claims: Sequence[Claim]) -> None:
    """Give back what was claimed and not begun."""
    tx.run(SQL["let_go"], **_named(claims))


def finish(tx: Transaction, *claimed: Claimed) -> None:
    """Note that each was sent: done, or pending again when it was refreshed since the claim."""
    for generation in {row.generation for row in claimed}:
        same = [row for row in claimed if row.generation == generation]
        leases = sorted({maybe(micros, row.lease_until) or 0 for row in same})
        ids = [row.id for row in same]
        tx.run(SQL["finish"], ids=ids, leases=leases, generation=generation, now=micros(tx.now))


def retry(
    tx: Transaction, claimed: Claimed, at: datetime, error: str, *, in_doubt: bool, refused: bool = False
) -> None:
    """Note that it failed, and try again at `at`. `in_doubt`: it may have been sent all the same."""
    told = {"due_at": micros(at), "error": error, "certain": int(not in_doubt), "refused": int(refused)}
    tx.run(SQL["retry"], **_holding(claimed), **told)


def postpone(tx: Transaction, claimed: Claimed, at: datetime) -> None:
    """Give it back unsent, since it is not due before `at`; no attempt is counted."""
    tx.run(SQL["postpone"], **_holding(claimed), due_at=micros(at), on_purpose=1)


def keep_waiting(tx: Transaction, claimed: Claimed, at: datetime) -> None:
    """Give it back unsent until `at`: it was not its turn, and no attempt is counted. It is owed all the same."""
    tx.run(SQL["postpone"], **_holding(claimed), due_at=micros(at), on_purpose=0)


def set_aside(tx: Transaction, claimed: Claimed, error: str) -> None:
    """Note that it failed for good; a person has to look."""
    tx.run(SQL["set_aside"], **_holding(claimed), error=error, now=micros(tx.now))


def hasten(tx: Transaction, key: str, at: datetime) -> None:
    """Bring a pending row forward, never back."""
    tx.run(SQL["hasten"], key=key, at=micros(at))


def drop(tx: Transaction, key: str) -> None:
    """Mark a pending row as done without sending it."""
    tx.run(SQL["drop"], key=key, now=micros(tx.now))


def delete(tx: Transaction, incident_id: str) -> None:
    """Remove every row of an incident: nothing more is told of it, and nobody is nagged."""
    tx.run(SQL["delete"], incident_id=incident_id)


def is_pending(tx: Transaction, key: str) -> bool:
    """Whether it is still to be sent."""
    return bool(pending_of(tx, [key]))


def pending_of(tx: Transaction, keys: Sequence[str]) -> frozenset[str]:
    """Give those of the keys whose rows are still to be sent."""
    return frozenset(row["key"] for row in tx.all(SQL["pending_of"], keys=keys))


def reached_anybody(tx: Transaction, incident_id: str, prefix: str) -> bool:
    """Whether one of the incident's pages, whose keys begin so, was sent or still may be."""
    return tx.one(SQL["reached_anybody"], incident_id=incident_id, prefix=prefix) is not None


def pages_after(tx: Transaction, incident_ids: Sequence[str], first: int) -> list[tuple[int, str]]:
    """List by id and key the incidents' pages put after the row of that id that were sent or still may be."""
    rows = tx.all(SQL["pages_after"], incident_ids=incident_ids, first=first)
    return [(row["id"], row["key"]) for row in rows]


def comes_after_another(tx: Transaction, claimed: Claimed) -> bool:
    """Whether a row of the same incident and lane, put before this one, is still to be sent."""
    found = tx.one(SQL["earlier_of_lane"], incident_id=claimed.incident_id, lane=claimed.lane, id=claimed.id)
    return found is not None


def last_payload(tx: Transaction, incident_id: str, prefix: str) -> dict[str, Any] | None:
    """Give the payload of the incident's row that was put last under a key that begins so."""
    row = tx.one(SQL["last_payload"], incident_id=incident_id, prefix=prefix)
    return from_json(row["payload"]) if row else None


def next_due(tx: Transaction, lanes: Sequence[str]) -> datetime | None:
    """When there will be something to claim: the earliest due_at of what is free, or the first lease end."""
    rows = tx.all(SQL["next_due"], lanes=tuple(lanes)) + tx.all(SQL["next_lease_end"], lanes=tuple(lanes))
    return min((moment(row["at"]) for row in rows), default=None)


def free_leases(tx: Transaction) -> int:
    """Free every lease, when who held them is known to be gone; what was left in doubt stays in doubt."""
    return tx.run(SQL["free_leases"])


def counts(tx: Transaction) -> list[Row]:
    """Count by lane and state: `lane`, `state`, `n`, `oldest_due` (since when the oldest is owed)."""
    return [{**row, "oldest_due": moment(row["oldest_due"])} for row in tx.all(SQL["counts"])]


def overdue(tx: Transaction, before: datetime) -> list[Row]:
    """Count what is owed since before, by lane, the urgent first: `lane`, `n`, `since` (a time), `error`."""
    rows = tx.all(SQL["overdue"], before=micros(before))
    return [{**row, "since": moment(row["since"])} for row in rows]


def owed_pages(tx: Transaction, incident_id: str, prefix: str) -> list[tuple[str, datetime]]:
    """List the incident's pages that are still to be sent and whose keys begin so, each with when it was first due."""
    rows = tx.all(SQL["owed_pages"], incident_id=incident_id, prefix=prefix)
    return [(row["key"], moment(row["first_due_at"])) for row in rows]


def set_aside_rows(tx: Transaction, limit: int) -> list[Claimed]:
    """List what was set aside, the last first."""
    return [_claimed(row) for row in tx.all(SQL["set_aside_rows"], limit=limit)]


def try_again(tx: Transaction) -> int:
    """Make what was set aside pending, due now; how many."""
    return tx.run(SQL["try_again"], now=micros(tx.now))


def tidy(tx: Transaction, before: datetime) -> int:
    """Delete what was done before; how many. A key that is deleted could be put again."""
    return tx.run(SQL["tidy"], before=micros(before))


def _columns(tx: Transaction, outgoing: Outgoing) -> dict[str, Any]:
    return {
        "id": tx.take("outbox"),
        "key": outgoing.key,
        "lane": outgoing.lane,
        "priority": outgoing.priority,
        "due_at": micros(outgoing.due_at),
        "incident_id": outgoing.incident_id,
        "payload": to_json(outgoing.payload) if outgoing.payload else "{}",
        "now": micros(tx.now),
    }


def _named(claims: Sequence[Claim]) -> dict[str, Any]:
    leases = {claim.lease_until for claim in claims}
    return {"ids": [claim.id for claim in claims], "leases": sorted(leases)}


def _holding(claimed: Claimed) -> dict[str, Any]:
    """Name the claim and not only the row: who comes late must not free the lease of the next one."""
    return {"id": claimed.id, "lease_until": maybe(micros, claimed.lease_until)}


def _claimed(row: Row) -> Claimed:
    return Claimed(
        key=row["key"],
        lane=row["lane"],
        priority=row["priority"],
        due_at=moment(row["due_at"]),
        payload=from_json(row["payload"]),
        incident_id=row["incident_id"],
        id=row["id"],
        generation=row["generation"],
        lease_until=maybe(moment, row["lease_until"]),
        was_in_doubt=row["in_doubt"] > 1,
        attempts=row["attempts"],
        refusals=row["refusals"],
        first_due_at=moment(row["first_due_at"]),
        first_claimed_at=maybe(moment, row["first_claimed_at"]),
        last_error=row["last_error"],
        created_at=moment(row["created_at"]),
    )
