"""Quarters of an hour, by their first second since 1970: where they lie in the days of a time zone.

Every time zone of today is whole quarters of an hour from UTC, so that each quarter lies in one day of each zone.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

QUARTER, HOUR, DAY = WIDTHS = (900, 3_600, 86_400)

_FIRST_DAY = date(1970, 1, 1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class Stretch(NamedTuple):
    """Quarters from `first` and before `beyond` in which clocks are `offset` seconds, whole quarters, ahead of UTC."""

    first: int
    beyond: int
    offset: int


class Piece(NamedTuple):
    """Buckets of `width` seconds from `first` and before `beyond`, and what they count for.

    Of each day of UTC only those from its second `begin` and before its second `end`. What begins in a day of the zone
    counts for the day so many later, so many times, as each of `counts` says: -1 takes away what a wider bucket has
    too much. Only `days`, by their number since 1970, are counted for.
    """

    width: int
    first: int
    beyond: int
    days: range
    begin: int = 0
    end: int = DAY
    counts: tuple[tuple[int, int], ...] = ((0, 1),)

    def counted_for(self, day: int) -> Iterator[tuple[int, int]]:
        """Give for which days buckets count that begin in this one, and how many times."""
        for later, times in self.counts:
            if day + later in self.days:
                yield day + later, times


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
    """Cover a stretch with few buckets: its whole days with days of UTC, and with hours and quarters what differs."""
    first, beyond, offset = stretch
    whole = range(first + -(first + offset) % DAY, beyond - (beyond + offset) % DAY)
    if whole:
        yield from _days(whole.start, whole.stop, offset)
    ends = [(first, whole.start), (whole.stop, beyond)] if whole.start <= whole.stop else [(first, beyond)]
    for one, other in ends:
        day = (one + offset) // DAY
        for width, begin, end in _covering(one, other):
            yield Piece(width, begin, end, range(day, day + 1))


def _covering(first: int, beyond: int) -> Iterator[tuple[int, int, int]]:
    """Cover what lies within one day: hours, with quarters before and behind them. Give their width and both ends."""
    begin, end = -(-first // HOUR) * HOUR, beyond // HOUR * HOUR
    if begin >= end:
        begin = end = beyond
    for width, one, other in ((QUARTER, first, begin), (HOUR, begin, end), (QUARTER, end, beyond)):
        if one < other:
            yield width, one, other


def _days(first: int, beyond: int, offset: int) -> Iterator[Piece]:
    """Cover whole days of a zone. Each is the day of UTC with which it shares most, but for a margin.

    The margin lies in one day of UTC and belongs to the day of the zone before or behind: it counts for the one and
    is taken away from the other.
    """
    # By so much the days of UTC begin later than those of the zone.
    late = (offset + DAY // 2) % DAY - DAY // 2
    days = range((first + offset) // DAY, (beyond + offset) // DAY)
    utc, later = (first + late, beyond + late), (offset - late) // DAY - offset // DAY
    yield Piece(DAY, *utc, days, counts=((later, 1),))
    for width, begin, end in _covering(*((DAY - late, DAY) if late > 0 else (0, -late))):
        counts = (0, 1), (-1 if late > 0 else 1, -1)
        yield Piece(width, min(first, utc[0]), max(beyond, utc[1]), days, begin, end, counts)


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
    return int(ahead.total_seconds()) // QUARTER * QUARTER
