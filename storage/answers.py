"""The rows of answers: what a command heard the first time, so that its repeat hears the same."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.columns import from_json, maybe, micros, to_json_in_order
from storage.errors import LostRace
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered (a JSON value), and the fingerprint of what had been asked."""

    fingerprint: str
    answer: Any


def recall(tx: Transaction, key: str) -> Answer | None:
    """Find what the command with this key heard."""
    return maybe(_answer, tx.one(SQL["recall"], key=key))


def remember(
    tx: Transaction, key: str, fingerprint: str, answer: object, incident_id: str | None = None
) -> None:
    """Write an answer down. Raises `LostRace` when the same command was answered meanwhile."""
    if not tx.run(
        SQL["remember"],
        key=key,
        fingerprint=fingerprint,
        answer=to_json_in_order(answer),
        now=micros(tx.now),
        incident_id=incident_id,
    ):
        raise LostRace("The same command was answered meanwhile.")


def blank(tx: Transaction, incident_id: str) -> None:
    """Keep of what was answered about an incident only that something was: then it is None."""
    tx.run(SQL["blank"], incident_id=incident_id)


def forget_before(tx: Transaction, at: datetime) -> int:
    """Delete the answers older than that; how many."""
    return tx.run(SQL["forget_before"], at=micros(at))


def _answer(row: Row) -> Answer:
    return Answer(row["fingerprint"], from_json(row["answer"]))
