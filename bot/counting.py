"""What is counted for a stretch of time: whole quarters of an hour from the rollup, ragged ends from the incidents."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo

from incidents.quarters import instant_of, quarter_from, quarter_of, stretches
from incidents.search import Filter
from incidents.stats import Share, share_of
from storage import rollup, search
from storage.store import Transaction

_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def shares(
    tx: Transaction, first: datetime | None, beyond: datetime | None, zone: tzinfo
) -> Iterator[tuple[date, Share]]:
    """Give what adds up to the figures of the incidents that started from `first` and before `beyond`, by day.

    A day may come several times.
    """
    first, beyond = _within_reach(first or _FIRST), _within_reach(beyond or _LAST)
    begin, end = quarter_from(first), quarter_of(beyond)
    if begin > end:
        yield from _one_by_one(tx, first, beyond, zone)
        return
    yield from _one_by_one(tx, first, instant_of(begin), zone)
    yield from _rolled_up(tx, begin, end, zone)
    yield from _one_by_one(tx, instant_of(end), beyond, zone)


def _within_reach(at: datetime) -> datetime:
    """Give a time that can be reckoned with: no incident starts before the first or after the second."""
    return min(max(at, _FIRST), _LAST)


def _rolled_up(tx: Transaction, begin: int, end: int, zone: tzinfo) -> Iterator[tuple[date, Share]]:
    counted = rollup.counted(tx)
    for stretch in stretches(max(begin, counted.start), min(end, counted.stop), zone):
        yield from rollup.by_day(tx, stretch)


def _one_by_one(
    tx: Transaction, first: datetime, beyond: datetime, zone: tzinfo
) -> Iterator[tuple[date, Share]]:
    if first < beyond:
        for incident in search.each(tx, Filter(started_from=first, started_before=beyond)):
            yield incident.started_at.astimezone(zone).date(), share_of(incident)
