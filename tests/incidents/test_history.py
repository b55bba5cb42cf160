"""90 days of a component: what counts as down, on which day, and what that comes to in percent."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.catalogue import Component
from incidents.history import DAYS, Calendar, Outage, calendar_of, histories
from incidents.model import EventKind, Kind, Severity
from incidents.public import PublicHistory, State

NOON = datetime(2026, 4, 4, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHOP = Component("acme", "shop", "Shop", ("m1", "m2"))
IN_UTC = calendar_of(UTC, NOON)


def outage(
    since: datetime,
    until: datetime | None,
    severity: Severity = Severity.CRITICAL,
    kind: Kind = Kind.INCIDENT,
    moves: tuple[tuple[EventKind, datetime], ...] = (),
) -> Outage:
    return Outage(kind, severity, ("m2",), since, until, moves)


def history(*outages: Outage, calendar: Calendar = IN_UTC) -> PublicHistory:
    return histories([SHOP], outages, calendar)["shop"]


def test_the_days_are_the_last_ninety_with_today() -> None:
    """In the page's time zone: at half past eleven in London it is tomorrow in Auckland."""
    assert [day.day for day in history().days] == [date(2026, 4, 4) - n * DAY for n in reversed(range(DAYS))]
    assert calendar_of(ZoneInfo("Pacific/Auckland"), NOON + 11.5 * HOUR).days[-1] == date(2026, 4, 5)


@pytest.mark.parametrize(
    ("severity", "kind", "state", "hours"),
    [
        (Severity.CRITICAL, Kind.INCIDENT, State.MAJOR_OUTAGE, 2),
        (Severity.MAJOR, Kind.INCIDENT, State.PARTIAL_OUTAGE, 2),
        (Severity.MINOR, Kind.INCIDENT, State.DEGRADED, 0),
        (Severity.WARNING, Kind.INCIDENT, State.OPERATIONAL, 0),
        (Severity.CRITICAL, Kind.MAINTENANCE, State.MAINTENANCE, 0),
    ],
)
def test_only_outages_count_as_down(severity: Severity, kind: Kind, state: State, hours: int) -> None:
    """What is degraded works, and maintenance was announced; the day shows them all the same."""
    told = history(outage(NOON - 3 * HOUR, NOON - HOUR, severity, kind))
    assert (told.days[-1].state, told.days[-1].downtime) == (state, hours * HOUR)
    assert (told.uptime == 1) is (hours == 0)


def test_a_night_is_shared_by_its_two_days() -> None:
    """By the midnight of the page's time zone."""
    told = history(outage(NOON - 14 * HOUR, NOON - 10 * HOUR))
    assert [day.downtime for day in told.days[-2:]] == [2 * HOUR, 2 * HOUR]
    berlin = calendar_of(ZoneInfo("Europe/Berlin"), NOON)
    told = history(outage(NOON - 14 * HOUR, NOON - 10 * HOUR), calendar=berlin)
    assert [day.downtime for day in told.days[-2:]] == [timedelta(), 4 * HOUR]


def test_what_began_before_the_first_day_counts_from_there() -> None:
    """And what goes on counts until now."""
    told = history(outage(NOON - 200 * DAY, IN_UTC.edges[0] + HOUR), outage(NOON - HOUR, None))
    assert (told.days[0].downtime, told.days[-1].downtime) == (HOUR, HOUR)
    assert history(outage(NOON - 200 * DAY, NOON - 100 * DAY)) == history()
    assert history(outage(NOON - 200 * DAY, None)).uptime == 0


def test_what_overlaps_counts_once() -> None:
    told = history(outage(NOON - 3 * HOUR, NOON - HOUR), outage(NOON - 2 * HOUR, NOON, Severity.MAJOR))
    assert (told.days[-1].downtime, told.days[-1].state) == (3 * HOUR, State.MAJOR_OUTAGE)


def test_the_time_that_it_spent_resolved_is_not_down() -> None:
    """It was down for an hour on Thursday, and again since an hour ago."""
    moves = ((EventKind.RESOLVED, NOON - 47 * HOUR), (EventKind.REOPENED, NOON - HOUR))
    told = history(outage(NOON - 48 * HOUR, None, moves=moves))
    assert [day.downtime for day in told.days[-3:]] == [HOUR, timedelta(), HOUR]
    ended = (*moves, (EventKind.RESOLVED, NOON))
    assert history(outage(NOON - 48 * HOUR, NOON, moves=ended)) == told


def test_a_day_on_which_clocks_change_is_as_long_as_it_is() -> None:
    """The 29th of March has 23 hours in Berlin."""
    berlin = calendar_of(ZoneInfo("Europe/Berlin"), NOON)
    told = history(outage(NOON - 30 * DAY, NOON), calendar=berlin)
    assert told.days[berlin.days.index(date(2026, 3, 29))].downtime == 23 * HOUR


def test_a_hundred_percent_is_never_rounded() -> None:
    """A single second is seen."""
    assert history(outage(NOON - timedelta(seconds=1), NOON)).uptime == 0.9999


def test_what_affects_nothing_of_a_component_is_not_its_history() -> None:
    other = Component("acme", "api", "API", ("m3",))
    assert histories([other], [outage(NOON - HOUR, NOON)], IN_UTC)["api"] == history()


MINUTES = st.integers(-200 * 1440, 0)


@given(spans=st.lists(st.tuples(MINUTES, MINUTES), max_size=6))
def test_it_is_down_for_as_many_minutes_as_there_are_outages_in(spans: list[tuple[int, int]]) -> None:
    """Counted one by one, whatever overlaps."""
    outages = [
        outage(NOON + timedelta(minutes=min(pair)), NOON + timedelta(minutes=max(pair))) for pair in spans
    ]
    first = int((IN_UTC.edges[0] - NOON) / timedelta(minutes=1))
    down = {minute for pair in spans for minute in range(max(first, min(pair)), max(pair))}
    told = history(*outages)
    assert sum((day.downtime for day in told.days), timedelta()) == timedelta(minutes=len(down))
    assert told.uptime == pytest.approx(1 - len(down) / -first, abs=1e-4)
