"""The rows of monitors: what is watched, by the client's own ids."""

from collections.abc import Sequence

from incidents.catalogue import Monitor
from storage.columns import micros
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)


def ensure(tx: Transaction, ids: Sequence[str]) -> None:
    """Make a monitor of each id that nobody has heard of; it is known by name only."""
    for monitor_id in ids:
        tx.run(SQL["ensure"], id=monitor_id, name=monitor_id, now=micros(tx.now))


def put(tx: Transaction, monitor_id: str, name: str) -> Monitor:
    """Make a monitor, or give one that is there another name."""
    tx.run(SQL["put"], id=monitor_id, name=name, now=micros(tx.now))
    return named(tx, [monitor_id])[monitor_id]


def named(tx: Transaction, ids: Sequence[str]) -> dict[str, Monitor]:
    """Give the monitors with these ids, those that there are."""
    rows = tx.all(SQL["named"], ids=sorted(set(ids))) if ids else []
    return {row["id"]: _monitor(row) for row in rows}


def page(tx: Transaction, limit: int, after: str = "") -> list[Monitor]:
    """List monitors by id, those behind `after`."""
    return [_monitor(row) for row in tx.all(SQL["page"], after=after, limit=limit)]


def failing(tx: Transaction, ids: Sequence[str]) -> frozenset[str]:
    """Tell which of these are affected by an incident that is not over."""
    return (
        frozenset(row["monitor_id"] for row in tx.all(SQL["failing"], ids=list(ids))) if ids else frozenset()
    )


def _monitor(row: Row) -> Monitor:
    return Monitor(row["id"], row["name"], row["failures"])
