"""Quarters of an hour, by their first second since 1970: where they lie in the days of a time zone.

Every time zone of today is whole quarters of an hour from UTC, so that each quarter lies in one day of each zone.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

QUARTER, HOUR, DAY = WIDTHS = (900, 3_600, 86_400)

_FIRST_DAY = date(1970, 1, 1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class Stretch(NamedTuple):
    """Quarters from `first` and before `beyond` in which the clocks are `offset` seconds ahead of UTC."""

    first: int
    beyond: int
    offset: int


class Piece(NamedTuple):
    """What is counted in buckets of `width` seconds, from the bucket `first` and before the bucket `beyond`."""

    width: int
    first: int
    beyond: int


def seconds_of(at: datetime) -> int:
    """Give the whole seconds since 1970, as a time is shown."""
    return (at - _EPOCH) // _SECOND


def quarter_of(at: datetime) -> int:
    """Give the quarter in which a time lies."""
    return seconds_of(at) // QUARTER * QUARTER


def quarter_from(at: datetime) -> int:
    """Give the first quarter that begins at a time or after it."""
    quarter = quarter_of(at)
    return quarter if at == instant_of(quarter) else quarter + QUARTER


def instant_of(second: int) -> datetime:
    """Give the time of a second since 1970."""
    return datetime.fromtimestamp(second, UTC)


def day_of(number: int) -> date:
    """Give a day by its number since 1970."""
    return _FIRST_DAY + timedelta(days=number)


def stretches(first: int, beyond: int, zone: tzinfo) -> Iterator[Stretch]:
    """Cut quarters wherever the clocks of a time zone are put forward or back."""
    while first < beyond:
        change = _change_of_the_clocks(first, beyond, zone)
        yield Stretch(first, change, _offset(first, zone))
        first = change


def pieces(stretch: Stretch) -> Iterator[Piece]:
    """Cover a stretch with buckets that are as wide as its days allow: days in UTC, hours in most zones."""
    fitting = [width for width in WIDTHS if stretch.offset % width == 0 or width == QUARTER]
    return _covering(stretch.first, stretch.beyond, fitting)


def _covering(first: int, beyond: int, widths: Sequence[int]) -> Iterator[Piece]:
    if first >= beyond:
        return
    *finer, width = widths
    begin, end = -(-first // width) * width, beyond // width * width
    if begin >= end:
        yield from _covering(first, beyond, finer)
        return
    yield from _covering(first, begin, finer)
    yield Piece(width, begin, end)
    yield from _covering(end, beyond, finer)


def _change_of_the_clocks(first: int, beyond: int, zone: tzinfo) -> int:
    """Give the first quarter behind `first` with another offset, else `beyond`. No zone changes twice in a day."""
    offset = _offset(first, zone)
    for day in range(first, beyond, DAY):
        quarters = range(day, min(day + DAY, beyond), QUARTER)
        if _offset(quarters[-1], zone) != offset:
            return quarters[bisect_left(quarters, True, key=lambda each: _offset(each, zone) != offset)]  # noqa: FBT003
    return beyond


def _offset(second: int, zone: tzinfo) -> int:
    ahead = datetime.fromtimestamp(second, zone).utcoffset() or timedelta()
    return int(ahead.total_seconds())
