"""Quarters of an hour lie in the right day of every time zone, however they are gathered into wider buckets."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import example, given
from hypothesis import strategies as st

from incidents.quarters import (
    DAY,
    HOUR,
    QUARTER,
    WIDTHS,
    Piece,
    Stretch,
    day_of,
    instant_of,
    pieces,
    quarter_from,
    quarter_of,
    stretches,
)

ZONES = sorted(available_timezones() - {"localtime"})
THIS_CENTURY = range(946_684_800, 2_114_380_800, QUARTER)
APIA_SKIPS_A_DAY = quarter_of(datetime(2011, 12, 29, tzinfo=UTC))
CAIRO_HAS_NO_MIDNIGHT = quarter_of(datetime(2026, 4, 23, tzinfo=UTC))

quarters = st.sampled_from(THIS_CENTURY)
lengths = st.integers(0, 40 * 96).map(lambda count: count * QUARTER)


@given(zone=st.sampled_from(ZONES), first=quarters, length=lengths)
@example(zone="Pacific/Apia", first=APIA_SKIPS_A_DAY, length=3 * DAY)
@example(zone="Africa/Cairo", first=CAIRO_HAS_NO_MIDNIGHT, length=3 * DAY)
def test_each_quarter_lies_in_the_day_that_the_clocks_of_its_zone_show(
    zone: str, first: int, length: int
) -> None:
    """Also where clocks are changed, at midnight even, and where a day was left out."""
    clocks, days = ZoneInfo(zone), {}
    for stretch in stretches(first, first + length, clocks):
        for quarter in range(stretch.first, stretch.beyond, QUARTER):
            days[quarter] = day_of((quarter + stretch.offset) // DAY)
    assert days == {
        quarter: instant_of(quarter).astimezone(clocks).date()
        for quarter in range(first, first + length, QUARTER)
    }


@given(first=quarters, length=lengths, offset=st.integers(-12 * 4, 14 * 4).map(lambda count: count * QUARTER))
@example(first=0, length=2 * DAY, offset=-QUARTER)
@example(first=0, length=2 * DAY, offset=DAY // 2)
@example(first=QUARTER, length=DAY, offset=-DAY // 2)
@example(first=DAY - QUARTER, length=DAY + QUARTER, offset=QUARTER)
def test_the_pieces_of_a_stretch_count_each_quarter_once_for_its_day(
    first: int, length: int, offset: int
) -> None:
    """Wherever it begins and ends, and whatever the zone: what a bucket has too much is taken away."""
    counted = Counter[tuple[int, int]]()
    for piece in pieces(Stretch(first, first + length, offset)):
        for bucket in _buckets(piece):
            covered = range(bucket, bucket + piece.width, QUARTER)
            for day, times in piece.counted_for((bucket + offset) // DAY):
                counted.update({(day, each): times for each in covered})
    quarters_of_days = {((each + offset) // DAY, each): 1 for each in range(first, first + length, QUARTER)}
    assert {each: times for each, times in counted.items() if times} == quarters_of_days


def test_a_month_takes_few_buckets_in_any_zone() -> None:
    """That is what the wide ones are for: thirty in UTC, and half an hour more or less is two quarters a day."""
    assert _widths("UTC") == {DAY: 30}
    assert _widths("Europe/Berlin") == {DAY: 30, HOUR: 31}
    assert _widths("Asia/Kolkata") == {DAY: 30, HOUR: 5 * 31, QUARTER: 2 * 31}
    assert _widths("Pacific/Kiritimati") == {DAY: 30, HOUR: 10 * 31}


def _widths(zone: str) -> dict[int, int]:
    """Count the buckets of a January by their width."""
    clocks, found = ZoneInfo(zone), Counter[int]()
    begin, end = (quarter_of(datetime(2026, 1, day, tzinfo=clocks)) for day in (1, 31))
    for stretch in stretches(begin, end, clocks):
        for piece in pieces(stretch):
            found[piece.width] += len(_buckets(piece))
    return dict(found)


def _buckets(piece: Piece) -> list[int]:
    """List the buckets of a piece, as they stand in the rollup."""
    assert piece.width in WIDTHS
    first = -(-piece.first // piece.width) * piece.width
    buckets = range(first, piece.beyond, piece.width)
    return [bucket for bucket in buckets if piece.begin <= bucket % DAY < piece.end]


@given(st.datetimes(datetime(1970, 1, 2), datetime(2060, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_time_lies_in_its_quarter_and_the_quarter_from_it_begins_no_earlier(at: datetime) -> None:
    """On the mark both are the same."""
    before, behind = instant_of(quarter_of(at)), instant_of(quarter_from(at))
    assert before <= at <= behind
    assert (behind - before).total_seconds() == (0 if before == at else QUARTER)


def test_the_clocks_changes_are_found_to_the_quarter() -> None:
    """Berlin's summer of 2026."""
    year = quarter_of(datetime(2026, 1, 1, tzinfo=UTC)), quarter_of(datetime(2027, 1, 1, tzinfo=UTC))
    found = list(stretches(*year, ZoneInfo("Europe/Berlin")))
    assert [stretch.offset for stretch in found] == [3_600, 7_200, 3_600]
    assert [instant_of(after.first) for _, after in pairwise(found)] == [
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC),
    ]
