"""Whose turn it is: at each moment one person, handed over at the local time that was written."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.escalation import Policy, everybody_named, reached
from incidents.rota import Cover, OnCall, Rota, on_call, person_at, shift_at, stands_back
from tests.slack.samples import ANN

BERLIN = ZoneInfo("Europe/Berlin")
WEEKLY = Rota("primary", ("U0ANN", "U0BEN", "U0CLEO"), time(9), 0, BERLIN, date(2026, 1, 5))


def daily(at: time, *people: str, starting: date = date(2026, 1, 1), zone: str = "Europe/Berlin") -> Rota:
    return Rota("daily", people or ("U0ANN", "U0BEN"), at, None, ZoneInfo(zone), starting)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "person", "until"),
    [
        ("2026-01-05 08:00", "U0ANN", "2026-01-12 08:00"),  # the handover itself is the new person's
        ("2026-01-12 07:59:59", "U0ANN", "2026-01-12 08:00"),
        ("2026-01-12 08:00", "U0BEN", "2026-01-19 08:00"),
        ("2026-01-19 08:00", "U0CLEO", "2026-01-26 08:00"),
        ("2026-01-26 08:00", "U0ANN", "2026-02-02 08:00"),
        ("2026-01-05 07:59:59", "U0CLEO", "2026-01-05 08:00"),  # before the start
        ("2025-12-22 08:00", "U0BEN", "2025-12-29 08:00"),
        ("2026-03-23 08:00", "U0CLEO", "2026-03-30 07:00"),  # the clocks go forward on the 29th
        ("2026-10-19 07:00", "U0CLEO", "2026-10-26 08:00"),  # and back on the 25th
    ],
)
def test_a_week_goes_from_handover_to_handover(moment: str, person: str, until: str) -> None:
    """At nine in Berlin, in summer and winter."""
    shift = shift_at(WEEKLY, utc(moment))
    assert (shift.person, shift.end) == (person, utc(until))


@pytest.mark.parametrize("starting", [date(2025, 12, 30), date(2026, 1, 5)])
def test_the_first_person_begins_with_the_handover_on_or_after_the_starting_day(starting: date) -> None:
    """A day in the middle of the week waits for the Monday."""
    rota = Rota("primary", WEEKLY.people, time(9), 0, BERLIN, starting)
    first = shift_at(rota, utc("2026-01-05 08:00"))
    assert (first.person, first.start, first.number) == ("U0ANN", utc("2026-01-05 08:00"), 0)


@pytest.mark.parametrize(
    ("at", "day", "handover"),
    [
        (time(2, 30), "2026-03-28", "2026-03-28 01:30"),
        (time(2, 30), "2026-03-29", "2026-03-29 01:30"),  # left out: 03:30 of the new time
        (time(2, 30), "2026-03-30", "2026-03-30 00:30"),
        (time(2, 30), "2026-10-25", "2026-10-25 00:30"),  # comes twice: the first
        (time(2, 30), "2026-10-26", "2026-10-26 01:30"),
    ],
)
def test_a_time_that_the_clocks_leave_out_or_show_twice_is_defined(at: time, day: str, handover: str) -> None:
    """As RFC 5545 says it."""
    [moment] = {shift_at(daily(at), utc(handover)).start}
    assert moment == utc(handover)
    assert moment.astimezone(BERLIN).date() == date.fromisoformat(day)
    assert shift_at(daily(at), utc(handover) - timedelta(seconds=1)).end == moment


def test_who_is_on_call_is_told_with_who_is_next() -> None:
    """And until when."""
    now = utc("2026-01-14 12:00")
    assert on_call(WEEKLY, (), now) == OnCall("primary", "U0BEN", utc("2026-01-19 08:00"), "U0CLEO")


def test_somebody_with_two_shifts_in_a_row_is_on_call_until_the_end_of_both() -> None:
    """There is no handover to oneself."""
    rota = daily(time(9), "U0ANN", "U0ANN", "U0BEN", zone="UTC")
    assert on_call(rota, (), utc("2026-01-01 10:00")).until == utc("2026-01-03 09:00")
    assert on_call(rota, (), utc("2026-01-02 10:00")).until == utc("2026-01-03 09:00")


def test_a_rota_of_one_has_no_end() -> None:
    """Nobody takes over."""
    assert on_call(daily(time(9), "U0ANN"), (), utc("2026-01-01 10:00")) == OnCall("daily", "U0ANN")


def test_a_step_reaches_who_is_on_call_and_everybody_once() -> None:
    """Somebody who is named beside the rota hears it once, and a group stays a group."""
    policy = Policy(rotas={"primary": WEEKLY})
    step = ("rota:primary", "U0BEN", "S0TEAM", "U0CLEO")
    assert reached(policy, step, (), utc("2026-01-14 12:00")) == ("U0BEN", "S0TEAM", "U0CLEO")
    assert reached(policy, step, (), utc("2026-01-20 12:00")) == ("U0CLEO", "U0BEN", "S0TEAM")


def test_all_who_may_ever_be_reminded_are_those_of_steps_and_rotas() -> None:
    """Each once; the names of rotas are nobody."""
    policy = Policy(
        steps=(("rota:primary", "U0DAN"),),
        escalations={"db": (("S0DBAS", "U0BEN"),)},
        rotas={"primary": WEEKLY},
    )
    assert everybody_named(policy) == ("U0DAN", "S0DBAS", "U0BEN", "U0ANN", "U0CLEO")


ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu"]
)
ROTAS = st.builds(
    Rota,
    st.just("some"),
    st.lists(st.sampled_from(["U0ANN", "U0BEN", "U0CLEO", "U0DAN"]), min_size=1, max_size=5).map(tuple),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.none() | st.integers(0, 6),
    ZONES.map(ZoneInfo),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
)
MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(ROTAS, MOMENTS)
def test_shifts_tile_time_without_gaps_and_each_handover_moves_to_the_next_person(
    rota: Rota, moment: datetime
) -> None:
    """Whatever the zone does."""
    shift = shift_at(rota, moment)
    assert shift.start <= moment < shift.end
    assert shift_at(rota, shift.start) == shift_at(rota, shift.end - timedelta(microseconds=1)) == shift
    following = shift_at(rota, shift.end)
    assert (following.number, following.start) == (shift.number + 1, shift.end)
    assert following.person == rota.people[(shift.number + 1) % len(rota.people)]


@given(ROTAS, MOMENTS)
def test_a_handover_is_at_its_local_time_on_its_weekday(rota: Rota, moment: datetime) -> None:
    """Unless the clocks leave that time out: then it is later by what they leave out."""
    start = shift_at(rota, moment).start.astimezone(rota.zone)
    wanted = datetime.combine(start.date(), rota.at, rota.zone)
    is_there = wanted.astimezone(UTC).astimezone(rota.zone).time() == rota.at
    assert start.time() == rota.at if is_there else start > wanted.replace(fold=1)
    assert rota.weekday in (None, start.weekday())


@given(ROTAS)
def test_the_first_person_begins_within_a_week_of_the_starting_day(rota: Rota) -> None:
    """On the day or up to six days after it, never before."""
    noon = datetime.combine(rota.starting, time(12), rota.zone)
    first = next(
        shift
        for shift in (shift_at(rota, noon + timedelta(days=days)) for days in range(-1, 9))
        if shift.number == 0
    )
    assert first.person == rota.people[0]
    days = (first.start.astimezone(rota.zone).date() - rota.starting).days
    assert 0 <= days <= (0 if rota.weekday is None else 6)


COVERS = st.lists(
    st.builds(
        lambda number, person, start, length: Cover(number, "some", person, start, start + length, ANN),
        st.integers(1, 9),
        st.sampled_from(["U0ANN", "U0BEN", "U0EVE"]),
        MOMENTS,
        st.timedeltas(timedelta(minutes=1), timedelta(days=900)),
    ),
    max_size=4,
    unique_by=lambda cover: cover.number,
)


@given(ROTAS, COVERS, MOMENTS)
def test_who_is_next_is_on_call_when_the_present_one_ends(
    rota: Rota, covers: list[Cover], moment: datetime
) -> None:
    """And until then nobody else is, whoever covers."""
    present = on_call(rota, covers, moment)
    assert present.person == person_at(rota, covers, moment)
    if present.until is None:
        assert set(rota.people) == {present.person}
        return
    assert person_at(rota, covers, present.until) == present.then != present.person
    for part in range(20):
        between = moment + (present.until - moment) * part / 20
        assert person_at(rota, covers, between) == present.person


@given(ROTAS, COVERS, MOMENTS)
def test_of_the_covers_of_a_moment_the_last_one_that_was_said_counts(
    rota: Rota, covers: list[Cover], moment: datetime
) -> None:
    """Without any it is whose shift it is."""
    there = [cover for cover in covers if cover.start <= moment < cover.end]
    expected = max(there, key=lambda cover: cover.number).person if there else shift_at(rota, moment).person
    assert person_at(rota, covers, moment) == expected


def test_a_cover_ends_at_its_time_and_over_a_handover_too() -> None:
    """Then it is whose shift it is by then; of another rota it changes nothing."""
    now, until = utc("2026-01-18 12:00"), utc("2026-01-20 18:00")
    cover = Cover(1, "primary", "U0EVE", now, until, ANN)
    assert on_call(WEEKLY, [cover], now) == OnCall("primary", "U0EVE", until, "U0CLEO", cover)
    assert stands_back(WEEKLY, [], cover) == ("U0BEN", "U0CLEO")
    elsewhere = Cover(1, "secondary", "U0EVE", now, until, ANN)
    assert on_call(WEEKLY, [elsewhere], now).person == "U0BEN"
