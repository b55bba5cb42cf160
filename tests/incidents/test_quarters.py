"""Quarters of an hour lie in the right day of every time zone, however they are gathered into wider buckets."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import example, given
from hypothesis import strategies as st

from incidents.quarters import (
    DAY,
    QUARTER,
    WIDTHS,
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
lengths = st.integers(0, 120 * 96).map(lambda count: count * QUARTER)


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
def test_the_pieces_of_a_stretch_cover_it_once_with_whole_buckets_of_one_day_each(
    first: int, length: int, offset: int
) -> None:
    """Wherever it begins and ends, and whatever the zone."""
    found = list(pieces(Stretch(first, first + length, offset)))
    assert [piece.beyond for piece in found[:-1]] == [piece.first for piece in found[1:]]
    assert (found[0].first, found[-1].beyond) == (first, first + length) if length else not found
    for width, begin, end in found:
        assert width in WIDTHS
        assert begin % width == end % width == 0
        assert begin < end
        assert (begin + offset) // DAY == (begin + offset + width - 1) // DAY


def test_a_month_takes_thirty_buckets_in_utc_and_hours_where_the_clocks_are_an_hour_ahead() -> None:
    """That is what the wide buckets are for."""
    month = Stretch(0, 30 * DAY, 0)
    assert list(pieces(month)) == [(DAY, 0, 30 * DAY)]
    assert list(pieces(month._replace(offset=3_600))) == [(3_600, 0, 30 * DAY)]
    assert list(pieces(month._replace(offset=19_800))) == [(QUARTER, 0, 30 * DAY)]


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
