"""Rotas: who is on call, reckoned from the policy and from who covers. Nothing has to run at a handover."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice

from incidents.model import Actor

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LONGEST_COVER = timedelta(days=366)


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
class Cover:
    """Somebody is on call in a rota from `start` until `end` in the place of whose shift it is, because `by` said so.

    Of several at once the one that was said last, with the highest `number`, counts.
    """

    number: int
    rota: str
    person: str
    start: datetime
    end: datetime
    by: Actor


@dataclass(frozen=True, slots=True)
class OnCall:
    """Who is on call in a rota, until when, and who is then; without an end when nobody else is to come.

    `cover` is by which somebody stands in, None when it is their own shift.
    """

    rota: str
    person: str
    until: datetime | None = None
    then: str | None = None
    cover: Cover | None = None


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


def person_at(rota: Rota, covers: Sequence[Cover], moment: datetime) -> str:
    """Give who is on call at that moment: who covers, else whose shift it is."""
    cover = _cover_at(rota, covers, moment)
    return cover.person if cover else shift_at(rota, moment).person


def on_call(rota: Rota, covers: Sequence[Cover], now: datetime) -> OnCall:
    """Say who is on call now, until when, and who is then. The covers are in the order in which they were said."""
    cover, person = _cover_at(rota, covers, now), person_at(rota, covers, now)
    for moment in _changes(rota, covers, now):
        then = person_at(rota, covers, moment)
        if then != person:
            return OnCall(rota.name, person, moment, then, cover)
    return OnCall(rota.name, person, cover=cover)


def stands_back(rota: Rota, covers: Sequence[Cover], cover: Cover) -> tuple[str, ...]:
    """List who would be on call without this cover while it lasts, each once."""
    others = [each for each in covers if each.number != cover.number]
    moments = [cover.start, *(each for each in _changes(rota, others, cover.start) if each < cover.end)]
    return tuple(dict.fromkeys(person_at(rota, others, moment) for moment in moments))


def _cover_at(rota: Rota, covers: Sequence[Cover], moment: datetime) -> Cover | None:
    there = (each for each in covers if each.rota == rota.name and each.start <= moment < each.end)
    return max(there, key=lambda each: each.number, default=None)


def _changes(rota: Rota, covers: Sequence[Cover], now: datetime) -> list[datetime]:
    """List when it may become another person: at the ends of covers, and at the handovers after each of these."""
    ends = {end for each in covers if each.rota == rota.name for end in (each.start, each.end)}
    handovers = {
        shift.end for end in (now, *ends) for shift in islice(shifts_from(rota, end), len(rota.people))
    }
    return sorted(moment for moment in ends | handovers if moment > now)


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
