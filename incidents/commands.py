"""What may be done to an incident: `(incident, ..., actor, now) -> Change`, or an `IncidentError`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from incidents import text
from incidents.errors import Conflict, Invalid, Stale
from incidents.escalation import SNOOZE
from incidents.lifecycle import ensure_may_become, ensure_open_for_changes
from incidents.model import (
    ACTIVE,
    NO_FAILURE,
    Actor,
    Change,
    Deed,
    EventKind,
    Failure,
    Incident,
    Kind,
    Person,
    Severity,
    Source,
    Status,
    TimelineEvent,
    Update,
)

# Monitors send clocks of their own; a start a little ahead of ours is no mistake.
CLOCK_SKEW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody says when declaring; the title alone is enough."""

    title: str
    severity: Severity = Severity.MINOR
    description: str = ""
    monitors: tuple[str, ...] = ()
    lead: Person | None = None
    kind: Kind = Kind.INCIDENT
    started_at: datetime | None = None
    channel: str | None = None
    status: Status = Status.INVESTIGATING
    update: str | None = None
    source: Source = Source.MANUAL
    failure: Failure = NO_FAILURE
    page: str | None = None


def declare(draft: Draft, incident_id: str, number: int, actor: Actor, now: datetime) -> Change:
    """Open an incident, or record one that is over already: then nobody is called."""
    if draft.status is Status.CLOSED:
        raise Invalid("status", "An incident can be recorded as resolved, and closed after that.")
    started_at = draft.started_at or now
    _ensure_not_ahead(started_at, now)
    over = draft.status is Status.RESOLVED
    incident = Incident(
        id=incident_id,
        number=number,
        title=text.one_line("title", draft.title),
        severity=Severity.NONE if draft.kind is Kind.MAINTENANCE else draft.severity,
        declared=Deed(actor, now),
        started_at=started_at,
        waiting_since=now,
        moved=Deed(actor, now),
        description=_description(draft.description),
        kind=draft.kind,
        status=draft.status,
        lead=draft.lead,
        monitors=_monitors(draft.monitors),
        channel=draft.channel,
        resolved=Deed(actor, now) if over else None,
        is_past=over,
        source=draft.source,
        failure=_failure(draft.failure),
        page=draft.page,
    )
    declared = Change(None, incident, tuple(_declaring(draft, incident, actor, now)))
    return declared if draft.update is None else _with_first_update(declared, draft.update, actor, now)


def _declaring(draft: Draft, incident: Incident, actor: Actor, now: datetime) -> Iterator[TimelineEvent]:
    told: dict[str, Any] = {"severity": incident.severity.value, "kind": incident.kind.value}
    if incident.status is not Status.INVESTIGATING:
        told["status"] = incident.status.value
    if incident.failure.count:
        told["failures"] = incident.failure.count
    yield _event(EventKind.DECLARED, actor, now, incident.title, told)
    if draft.lead:
        yield _event(EventKind.LEAD_ASSIGNED, actor, now, draft.lead.name, {"lead": draft.lead.id})


def _with_first_update(declared: Change, words: str, actor: Actor, now: datetime) -> Change:
    words = text.many_lines("update", words)
    posted = _event(EventKind.UPDATE_POSTED, actor, now, words, {"status": declared.incident.status.value})
    incident = replace(declared.incident, last_update=Update(words, actor, now))
    return Change(None, incident, (*declared.events, posted))


def acknowledge(incident: Incident, actor: Actor, now: datetime) -> Change:
    """Say that somebody is on it. The first one wins; the others hear who that was."""
    _ensure_waiting(incident)
    return _change(incident, _acknowledged(incident, actor, now), _event(EventKind.ACKNOWLEDGED, actor, now))


def unacknowledge(incident: Incident, actor: Actor, now: datetime) -> Change:
    """Take an acknowledgement back: a new round begins, and the paging anew."""
    if not incident.is_active:
        raise Conflict.with_its_status(incident)
    if not incident.acknowledged:
        raise Conflict(incident, "unacknowledged", incident.moved.by, incident.waiting_since)
    fields = {"acknowledged": None, "round": incident.round + 1, "waiting_since": now}
    return _change(incident, fields, _event(EventKind.UNACKNOWLEDGED, actor, now))


def set_status(incident: Incident, status: Status, actor: Actor, now: datetime) -> Change:
    """Move the status, by whichever way leads there. Setting what already is changes nothing."""
    if status is incident.status:
        return Change(incident, incident)
    if status is Status.RESOLVED:
        return resolve(incident, "", actor, now)
    if status is Status.CLOSED:
        return close(incident, "", actor, now)
    if incident.status is Status.RESOLVED:
        return reopen(incident, status, "", actor, now)
    ensure_may_become(incident, status)
    moved = _event(
        EventKind.STATUS_CHANGED, actor, now, "", {"from": incident.status.value, "to": status.value}
    )
    return _acting_in_slack(incident, {"status": status, "moved": Deed(actor, now)}, moved, actor, now)


def set_severity(incident: Incident, severity: Severity, actor: Actor, now: datetime) -> Change:
    """Change how bad it is. A raised severity begins a new round while nobody has acknowledged."""
    ensure_open_for_changes(incident)
    if incident.kind is Kind.MAINTENANCE:
        raise Invalid("severity", f"{incident.reference} is maintenance, which has no severity.")
    if severity is incident.severity:
        return Change(incident, incident)
    raised = severity.is_worse_than(incident.severity)
    begins_round = raised and incident.is_waiting
    fields = {"severity": severity, "round": incident.round + (1 if begins_round else 0)}
    told = {"from": incident.severity.value, "to": severity.value, "raised": raised}
    return _change(incident, fields, _event(EventKind.SEVERITY_CHANGED, actor, now, "", told))


def assign(incident: Incident, lead: Person, actor: Actor, now: datetime) -> Change:
    """Make somebody the incident lead."""
    ensure_open_for_changes(incident)
    if incident.lead and incident.lead.id == lead.id:
        return Change(incident, incident)
    event = _event(EventKind.LEAD_ASSIGNED, actor, now, lead.name, {"lead": lead.id})
    return _change(incident, {"lead": lead}, event)


def retitle(incident: Incident, title: str, actor: Actor, now: datetime) -> Change:
    """Give it a better title."""
    ensure_open_for_changes(incident)
    title = text.one_line("title", title)
    if title == incident.title:
        return Change(incident, incident)
    return _change(
        incident,
        {"title": title},
        _event(EventKind.TITLE_CHANGED, actor, now, title, {"from": incident.title}),
    )


def set_started(incident: Incident, started_at: datetime, actor: Actor, now: datetime) -> Change:
    """Say when the trouble began, which is often before somebody declared it."""
    ensure_open_for_changes(incident)
    _ensure_not_ahead(started_at, now)
    if incident.resolved_at and started_at > incident.resolved_at:
        raise Invalid("started", f"{incident.reference} was resolved before that. Give an earlier time.")
    if started_at == incident.started_at:
        return Change(incident, incident)
    told = {"from": incident.started_at.isoformat(), "to": started_at.isoformat()}
    return _change(
        incident, {"started_at": started_at}, _event(EventKind.START_CHANGED, actor, now, "", told)
    )


def describe(incident: Incident, description: str, actor: Actor, now: datetime) -> Change:
    """Say in more words what it is; no words take the description away."""
    return _edited(incident, "description", _description(description), actor, now)


def set_monitors(incident: Incident, monitors: Sequence[str], actor: Actor, now: datetime) -> Change:
    """Say which monitors it affects, in order; none is allowed."""
    return _edited(incident, "monitors", _monitors(monitors), actor, now)


def set_page(incident: Incident, page: str | None, actor: Actor, now: datetime) -> Change:
    """Say on which status page it stands."""
    return _edited(incident, "page", page, actor, now)


def set_failure(incident: Incident, failure: Failure, actor: Actor, now: datetime) -> Change:
    """Say what the check reported."""
    return _edited(incident, "failure", _failure(failure), actor, now)


def set_kind(incident: Incident, kind: Kind, severity: Severity, actor: Actor, now: datetime) -> Change:
    """Make it an incident of that severity, or maintenance, which has none and nags nobody.

    What becomes an incident begins a new round: until now nobody was called.
    """
    if kind is incident.kind:
        ensure_open_for_changes(incident)
        return Change(incident, incident)
    severity = Severity.NONE if kind is Kind.MAINTENANCE else severity
    changed = _edited(incident, "kind", kind, actor, now)
    round_number = incident.round + (1 if kind is Kind.INCIDENT and incident.is_waiting else 0)
    return replace(changed, incident=replace(changed.incident, severity=severity, round=round_number))


def post_update(
    incident: Incident, words: str, actor: Actor, now: datetime, status: Status | None = None
) -> Change:
    """Tell the public how it stands; `status` is the one it moves to with these words."""
    ensure_open_for_changes(incident)
    words = text.many_lines("update", words)
    posted = _event(EventKind.UPDATE_POSTED, actor, now, words, {"status": (status or incident.status).value})
    return _acting_in_slack(incident, {"last_update": Update(words, actor, now)}, posted, actor, now)


def add_note(incident: Incident, words: str, actor: Actor, now: datetime) -> Change:
    """Write something down for the responders. The incident itself stays as it is."""
    ensure_open_for_changes(incident)
    words = text.many_lines("note", words)
    return Change(incident, incident, (_event(EventKind.NOTE_ADDED, actor, now, words),))


def resolve(incident: Incident, note: str, actor: Actor, now: datetime) -> Change:
    """Say that service is restored. The note, if any, is for the responders."""
    ensure_may_become(incident, Status.RESOLVED)
    fields = {"status": Status.RESOLVED, "moved": Deed(actor, now), "resolved": Deed(actor, now)}
    told = {
        "from": incident.status.value,
        "downtime": int(incident.downtime(now).total_seconds()),
    }
    resolved = _event(EventKind.RESOLVED, actor, now, "", told)
    return _with_note(_acting_in_slack(incident, fields, resolved, actor, now), note, actor, now)


def reopen(incident: Incident, status: Status, note: str, actor: Actor, now: datetime) -> Change:
    """Say that it is not over: the acknowledgement is cleared and the nagging starts anew."""
    if incident.status is not Status.RESOLVED or incident.resolved_at is None or status not in ACTIVE:
        raise Conflict.with_its_status(incident)
    fields = {
        "status": status,
        "moved": Deed(actor, now),
        "acknowledged": None,
        "round": incident.round + 1,
        "waiting_since": now,
        "mended": incident.mended + (now - incident.resolved_at),
        "resolved": None,
        "is_past": False,
    }
    reopened = _event(EventKind.REOPENED, actor, now, "", {"to": status.value})
    return _with_note(_change(incident, fields, reopened), note, actor, now)


def close(incident: Incident, note: str, actor: Actor, now: datetime) -> Change:
    """Say that the work afterwards is done too. Nothing changes after this."""
    ensure_may_become(incident, Status.CLOSED)
    fields = {"status": Status.CLOSED, "moved": Deed(actor, now)}
    return _with_note(_change(incident, fields, _event(EventKind.CLOSED, actor, now)), note, actor, now)


def snooze(incident: Incident, actor: Actor, now: datetime) -> Change:
    """Leave this person in peace about this incident for a quarter of an hour."""
    _ensure_waiting(incident)
    until = (now + SNOOZE).isoformat()
    return Change(incident, incident, (_event(EventKind.SNOOZED, actor, now, "", {"until": until}),))


def pass_on(incident: Incident, turn: int, actor: Actor, now: datetime) -> Change:
    """Page the next step now. `turn` is the turn whose reminder was answered so."""
    _ensure_waiting(incident)
    return Change(incident, incident, (_event(EventKind.PASSED_ON, actor, now, "", {"turn": turn}),))


def ensure_current(incident: Incident, round_number: int, version: int | None = None) -> None:
    """Raise `Stale` when a button is of another round, or (with a version) the incident has changed since."""
    if incident.round != round_number or version not in (None, incident.version):
        since = incident.acknowledged or incident.moved
        raise Stale(incident, incident.status, since.by, since.at)


def _ensure_waiting(incident: Incident) -> None:
    if not incident.is_active:
        raise Conflict.with_its_status(incident)
    if incident.acknowledged:
        raise Conflict(incident, "acknowledged", incident.acknowledged.by, incident.acknowledged.at)


def _ensure_not_ahead(started_at: datetime, now: datetime) -> None:
    if started_at > now + CLOCK_SKEW:
        raise Invalid("started", "That time has not come yet. Say when the trouble began, such as 14:02.")


def _acting_in_slack(
    incident: Incident, fields: dict[str, Any], event: TimelineEvent, actor: Actor, now: datetime
) -> Change:
    """Who moves the status or posts an update in Slack has acknowledged with it."""
    if not (incident.is_waiting and actor.is_person_in_slack):
        return _change(incident, fields, event)
    acknowledged = _event(EventKind.ACKNOWLEDGED, actor, now, "", {"by": event.kind.value})
    return _change(incident, {**_acknowledged(incident, actor, now), **fields}, acknowledged, event)


def _acknowledged(incident: Incident, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "acknowledged": Deed(actor, now),
        "first_acknowledged_at": incident.first_acknowledged_at or now,
    }


def _with_note(change: Change, note: str, actor: Actor, now: datetime) -> Change:
    if not note.strip():
        return change
    noted = _event(EventKind.NOTE_ADDED, actor, now, text.many_lines("note", note))
    return Change(change.before, change.incident, (*change.events, noted))


def _description(words: str) -> str:
    return text.many_lines("description", words) if words.strip() else ""


def _monitors(monitors: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.one_line("monitor", monitor) for monitor in monitors))


def _failure(failure: Failure) -> Failure:
    error = text.many_lines("error", failure.error) if failure.error and failure.error.strip() else None
    regions = tuple(dict.fromkeys(text.one_line("region", region) for region in failure.regions))
    return replace(failure, error=error, regions=regions)


def _edited(incident: Incident, name: str, value: object, actor: Actor, now: datetime) -> Change:
    """Change one field that has no command of its own; from and to stand in the event as plain JSON."""
    ensure_open_for_changes(incident)
    before = getattr(incident, name)
    if value == before:
        return Change(incident, incident)
    told = {"field": name, "from": _plain(before), "to": _plain(value)}
    return _change(incident, {name: value}, _event(EventKind.EDITED, actor, now, "", told))


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON is what it is
    if isinstance(value, Failure):
        return {
            "type": value.type,
            "error": value.error,
            "regions": list(value.regions),
            "count": value.count,
        }
    return list(value) if isinstance(value, tuple) else value


def _change(incident: Incident, fields: dict[str, Any], *events: TimelineEvent) -> Change:
    return Change(incident, incident.evolve(**fields), events)


def _event(
    kind: EventKind, actor: Actor, at: datetime, words: str = "", details: dict[str, Any] | None = None
) -> TimelineEvent:
    return TimelineEvent(kind, actor, at, words, details or {})
