"""The rows of the statistics: what the incidents of a quarter of an hour add up to, changed with every incident."""

from dataclasses import asdict, fields

from incidents.model import Incident, Severity
from incidents.stats import Share, Slot, share_of, slot_of
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)

_NUMBERS = tuple(field.name for field in fields(Share))


def follow(tx: Transaction, before: Incident | None, after: Incident | None) -> None:
    """Take away what the incident added before, and add what it adds now; None is no incident."""
    changes: dict[Slot, Share] = {}
    for incident, sign in ((before, -1), (after, 1)):
        if incident is not None:
            slot = slot_of(incident)
            changes[slot] = changes.get(slot, Share()) + share_of(incident) * sign
    for slot, share in changes.items():
        if share != Share():
            tx.run(SQL["add"], bucket=slot.bucket, severity=slot.severity.value, **asdict(share))


def between(tx: Transaction, first: int, beyond: int) -> list[tuple[Slot, Share]]:
    """List what the buckets from `first` and before `beyond` (Unix seconds) add up to."""
    return [_slot(row) for row in tx.all(SQL["between"], first=first, beyond=beyond)]


def _slot(row: Row) -> tuple[Slot, Share]:
    return Slot(row["bucket"], Severity(row["severity"])), Share(**{name: row[name] for name in _NUMBERS})
