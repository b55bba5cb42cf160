"""The nouns: frozen values that say what an incident is. What may happen to one stands in `commands`."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from incidents.failure import NO_FAILURE, Failure
from incidents.plan import Plan


class Status(StrEnum):
    """Where the work on an incident stands; `lifecycle.MOVES` says what may follow what."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def is_over(self) -> bool:
        """Whether service is restored: resolved, and perhaps closed since."""
        return self not in ACTIVE


ACTIVE = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING)


class Severity(StrEnum):
    """How bad it is, worst first."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    WARNING = "warning"
    NONE = "none"

    @property
    def rank(self) -> int:
        """The place on the scale; the worst is 0."""
        return list(Severity).index(self)

    def is_worse_than(self, other: Self) -> bool:
        """Whether this one stands above the other on the scale."""
        return self.rank < other.rank


class Kind(StrEnum):
    """What was declared: trouble, work that was announced, or practice, in which people are called as for trouble."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"
    DRILL = "drill"


class Source(StrEnum):
    """Who found it: a person or program that declared it, or what watches by itself."""

    MANUAL = "manual"
    SYSTEM = "system"


class Door(StrEnum):
    """By which door somebody acted."""

    SLACK = "slack"
    HTTP = "http"
    ALERT = "alert"
    MONITOR = "monitor"
    CLOCK = "clock"
    COMMAND_LINE = "command_line"


MACHINES = (Door.ALERT, Door.MONITOR)


class ActorKind(StrEnum):
    """Who or what acts."""

    PERSON = "person"
    TOKEN = "token"  # noqa: S105 - a kind of actor
    MONITOR = "monitor"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who or what acted, by which door. `id` is the door's own id (a Slack user id, a token's id)."""

    kind: ActorKind
    id: str
    name: str
    door: Door

    @property
    def is_person_in_slack(self) -> bool:
        """People in Slack acknowledge by acting; programs do not."""
        return self.kind is ActorKind.PERSON and self.door is Door.SLACK


CLOCK = Actor(ActorKind.CLOCK, "clock", "the clock", Door.CLOCK)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be given a role: a Slack user id and the name people know them by."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did it, and when (UTC)."""

    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Update:
    """The last words for the public."""

    text: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Incident:
    """Everything that is so about one incident now. Times are aware and UTC.

    `round` numbers the stretches in which somebody has to acknowledge; `version` grows with every save. `escalation`
    names the escalation policy that was chosen for it; None is the default one. `mended` is the time spent resolved
    before it was reopened, left out of the downtime. `is_past` tells that it was over when it was recorded, so that
    nobody measured how long it took. `updated_at` is when anything about it was last said or changed, a note
    included; the reminders that went out do not count.
    """

    id: str
    number: int
    title: str
    severity: Severity
    declared: Deed
    started_at: datetime
    waiting_since: datetime
    moved: Deed
    description: str = ""
    kind: Kind = Kind.INCIDENT
    status: Status = Status.INVESTIGATING
    acknowledged: Deed | None = None
    first_acknowledged_at: datetime | None = None
    lead: Person | None = None
    monitors: tuple[str, ...] = ()
    channel: str | None = None
    last_update: Update | None = None
    resolved: Deed | None = None
    mended: timedelta = timedelta()
    is_past: bool = False
    source: Source = Source.MANUAL
    failure: Failure = NO_FAILURE
    page: str | None = None
    escalation: str | None = None
    planned: Plan | None = None
    round: int = 1
    version: int = 1
    updated_at: datetime | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Refuse times without a zone, which would be somebody's local time."""
        for at in (self.started_at, self.waiting_since, self.resolved_at, self.moved.at, self.declared.at):
            if at is not None and at.tzinfo is None:
                raise ValueError(f"{self.reference}: a time without a zone: {at}")

    @property
    def reference(self) -> str:
        """What people call it: `INC-42`."""
        return f"INC-{self.number}"

    @property
    def is_drill(self) -> bool:
        """Whether it is practice: people are called, and the public never hears of it."""
        return self.kind is Kind.DRILL

    @property
    def is_active(self) -> bool:
        """Whether somebody still has to work on it."""
        return self.status in ACTIVE

    @property
    def is_planned(self) -> bool:
        """Whether it is maintenance that begins and ends by itself, and is not over."""
        return self.planned is not None and self.kind is Kind.MAINTENANCE and self.is_active

    @property
    def is_scheduled(self) -> bool:
        """Whether it is planned maintenance that has not begun."""
        return self.is_planned and self.status is Status.INVESTIGATING

    @property
    def is_waiting(self) -> bool:
        """Whether it stands unacknowledged."""
        return self.is_active and self.acknowledged is None

    @property
    def resolved_at(self) -> datetime | None:
        """When it was resolved, the last time; None while it is not."""
        return self.resolved.at if self.resolved else None

    @property
    def closed(self) -> Deed | None:
        """Who closed it, and when: nothing moves after that."""
        return self.moved if self.status is Status.CLOSED else None

    @property
    def changed_at(self) -> datetime:
        """When anything about it was last said or changed."""
        return self.updated_at or self.declared.at

    def downtime(self, now: datetime) -> timedelta:
        """How long it has been unresolved, summed over reopenings."""
        return (self.resolved_at or now) - self.started_at - self.mended

    def evolve(self, **changes: Any) -> "Incident":
        """Give the incident as it is after the changes, one version on."""
        return replace(self, version=self.version + 1, **changes)


class EventKind(StrEnum):
    """The things that can happen to an incident."""

    DECLARED = "declared"
    ACKNOWLEDGED = "acknowledged"
    UNACKNOWLEDGED = "unacknowledged"
    STATUS_CHANGED = "status_changed"
    SEVERITY_CHANGED = "severity_changed"
    LEAD_ASSIGNED = "lead_assigned"
    TITLE_CHANGED = "title_changed"
    START_CHANGED = "start_changed"
    EDITED = "edited"
    UPDATE_POSTED = "update_posted"
    NOTE_ADDED = "note_added"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CLOSED = "closed"
    SNOOZED = "snoozed"
    PASSED_ON = "passed_on"
    REMINDER_SENT = "reminder_sent"
    REMINDER_FAILED = "reminder_failed"
    CHANNEL_REMINDED = "channel_reminded"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    UPDATE_CORRECTED = "update_corrected"
    DELETED = "deleted"

    @property
    def is_delivery(self) -> bool:
        """Whether it only tells of a message that went out, or did not: the incident is as it was."""
        return self in (self.REMINDER_SENT, self.REMINDER_FAILED, self.CHANNEL_REMINDED)


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One thing that happened, never changed afterwards.

    `at` is when it happened, `recorded_at` when it was written down. `details` holds plain JSON values.
    `id`, `position` (commit order over all incidents) and `permalink` come from the rows.
    """

    kind: EventKind
    actor: Actor
    at: datetime
    text: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    id: str = ""
    incident_id: str = ""
    position: int = 0
    recorded_at: datetime | None = None
    permalink: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a command decided: the incident before and after, and what happened in between."""

    before: Incident | None
    incident: Incident
    events: tuple[TimelineEvent, ...] = ()

    @property
    def changed_anything(self) -> bool:
        """Setting what already is changes nothing."""
        return bool(self.events)
