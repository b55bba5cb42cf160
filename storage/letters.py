"""The rows of announcements, which are kept as the text that goes out, and of the letters that tell them by mail."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from storage.columns import from_json, maybe, micros, moment, to_json
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)

State = Literal["pending", "sent", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one address, under an id that is the same at every try.

    One to a subscriber has the announcement's body. Others ask whether to subscribe, or say that it is so.
    """

    id: str
    page: str
    address: str
    subscriber_id: str | None
    components: tuple[str, ...]
    attempts: int
    created_at: datetime
    body: dict[str, Any] | None = None


def announce(tx: Transaction, page: str, incident_id: str, body: str) -> str:
    """Keep what is told of an incident on a page, and give its id."""
    announcement = f"{tx.take('announcements'):012}"  # what was said first goes first
    told = {"page": page, "incident_id": incident_id, "body": body, "now": micros(tx.now)}
    tx.run(SQL["announce"], id=announcement, **told)
    return announcement


def announcement(tx: Transaction, announcement_id: str) -> dict[str, Any] | None:
    """Give what is told, as JSON; None when it was taken back."""
    row = tx.one(SQL["announcement"], id=announcement_id)
    return from_json(row["body"]) if row else None


def to_subscribers(tx: Transaction, announcement_id: str, page: str, components: Sequence[str]) -> int:
    """Put a letter for everybody who wants to hear of these components by mail; how many."""
    where = {"announcement": announcement_id, "page": page, "now": micros(tx.now)}
    return tx.run(SQL["to_subscribers"], **where, components=list(components))


def ask(tx: Transaction, page: str, address: str, components: Sequence[str]) -> None:
    """Put a letter to somebody who gave this address; what it says is found out when it goes."""
    told = {"id": tx.new_id(), "page": page, "address": address}
    tx.run(SQL["put"], **told, components=to_json(list(components)), now=micros(tx.now))


def asked_since(tx: Transaction, address: str, since: datetime) -> int:
    """Count the letters since then that this address did not subscribe to."""
    [row] = tx.all(SQL["asked_since"], address=address, since=micros(since))
    return int(row["n"])


def next_letter(tx: Transaction) -> Letter | None:
    """Give what is due first: who waits for an answer, then news in their order."""
    return maybe(_letter, tx.one(SQL["next"], now=micros(tx.now)))


def next_due(tx: Transaction) -> datetime | None:
    """Give when the next letter is due, which may be over."""
    row = tx.one(SQL["next_due"])
    return maybe(moment, row["at"]) if row else None


def tried(tx: Transaction, letter: Letter, state: State, due: datetime, error: str | None) -> None:
    """Write down what came of a try."""
    told = {"state": state, "due_at": micros(due), "error": error, "now": micros(tx.now)}
    tx.run(SQL["tried"], id=letter.id, **told)


def take_back(tx: Transaction, incident_id: str, page: str) -> None:
    """Send nothing more of what waits about an incident that a page no longer shows."""
    tx.run(SQL["take_back"], incident_id=incident_id, page=page)
    tx.run(SQL["take_back_announcements"], incident_id=incident_id, page=page)


def reword(tx: Transaction, incident_id: str, update: str, words: str) -> None:
    """Have what is still to be sent say an update of that id in other words."""
    for row in tx.all(SQL["of_incident"], incident_id=incident_id):
        body = from_json(row["body"])
        for said in body["data"]["incident"]["updates"]:
            if said["id"] == update:
                said["message"] = words
        tx.run(SQL["reword"], id=row["id"], body=json.dumps(body))


def delete_of_subscriber(tx: Transaction, subscriber_id: str) -> None:
    """Forget every letter to a subscriber, sent or not."""
    tx.run(SQL["delete_of_subscriber"], subscriber_id=subscriber_id)


def delete_of(tx: Transaction, incident_id: str) -> None:
    """Forget all that was announced of an incident, with the letters."""
    tx.run(SQL["delete_of_incident"], incident_id=incident_id)
    tx.run(SQL["delete_announcements"], incident_id=incident_id)


def waiting(tx: Transaction) -> tuple[int, datetime | None]:
    """Count what is not yet sent, and say since when the first of it waits."""
    [row] = tx.all(SQL["waiting"])
    return int(row["n"]), maybe(moment, row["since"])


def count_failed(tx: Transaction) -> int:
    """Count what was given up after the last try."""
    [row] = tx.all(SQL["count_failed"])
    return int(row["n"])


def forget_before(tx: Transaction, at: datetime) -> None:
    """Delete what was sent or given up before."""
    tx.run(SQL["forget"], at=micros(at))
    tx.run(SQL["forget_announcements"], at=micros(at))


def _letter(row: Row) -> Letter:
    return Letter(
        row["id"],
        row["page"],
        row["address"],
        row["subscriber_id"],
        tuple(from_json(row["components"])),
        row["attempts"],
        moment(row["created_at"]),
        maybe(from_json, row["body"]),
    )
