"""What is counted for a stretch of time: whole quarters of an hour from the rollup, ragged ends from the incidents."""

from collections.abc import Iterator
from datetime import UTC, datetime

from incidents.search import Filter
from incidents.stats import QUARTER, Share, Slot, bucket_of, share_of, slot_of
from storage import rollup, search
from storage.store import Transaction

_EVER = 2**60
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def shares(tx: Transaction, first: datetime | None, beyond: datetime | None) -> Iterator[tuple[Slot, Share]]:
    """Give what adds up to the figures of the incidents that started from `first` and before `beyond`."""
    first, beyond = _within_reach(first), _within_reach(beyond)
    begin = -_EVER if first is None else _next_quarter(first)
    end = _EVER if beyond is None else bucket_of(beyond)
    if first is not None and beyond is not None and begin > end:
        yield from _one_by_one(tx, first, beyond)
        return
    if first is not None:
        yield from _one_by_one(tx, first, datetime.fromtimestamp(begin, UTC))
    yield from rollup.between(tx, begin, end)
    if beyond is not None:
        yield from _one_by_one(tx, datetime.fromtimestamp(end, UTC), beyond)


def _within_reach(at: datetime | None) -> datetime | None:
    """Give a time that can be reckoned with: no incident starts before the first or after the second."""
    return None if at is None else min(max(at, _FIRST), _LAST)


def _next_quarter(at: datetime) -> int:
    bucket = bucket_of(at)
    return bucket if at == datetime.fromtimestamp(bucket, UTC) else bucket + QUARTER


def _one_by_one(tx: Transaction, first: datetime, beyond: datetime) -> Iterator[tuple[Slot, Share]]:
    if first < beyond:
        for incident in search.each(tx, Filter(started_from=first, started_before=beyond)):
            yield slot_of(incident), share_of(incident)
