"""The rows of subscribers, with the components that each has chosen; none means all."""

from collections.abc import Sequence

from incidents.subscribing import REFUSALS_UNTIL_SILENCE, Medium, Subscriber
from storage.columns import maybe, micros, moment
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)


def insert(tx: Transaction, subscriber: Subscriber) -> None:
    """Write a new subscriber down."""
    named = {"id": subscriber.id, "page": subscriber.page, "target": subscriber.target}
    tx.run(SQL["insert"], **named, kind=subscriber.medium.value, now=micros(subscriber.created_at))
    choose(tx, subscriber.id, subscriber.components)


def choose(tx: Transaction, subscriber_id: str, components: Sequence[str]) -> None:
    """Have a subscriber hear of these components, in the place of those chosen before."""
    tx.run(SQL["choose_no_more"], id=subscriber_id)
    chosen: list[Row] = [{"id": subscriber_id, "component": each} for each in dict.fromkeys(components)]
    tx.run_each(SQL["choose"], chosen)


def by_id(tx: Transaction, subscriber_id: str) -> Subscriber | None:
    """Find a subscriber."""
    return _one(tx, tx.one(SQL["by_id"], id=subscriber_id))


def by_target(tx: Transaction, page: str, medium: Medium, target: str) -> Subscriber | None:
    """Find who is told there of a page."""
    return _one(tx, tx.one(SQL["by_target"], page=page, kind=medium.value, target=target))


def of_target(tx: Transaction, medium: Medium, target: str) -> list[Subscriber]:
    """List all that is told there, by page."""
    return _subscribers(tx, tx.all(SQL["of_target"], kind=medium.value, target=target))


def of_page(tx: Transaction, page: str, limit: int, after: str) -> list[Subscriber]:
    """List those of a page by id, those behind `after`."""
    return _subscribers(tx, tx.all(SQL["of_page"], page=page, limit=limit, after=after))


def has_any(tx: Transaction, page: str) -> bool:
    """Whether the page tells anybody."""
    return tx.one(SQL["any"], page=page) is not None


def wanting(tx: Transaction, page: str, components: Sequence[str]) -> list[Subscriber]:
    """List who wants to hear of what affects these components, and not by mail, whose letters are put all at once."""
    return _subscribers(tx, tx.all(SQL["wanting"], page=page, components=list(components)))


def delete(tx: Transaction, subscriber_id: str) -> None:
    """Forget a subscriber."""
    tx.run(SQL["choose_no_more"], id=subscriber_id)
    tx.run(SQL["delete"], id=subscriber_id)


def refused(tx: Transaction, subscriber_id: str, because: str) -> None:
    """Note that a letter was refused for good; after so many in a row no other is written."""
    tx.run(SQL["refused"], id=subscriber_id, because=because, most=REFUSALS_UNTIL_SILENCE, now=micros(tx.now))


def reached(tx: Transaction, subscriber_id: str) -> None:
    """Note that a letter was taken."""
    tx.run(SQL["reached"], id=subscriber_id)


def welcome_back(tx: Transaction, subscriber_id: str) -> None:
    """Forget what was refused: the subscriber has shown to be there."""
    tx.run(SQL["welcome_back"], id=subscriber_id)


def count_refused(tx: Transaction) -> int:
    """Count who is told no more because they were refused."""
    [row] = tx.all(SQL["count_refused"])
    return int(row["refused"])


def count(tx: Transaction, medium: Medium) -> int:
    """Count who is told by that way."""
    [row] = tx.all(SQL["count"], kind=medium.value)
    return int(row["n"])


def _one(tx: Transaction, row: Row | None) -> Subscriber | None:
    return _subscribers(tx, [row])[0] if row else None


def _subscribers(tx: Transaction, rows: Sequence[Row]) -> list[Subscriber]:
    chosen: dict[str, list[str]] = {row["id"]: [] for row in rows}
    for row in tx.all(SQL["chosen"], ids=list(chosen)) if chosen else []:
        chosen[row["subscriber_id"]].append(row["component"])
    return [_subscriber(row, tuple(chosen[row["id"]])) for row in rows]


def _subscriber(row: Row, components: tuple[str, ...]) -> Subscriber:
    return Subscriber(
        row["id"],
        row["page"],
        Medium(row["kind"]),
        row["target"],
        components,
        moment(row["created_at"]),
        row["refusals"],
        maybe(moment, row["refused_at"]),
        row["refused_because"],
    )
