"""Numbers without gaps, in commit order: a counter is a row, so a unit rolled back has counted nothing."""

from storage.queries import beside
from storage.store import Transaction

SQL = beside(__file__)


def take(tx: Transaction, name: str, count: int = 1) -> int:
    """Take the next `count` numbers and give the first; they begin with 1."""
    row = tx.one(SQL["take"], name=name, count=count)
    if row is None:
        raise LookupError(f"there is no counter {name}")
    return int(row["value"]) - count + 1
