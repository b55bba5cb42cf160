"""Rotas: whose turn it is to be on call, reckoned from the policy alone. Nothing is kept, so nothing can be behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rota:
    """People who are on call one after the other, for a week or a day each.

    `weekday` is that of the handover, 0 for Monday; None hands over daily. `at` is the time in `zone`, which stays the
    same there when the clocks change. The first person's shift begins with the handover on or after `starting`.
    """

    name: str
    people: tuple[str, ...]
    at: time
    weekday: int | None
    zone: tzinfo
    starting: date


@dataclass(frozen=True, slots=True)
class Shift:
    """The stretch between two handovers: from `start` on, until just before `end`; both in UTC."""

    number: int
    person: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class OnCall:
    """Who is on call in a rota, until when, and who is then; without an end when nobody else ever is."""

    rota: str
    person: str
    until: datetime | None = None
    then: str | None = None


def shift_at(rota: Rota, moment: datetime) -> Shift:
    """Give the shift of that moment. Before `starting` the order is the same, so that somebody always is on call."""
    days = (moment.astimezone(rota.zone).date() - _first_day(rota)).days
    number = days // _length(rota).days
    while _handover(rota, number) > moment:
        number -= 1
    while _handover(rota, number + 1) <= moment:
        number += 1
    return _shift(rota, number)


def shifts_from(rota: Rota, moment: datetime) -> Iterator[Shift]:
    """Give the shift of that moment and those after it, without end."""
    shift = shift_at(rota, moment)
    while True:
        yield shift
        shift = shift_at(rota, shift.end)


def on_call(rota: Rota, now: datetime) -> OnCall:
    """Say who is on call now, until when, and who is then."""
    person = shift_at(rota, now).person
    for shift in islice(shifts_from(rota, now), len(rota.people)):
        if shift.person != person:
            return OnCall(rota.name, person, shift.start, shift.person)
    return OnCall(rota.name, person)


def _shift(rota: Rota, number: int) -> Shift:
    person = rota.people[number % len(rota.people)]
    return Shift(number, person, _handover(rota, number), _handover(rota, number + 1))


def _handover(rota: Rota, number: int) -> datetime:
    """Give when the shift of that number begins.

    A time that the clocks leave out is reckoned as if they had not been changed yet, so that 02:30 becomes 03:30; of
    one that they show twice it is the first. So does RFC 5545, section 3.3.5, and so does Python with fold=0.
    """
    day = _first_day(rota) + number * _length(rota)
    return datetime.combine(day, rota.at, rota.zone).astimezone(UTC)


def _first_day(rota: Rota) -> date:
    if rota.weekday is None:
        return rota.starting
    return rota.starting + (rota.weekday - rota.starting.weekday()) % 7 * DAY


def _length(rota: Rota) -> timedelta:
    return DAY if rota.weekday is None else WEEK
