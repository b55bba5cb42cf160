"""The rows of the audit log: who did what that no incident's timeline can tell, such as deleting one."""

from dataclasses import dataclass
from datetime import datetime

from incidents.model import Actor
from storage import counters
from storage.columns import actor_columns, actor_in, micros, moment
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed: `incident.deleted`, `token.created`, ...; the subject is named, its content is not kept."""

    position: int
    at: datetime
    actor: Actor
    deed: str
    subject: str


def append(tx: Transaction, actor: Actor, deed: str, subject: str) -> None:
    """Write a deed down."""
    position = counters.take(tx, "audit")
    who = actor_columns("actor", actor)
    tx.run(SQL["append"], position=position, now=micros(tx.now), **who, deed=deed, subject=subject)


def after(tx: Transaction, position: int, limit: int) -> list[Entry]:
    """List the deeds behind a position, oldest first."""
    return [_entry(row) for row in tx.all(SQL["after"], after=position, limit=limit)]


def _entry(row: Row) -> Entry:
    at = moment(row["happened_at"])
    return Entry(row["position"], at, actor_in(row, "actor"), row["deed"], row["subject"])
