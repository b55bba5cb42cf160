"""The rows of the quarantine: what a sender sent and nobody could read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.columns import from_json, micros, moment, to_json
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)


@dataclass(frozen=True, slots=True)
class Unread:
    """A request that could not be read, and why; without the headers that hold secrets. `actor` is the token's name."""

    source: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    payload: str
    problem: str
    actor: str
    id: str = ""
    received_at: datetime | None = None


def put(tx: Transaction, unread: Unread) -> None:
    """Keep a request."""
    tx.run(
        SQL["put"],
        id=tx.new_id(),
        source=unread.source,
        path=unread.path,
        headers=to_json(dict(unread.headers)),
        query=to_json(dict(unread.query)),
        payload=unread.payload,
        problem=unread.problem,
        actor=unread.actor,
        now=micros(tx.now),
    )


def everything(tx: Transaction) -> list[Unread]:
    """List what is kept, oldest first."""
    return [_unread(row) for row in tx.all(SQL["all"])]


def release(tx: Transaction, unread_id: str) -> None:
    """Let go of one that was read after all."""
    tx.run(SQL["release"], id=unread_id)


def tidy(tx: Transaction, before: datetime) -> None:
    """Delete what came before."""
    tx.run(SQL["tidy"], before=micros(before))


def _unread(row: Row) -> Unread:
    return Unread(
        source=row["source"],
        path=row["path"],
        headers=from_json(row["headers"]),
        query=from_json(row["query"]),
        payload=row["payload"],
        problem=row["problem"],
        actor=row["actor"],
        id=row["id"],
        received_at=moment(row["received_at"]),
    )
