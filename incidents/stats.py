"""Statistics as pure functions over incidents: what is counted, what is left out, and why.

MTTA is the mean of the first acknowledgement - started_at, MTTR the mean of the last resolved_at - started_at, over
the incidents that have both times. Maintenance and drills are no incidents; what was over when it was recorded has
no measured duration. Times are in seconds, from the times as they are shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from operator import add, attrgetter, neg

from incidents.model import Incident, Kind, Severity
from incidents.quarters import seconds_of

DEFINITIONS = {
    "mtta": "mean seconds from started_at to the first acknowledgement, over those acknowledged",
    "mttr": "mean seconds from started_at to the last resolved_at, over those resolved; quiet time before a"
    " reopening counts; incidents recorded when they were over are left out",
    "average_downtime": "mean seconds unresolved, the unresolved so far; time spent resolved does not count;"
    " incidents recorded when they were over are left out",
    "samples": "over how many incidents mtta and mttr are the mean",
    "excluded": "maintenance and drills are not counted at all; past are counted, and left out of mttr and downtime;"
    " never_acknowledged are left out of mtta, unresolved out of mttr, for there is no such time",
}


class Period(StrEnum):
    """By what a count is grouped; a week begins with Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def first_day(self, day: date) -> date:
        """Give the first day of the period in which the day lies."""
        if self is Period.WEEK:
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self is Period.MONTH else day


@dataclass(frozen=True, slots=True)
class Share:
    """What an incident adds to the figures, or many of them together. Totals are in seconds.

    The first five count incidents by severity. `running_base` sums up started + mended of the unresolved, so that
    their downtime so far is one subtraction.
    """

    critical: int = 0
    major: int = 0
    minor: int = 0
    warning: int = 0
    none: int = 0
    waiting: int = 0
    acknowledged: int = 0
    resolved: int = 0
    past: int = 0
    maintenance: int = 0
    drill: int = 0
    mtta_total: int = 0
    mtta_count: int = 0
    mttr_total: int = 0
    mttr_count: int = 0
    downtime_total: int = 0
    running_count: int = 0
    running_base: int = 0

    @property
    def incidents(self) -> int:
        """How many incidents there are."""
        return self.critical + self.major + self.minor + self.warning + self.none

    def __add__(self, other: "Share") -> "Share":
        return Share(*map(add, _numbers(self), _numbers(other)))

    def __neg__(self) -> "Share":
        return Share(*map(neg, _numbers(self)))


_numbers = attrgetter(*(each.name for each in fields(Share)))


def share_of(incident: Incident) -> Share:
    """Give what the incident adds; maintenance and drills are no incidents and add only to their own count."""
    if incident.kind is not Kind.INCIDENT:
        return Share(**{incident.kind.value: 1})
    started, first, ended = incident.started_at, incident.first_acknowledged_at, incident.resolved_at
    measured = ended if not incident.is_past else None
    lasted = seconds_between(started, measured) if measured else 0
    mended = int(incident.mended.total_seconds())
    return Share(
        **{incident.severity.value: 1},
        waiting=int(incident.is_waiting),
        acknowledged=int(incident.is_active and not incident.is_waiting),
        resolved=int(incident.status.is_over),
        past=int(incident.is_past),
        mtta_total=seconds_between(started, first) if first else 0,
        mtta_count=int(first is not None),
        mttr_total=lasted,
        mttr_count=int(measured is not None),
        downtime_total=lasted - mended if measured else 0,
        running_count=int(ended is None),
        running_base=seconds_of(started) + mended if ended is None else 0,
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of some incidents."""

    share: Share = field(default_factory=Share)

    @property
    def by_severity(self) -> dict[Severity, int]:
        """How many there are of each severity."""
        return {severity: getattr(self.share, severity.value) for severity in Severity}

    @property
    def mtta(self) -> int | None:
        """The mean time to the first acknowledgement, in whole seconds."""
        return _mean(self.share.mtta_total, self.share.mtta_count)

    @property
    def mttr(self) -> int | None:
        """The mean time to the last resolution, in whole seconds."""
        return _mean(self.share.mttr_total, self.share.mttr_count)

    def downtime(self, now: datetime) -> int | None:
        """The mean downtime in whole seconds, of the unresolved so far."""
        running = self.share.running_count * seconds_of(now) - self.share.running_base
        return _mean(self.share.downtime_total + running, self.share.mttr_count + self.share.running_count)


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of all incidents of a time, and of each period in it that has some, oldest first."""

    whole: Tally
    periods: dict[date, Tally]
    now: datetime


def statistics(shares: Iterable[tuple[date, Share]], period: Period, now: datetime) -> Statistics:
    """Add up what the days have by the period in which they lie."""
    whole, periods = Share(), dict[date, Share]()
    for day, share in shares:
        whole += share
        if share.incidents:
            first = period.first_day(day)
            periods[first] = periods.get(first, Share()) + share
    return Statistics(Tally(whole), {day: Tally(share) for day, share in sorted(periods.items())}, now)


def seconds_between(began: datetime, ended: datetime) -> int:
    """Give whole seconds between two times as they are shown, so that a reader's subtraction agrees."""
    return int((ended.replace(microsecond=0) - began.replace(microsecond=0)).total_seconds())


def downtime_seconds(incident: Incident, now: datetime) -> int:
    """Give the downtime in whole seconds; while unresolved, so far."""
    lasted = seconds_between(incident.started_at, incident.resolved_at or now)
    return max(0, lasted - int(incident.mended.total_seconds()))


def _mean(total: int, count: int) -> int | None:
    return round(total / count) if count else None


def in_words(seconds: int) -> str:
    """Say how long: "8 minutes 42 seconds"; zero parts are left out."""
    parts = zip(_split(seconds), ("day", "hour", "minute", "second"), strict=True)
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(said) or "0 seconds"


def _split(seconds: int) -> Sequence[int]:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return (*divmod(hours, 24), minutes, rest)
