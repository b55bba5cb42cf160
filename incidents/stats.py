"""Statistics as pure functions over incidents: what is counted, what is left out, and why.

MTTA is the mean of the first acknowledgement - started_at, MTTR the mean of the last resolved_at - started_at, over
the incidents that have both times. Maintenance is no incident; what was over when it was recorded has no measured
duration. Times are in seconds, from the times as they are shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from incidents.model import Incident, Kind, Severity

DEFINITIONS = {
    "mtta": "mean seconds from started_at to the first acknowledgement, over those acknowledged",
    "mttr": "mean seconds from started_at to the last resolved_at, over those resolved; quiet time before a"
    " reopening counts; incidents recorded when they were over are left out",
    "average_downtime": "mean seconds unresolved, the unresolved so far; time spent resolved does not count;"
    " incidents recorded when they were over are left out",
    "excluded": "maintenance is not counted at all; past are counted, and left out of mttr and downtime",
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


@dataclass
class Mean:
    """A sum and how many went into it."""

    total: int = 0
    count: int = 0

    def take(self, seconds: int) -> None:
        """Let one more go into it."""
        self.total += seconds
        self.count += 1

    @property
    def value(self) -> int | None:
        """The mean in whole seconds, rounded; None of nothing."""
        return round(self.total / self.count) if self.count else None


@dataclass
class Tally:
    """The figures of some incidents."""

    incidents: int = 0
    open: int = 0
    acknowledged: int = 0
    resolved: int = 0
    past: int = 0
    mtta: Mean = field(default_factory=Mean)
    mttr: Mean = field(default_factory=Mean)
    downtime: Mean = field(default_factory=Mean)
    by_severity: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))

    def take(self, incident: Incident, now: datetime) -> None:
        """Count one more incident."""
        self.incidents += 1
        self.open += incident.is_waiting
        self.acknowledged += incident.is_active and not incident.is_waiting
        self.resolved += incident.status.is_over
        self.past += incident.is_past
        self.by_severity[incident.severity] += 1
        if incident.first_acknowledged_at:
            self.mtta.take(seconds_between(incident.started_at, incident.first_acknowledged_at))
        if incident.is_past:
            return
        if incident.resolved_at:
            self.mttr.take(seconds_between(incident.started_at, incident.resolved_at))
        self.downtime.take(downtime_seconds(incident, now))


@dataclass
class Statistics:
    """The figures of all incidents of a time, and of each period in it that has some, oldest first."""

    whole: Tally
    periods: dict[date, Tally]
    maintenance: int


def statistics(incidents: Iterable[Incident], period: Period, zone: tzinfo, now: datetime) -> Statistics:
    """Count incidents by the period of their start in a time zone."""
    found = Statistics(Tally(), {}, 0)
    for incident in incidents:
        if incident.kind is Kind.MAINTENANCE:
            found.maintenance += 1
            continue
        day = period.first_day(incident.started_at.astimezone(zone).date())
        found.whole.take(incident, now)
        found.periods.setdefault(day, Tally()).take(incident, now)
    found.periods = dict(sorted(found.periods.items()))
    return found


def seconds_between(began: datetime, ended: datetime) -> int:
    """Give whole seconds between two times as they are shown, so that a reader's subtraction agrees."""
    return int((ended.replace(microsecond=0) - began.replace(microsecond=0)).total_seconds())


def downtime_seconds(incident: Incident, now: datetime) -> int:
    """Give the downtime in whole seconds; while unresolved, so far."""
    lasted = seconds_between(incident.started_at, incident.resolved_at or now)
    return max(0, lasted - int(incident.mended.total_seconds()))


def in_words(seconds: int) -> str:
    """Say how long: "8 minutes 42 seconds"; zero parts are left out."""
    parts = zip(_split(seconds), ("day", "hour", "minute", "second"), strict=True)
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(said) or "0 seconds"


def _split(seconds: int) -> Sequence[int]:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return (*divmod(hours, 24), minutes, rest)
