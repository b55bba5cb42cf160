"""How each component of a status page stood on each of the last days, and its uptime. Pure.

A day is one of the page's time zone. A component is down while something that is published on the page makes it a
partial or a major outage; what is degraded works, and maintenance was announced, so that neither counts. Overlaps count
once.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from incidents.catalogue import Component
from incidents.model import EventKind, Kind, Severity
from incidents.public import PublicDay, PublicHistory, State, state_of
from incidents.publishing import PUBLIC_KINDS

DAYS = 90

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Outage:
    """When an incident stood open, and what it affects. It counts with the severity that it has now, from its start.

    `ended_at` is None while it goes on. `moves` are its resolutions and reopenings, where it was reopened.
    """

    kind: Kind
    severity: Severity
    monitors: tuple[str, ...]
    started_at: datetime
    ended_at: datetime | None
    moves: tuple[tuple[EventKind, datetime], ...] = ()

    def spans(self, now: datetime) -> Iterator[Span]:
        """Give each stretch in which it was open; the time that it spent resolved lies between them."""
        began: datetime | None = self.started_at
        for kind, at in self.moves:
            if kind is EventKind.REOPENED:
                began = began or at
            elif began:
                yield began, at
                began = None
        if began:
            yield began, self.ended_at or now


@dataclass(frozen=True, slots=True)
class Calendar:
    """The last days up to now, today included; `edges` are their midnights, and now as the last."""

    days: tuple[date, ...]
    edges: tuple[datetime, ...]

    def parts(self, span: Span) -> Iterator[tuple[int, timedelta]]:
        """Cut a span into days: give the place of each that it touches, and how much of it it fills."""
        since, until = max(span[0], self.edges[0]), min(span[1], self.edges[-1])
        place = bisect_right(self.edges, since) - 1
        while since < until and place < len(self.days):
            end = min(until, self.edges[place + 1])
            yield place, end - since
            since, place = end, place + 1

    @property
    def length(self) -> timedelta:
        """All of it."""
        return self.edges[-1] - self.edges[0]


def calendar_of(zone: tzinfo, now: datetime) -> Calendar:
    """Give the last days in a time zone; those on which clocks change are as long as they are."""
    today = now.astimezone(zone).date()
    days = tuple(today - timedelta(days=ago) for ago in reversed(range(DAYS)))
    midnights = (datetime.combine(day, time(), zone).astimezone(UTC) for day in days)
    return Calendar(days, (*midnights, now))


def histories(
    components: Sequence[Component], outages: Sequence[Outage], calendar: Calendar
) -> dict[str, PublicHistory]:
    """Give the history of each component by its id."""
    public = [outage for outage in outages if outage.kind in PUBLIC_KINDS]
    return {
        component.id: _history(
            [outage for outage in public if not set(component.monitors).isdisjoint(outage.monitors)], calendar
        )
        for component in components
    }


def _history(outages: Sequence[Outage], calendar: Calendar) -> PublicHistory:
    now = calendar.edges[-1]
    states, down = [State.OPERATIONAL] * len(calendar.days), list[Span]()
    for outage in outages:
        state = state_of(outage.kind, outage.severity)
        for span in outage.spans(now):
            if state.rank >= State.PARTIAL_OUTAGE.rank:
                down.append(span)
            for place, _ in calendar.parts(span):
                states[place] = max(states[place], state, key=lambda each: each.rank)
    lost = _lost(down, calendar)
    days = map(PublicDay, calendar.days, states, lost)
    return PublicHistory(tuple(days), _share(sum(lost, timedelta()), calendar.length))


def _lost(down: Iterable[Span], calendar: Calendar) -> list[timedelta]:
    lost = [timedelta()] * len(calendar.days)
    for span in _merged(down):
        for place, part in calendar.parts(span):
            lost[place] += part
    return lost


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Join what overlaps."""
    current: Span | None = None
    for since, until in sorted(spans):
        if current and since <= current[1]:
            current = current[0], max(current[1], until)
            continue
        if current:
            yield current
        current = since, until
    if current:
        yield current


def _share(lost: timedelta, length: timedelta) -> float:
    """Give the share that it was up, to a hundredth of a percent, never rounded up: 1 means that it was never down."""
    return math.floor((1 - lost / length) * 10_000) / 10_000 if lost else 1.0
