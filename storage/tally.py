"""What the units of a transaction count and look up: kept in memory, written or read once for all of them."""

from dataclasses import dataclass, field

from storage.queries import beside
from storage.session import Session
from storage.store import Row

SQL = beside(__file__)


@dataclass(slots=True)
class Tally:
    """Numbers taken from counters, sums added to, rows asked for. A unit that fails leaves all as it was."""

    _session: Session
    _taken: dict[str, int] = field(default_factory=dict)
    _unwritten: set[str] = field(default_factory=set)
    _sums: dict[tuple[str, int], Row] = field(default_factory=dict)
    _known: dict[str, list[Row]] = field(default_factory=dict)

    def take(self, counter: str, count: int) -> int:
        """Take the next `count` numbers and give the first; they begin with 1.

        The first unit that takes some locks the row, so that numbers follow the order of commits.
        """
        if counter in self._taken:
            self._taken[counter] += count
            self._unwritten.add(counter)
        else:
            self._taken[counter] = self._take_first(counter, count)
        return self._taken[counter] - count + 1

    def add(self, query: str, key: int, numbers: dict[str, int]) -> None:
        """Have the query run with `key` and the sums of all numbers that are added under it."""
        former = self._sums.get((query, key))
        if former is None:
            self._sums[query, key] = numbers
        else:
            self._sums[query, key] = {name: former[name] + number for name, number in numbers.items()}

    def known(self, query: str) -> list[Row]:
        """Give every row of a query without parameters, asked once until it is forgotten."""
        if query not in self._known:
            self._known[query] = self._session.fetch(query, {})
        return self._known[query]

    def forget(self, query: str) -> None:
        """Have the query asked again: what it reads was changed."""
        self._known.pop(query, None)

    def write(self) -> None:
        """Write it all down, in an order that lets two servers wait for each other, and not in a ring."""
        for counter in sorted(self._unwritten):
            self._session.change(SQL["set"], {"name": counter, "value": self._taken[counter]})
        for query, key in sorted(self._sums):
            self._session.change(query, {"key": key, **self._sums[query, key]})

    def copy(self) -> "Tally":
        """Give one that goes on from here and leaves this one as it is."""
        return Tally(
            self._session, dict(self._taken), set(self._unwritten), dict(self._sums), dict(self._known)
        )

    def _take_first(self, counter: str, count: int) -> int:
        rows = self._session.fetch(SQL["take"], {"name": counter, "count": count})
        if not rows:
            raise LookupError(f"there is no counter {counter}")
        return int(rows[0]["value"])
