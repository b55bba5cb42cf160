"""What the public sees, and nothing else: values without a field for a person, a note, a reason or a channel.

Whatever is shown outside (pages, JSON, feeds, mail, the export) is made from these alone. `public_incident` is the one
place where an incident becomes public, by an allow-list: what it does not name cannot appear.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from incidents.affecting import affects
from incidents.catalogue import Component, StatusPage
from incidents.model import Incident, Kind, Severity, Status
from incidents.plan import Plan
from incidents.publishing import PUBLIC_KINDS, Publication, PublishedUpdate, public_status


class State(StrEnum):
    """How a component stands, or the whole page; the worst comes last."""

    OPERATIONAL = "operational"
    MAINTENANCE = "maintenance"
    DEGRADED = "degraded"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"

    @property
    def rank(self) -> int:
        """The place on the scale; the worst is the highest."""
        return list(State).index(self)


_STATES = {
    Severity.CRITICAL: State.MAJOR_OUTAGE,
    Severity.MAJOR: State.PARTIAL_OUTAGE,
    Severity.MINOR: State.DEGRADED,
    Severity.WARNING: State.OPERATIONAL,
    Severity.NONE: State.OPERATIONAL,
}


def state_of(kind: Kind, severity: Severity) -> State:
    """Say what something open makes of the components that it affects."""
    return State.MAINTENANCE if kind is Kind.MAINTENANCE else _STATES[severity]


SCHEDULED, CALLED_OFF = "scheduled", "called_off"


@dataclass(frozen=True, slots=True)
class PublicUpdate:
    """What was said, with the status of that moment; `corrected_at` when the words were others before."""

    id: str
    words: str
    status: Status
    at: datetime
    corrected_at: datetime | None


@dataclass(frozen=True, slots=True)
class PublicIncident:
    """An incident or maintenance as a page shows it. `updates` are newest first, `components` their names.

    `code` is its name in addresses. Nothing tells how many incidents there are beside it. `lasted` leaves
    out the time that it spent resolved.
    """

    code: str
    title: str
    kind: Kind
    severity: Severity
    status: Status
    started_at: datetime
    resolved_at: datetime | None
    changed_at: datetime
    components: tuple[str, ...]
    component_ids: tuple[str, ...]
    updates: tuple[PublicUpdate, ...]
    planned: Plan | None = None
    lasted: timedelta | None = None

    @property
    def is_scheduled(self) -> bool:
        """Whether it is maintenance that has not begun."""
        return self.stage(self.status) == SCHEDULED

    def stage(self, status: Status) -> str:
        """Name a status of it: planned maintenance that has not begun is scheduled, or was called off."""
        if self.planned and status is Status.INVESTIGATING:
            return SCHEDULED
        return CALLED_OFF if self.was_called_off and status is Status.RESOLVED else status.value

    @property
    def begins_at(self) -> datetime:
        """When it began, or will."""
        return self.planned.start if self.planned and not self.has_begun else self.started_at

    @property
    def ends_at(self) -> datetime | None:
        """When it ended, or will if that is planned, or would have."""
        as_planned = self.is_open or self.was_called_off
        return self.planned.end if self.planned and as_planned else self.resolved_at

    @property
    def was_called_off(self) -> bool:
        """Whether planned maintenance ended before it began."""
        return self.planned is not None and self.resolved_at == self.started_at < self.planned.start

    @property
    def has_begun(self) -> bool:
        """Whether anything was going on: not while it is scheduled, nor when it was called off."""
        return not (self.is_scheduled or self.was_called_off)

    @property
    def is_open(self) -> bool:
        """Whether it is still going on."""
        return self.resolved_at is None

    @property
    def state(self) -> State:
        """What it makes of the components that it affects, while it goes on."""
        counts = self.is_open and not self.is_scheduled
        return state_of(self.kind, self.severity) if counts else State.OPERATIONAL


@dataclass(frozen=True, slots=True)
class PublicDay:
    """A day of the page's time zone: the worst state of a component, and for how long it was down."""

    day: date
    state: State
    downtime: timedelta


@dataclass(frozen=True, slots=True)
class PublicHistory:
    """How a component stood on each of the last days, today the last; `uptime` is from 0 to 1 (see `history`)."""

    days: tuple[PublicDay, ...] = ()
    uptime: float = 1.0

    @property
    def troubled(self) -> tuple[PublicDay, ...]:
        """The days on which something was, the last first."""
        return tuple(day for day in reversed(self.days) if day.state is not State.OPERATIONAL)


NO_HISTORY = PublicHistory()


@dataclass(frozen=True, slots=True)
class PublicComponent:
    """A component, how it stands and how it stood, by what is published and by nothing else."""

    id: str
    name: str
    state: State
    history: PublicHistory = NO_HISTORY


@dataclass(frozen=True, slots=True)
class PublicGroup:
    """Components under one name; those without a group have the empty one."""

    name: str
    components: tuple[PublicComponent, ...]

    @property
    def state(self) -> State:
        """The worst of its components."""
        return _worst(component.state for component in self.components)


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A whole status page: how all stands, what is open, what is announced, and what was lately.

    `changed_at` is when something of that last changed; where nothing is, the last midnight in UTC.
    """

    site: StatusPage
    state: State
    groups: tuple[PublicGroup, ...]
    incidents: tuple[PublicIncident, ...]
    maintenance: tuple[PublicIncident, ...]
    past: tuple[PublicIncident, ...]
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PublicMonth:
    """What began in a month of the page's time zone, the last begun first; `is_cut` when there was more than is listed.

    `first` is the month in which the first that the page shows began, `last` the present one.
    """

    site: StatusPage
    month: date
    first: date
    last: date
    incidents: tuple[PublicIncident, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An incident with its publication on one page, and the updates published with it, in order."""

    incident: Incident
    publication: Publication
    updates: Sequence[PublishedUpdate]

    @property
    def is_public(self) -> bool:
        """Whether a page may show it."""
        return not self.publication.is_withdrawn and self.incident.kind in PUBLIC_KINDS


def public_incident(shown: Shown, components: Sequence[Component]) -> PublicIncident:
    """Give what the public may know of an incident."""
    incident, publication = shown.incident, shown.publication
    affected = [component for component in components if affects(incident, component)]
    updates = tuple(_public_update(update) for update in reversed(shown.updates))
    return PublicIncident(
        code=publication.code,
        title=incident.title if publication.title is None else publication.title,
        kind=incident.kind,
        severity=incident.severity,
        status=public_status(incident.status),
        started_at=incident.started_at,
        resolved_at=incident.resolved_at,
        changed_at=_changed_at(incident, publication, updates),
        components=tuple(component.name for component in affected),
        component_ids=tuple(component.id for component in affected),
        updates=updates,
        planned=incident.planned if incident.kind is Kind.MAINTENANCE else None,
        lasted=incident.downtime(incident.resolved_at) if incident.resolved_at else None,
    )


def public_page(
    site: StatusPage,
    components: Sequence[Component],
    going_on: Iterable[Shown],
    past: Iterable[Shown],
    now: datetime,
    histories: Mapping[str, PublicHistory],
) -> PublicPage:
    """Give the whole page, with `histories` by component. Its state comes from what is published and open alone."""
    current, over = public_incidents(going_on, components), public_incidents(past, components)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return PublicPage(
        site=site,
        state=_worst(incident.state for incident in current),
        groups=_groups(components, current, histories),
        incidents=tuple(each for each in current if each.kind is not Kind.MAINTENANCE),
        maintenance=tuple(each for each in current if each.kind is Kind.MAINTENANCE),
        past=over,
        changed_at=max((each.changed_at for each in (*current, *over)), default=midnight),
    )


def public_incidents(shown: Iterable[Shown], components: Sequence[Component]) -> tuple[PublicIncident, ...]:
    """Give those that a page may show, in their order."""
    return tuple(public_incident(each, components) for each in shown if each.is_public)


def _groups(
    components: Sequence[Component], current: Sequence[PublicIncident], histories: Mapping[str, PublicHistory]
) -> tuple[PublicGroup, ...]:
    """Put what has the same group together, where the first of it stands."""
    members: dict[str, list[PublicComponent]] = {}
    for component in components:
        members.setdefault(component.group, []).append(_public_component(component, current, histories))
    return tuple(PublicGroup(name, tuple(found)) for name, found in members.items())


def _public_component(
    component: Component, current: Sequence[PublicIncident], histories: Mapping[str, PublicHistory]
) -> PublicComponent:
    state = _worst(incident.state for incident in current if component.id in incident.component_ids)
    return PublicComponent(component.id, component.name, state, histories.get(component.id, NO_HISTORY))


def _public_update(update: PublishedUpdate) -> PublicUpdate:
    status = public_status(Status(update.status))
    return PublicUpdate(update.id, update.said, status, update.at, update.corrected_at)


def _changed_at(incident: Incident, publication: Publication, updates: Sequence[PublicUpdate]) -> datetime:
    """When it last moved or something was said, as the public knows it; a note or a closing changes nothing outside."""
    moved = incident.resolved_at or incident.moved.at
    told = [at for update in updates for at in (update.at, update.corrected_at) if at]
    return max([publication.published_at, moved, *told])


def _worst(states: Iterable[State]) -> State:
    return max(states, key=lambda state: state.rank, default=State.OPERATIONAL)
