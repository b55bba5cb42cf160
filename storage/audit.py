"""The rows of the audit log: who did what that no incident's timeline can tell, such as deleting one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incidents.model import Actor
from storage.columns import actor_columns, actor_in, from_json, micros, moment, to_json
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed: `incident.deleted`, `token.created`, ...; the subject is named, its content is not kept.

    `details` is a JSON object of what makes the deed understood later, such as a token's name and scopes.
    """

    position: int
    at: datetime
    actor: Actor
    deed: str
    subject: str
    details: Mapping[str, Any]


def append(
    tx: Transaction, actor: Actor, deed: str, subject: str, details: Mapping[str, Any] | None = None
) -> None:
    """Write a deed down."""
    position = tx.take("audit")
    who = actor_columns("actor", actor)
    what = {"deed": deed, "subject": subject, "details": to_json(dict(details or {}))}
    tx.run(SQL["append"], position=position, now=micros(tx.now), **who, **what)


def after(tx: Transaction, position: int, limit: int) -> list[Entry]:
    """List the deeds behind a position, oldest first."""
    return [_entry(row) for row in tx.all(SQL["after"], after=position, limit=limit)]


def _entry(row: Row) -> Entry:
    at = moment(row["happened_at"])
    actor, details = actor_in(row, "actor"), from_json(row["details"])
    return Entry(row["position"], at, actor, row["deed"], row["subject"], details)
