"""What may be done to an incident: `(incident, ..., actor, now) -> Change`, or an `IncidentError`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from incidents import text
from incidents.changes import changed, ensure_plausible, event_of
from incidents.errors import Conflict, Invalid, Stale
from incidents.escalation import SNOOZE
from incidents.facts import description_in, ensure_private, failure_in, monitors_in, plan_in
from incidents.failure import NO_FAILURE, Failure
from incidents.lifecycle import ensure_may_become, ensure_open_for_changes
from incidents.model import (
    ACTIVE,
    Actor,
    Change,
    Deed,
    EventKind,
    Incident,
    Kind,
    Person,
    Severity,
    Source,
    Status,
    TimelineEvent,
    Update,
)
from incidents.plan import Plan
from incidents.stats import downtime_seconds, seconds_between


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
    escalation: str | None = None
    planned: Plan | None = None


def declare(draft: Draft, incident_id: str, number: int, actor: Actor, now: datetime) -> Change:
    """Open an incident, or record one that is over already: then nobody is called."""
    if draft.status is Status.CLOSED:
        raise Invalid("status", "An incident can be recorded as resolved, and closed after that.")
    started_at = draft.started_at or now
    ensure_plausible(started_at, now)
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
        description=description_in(draft.description),
        kind=draft.kind,
        status=draft.status,
        lead=draft.lead,
        monitors=monitors_in(draft.monitors),
        channel=draft.channel,
        resolved=Deed(actor, now) if over else None,
        is_past=over,
        source=draft.source,
        failure=failure_in(draft.failure),
        page=draft.page,
        escalation=draft.escalation,
        planned=plan_in(draft.planned, draft.kind, now) if draft.planned else None,
    )
    ensure_private(incident)
    declared = Change(None, incident, tuple(_declaring(draft, incident, actor, now)))
    return declared if draft.update is None else _with_first_update(declared, draft.update, actor, now)


def _declaring(draft: Draft, incident: Incident, actor: Actor, now: datetime) -> Iterator[TimelineEvent]:
    told: dict[str, Any] = {"severity": incident.severity.value, "kind": incident.kind.value}
    if incident.status is not Status.INVESTIGATING:
        told["status"] = incident.status.value
    if incident.escalation:
        told["escalation"] = incident.escalation
    if incident.planned:
        plan = incident.planned
        told["planned"] = {"start": plan.start.isoformat(), "end": plan.end.isoformat()}
    if incident.failure.count:
        told["failures"] = incident.failure.count
    yield event_of(EventKind.DECLARED, actor, now, incident.title, told)
    if draft.lead:
        yield event_of(EventKind.LEAD_ASSIGNED, actor, now, draft.lead.name, {"lead": draft.lead.id})


def _with_first_update(declared: Change, words: str, actor: Actor, now: datetime) -> Change:
    words = text.many_lines("update", words)
    posted = event_of(EventKind.UPDATE_POSTED, actor, now, words, {"status": declared.incident.status.value})
    incident = replace(declared.incident, last_update=Update(words, actor, now))
    return Change(None, incident, (*declared.events, posted))


def acknowledge(incident: Incident, actor: Actor, now: datetime) -> Change:
    """Say that somebody is on it. The first one wins; the others hear who that was."""
    _ensure_waiting(incident)
    return changed(
        incident, _acknowledged(incident, actor, now), event_of(EventKind.ACKNOWLEDGED, actor, now)
    )


def unacknowledge(incident: Incident, actor: Actor, now: datetime) -> Change:
    """Take an acknowledgement back: a new round begins, and the paging anew."""
    if not incident.is_active:
        raise Conflict.with_its_status(incident)
    if not incident.acknowledged:
        raise Conflict(incident, "unacknowledged", incident.moved.by, incident.waiting_since)
    fields = {"acknowledged": None, "round": incident.round + 1, "waiting_since": now}
    return changed(incident, fields, event_of(EventKind.UNACKNOWLEDGED, actor, now))


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
    if status is Status.INVESTIGATING and incident.is_planned:
        raise Invalid("status", f"{incident.reference} has begun. Plan it anew by its times, or end it.")
    moved = event_of(
        EventKind.STATUS_CHANGED, actor, now, "", {"from": incident.status.value, "to": status.value}
    )
    return _acting_in_slack(
        incident,
        {"status": status, "moved": Deed(actor, now), **_beginning(incident, now)},
        moved,
        actor,
        now,
    )


def post_update(
    incident: Incident, words: str, actor: Actor, now: datetime, status: Status | None = None
) -> Change:
    """Tell the public how it stands; `status` is the one it moves to with these words."""
    ensure_open_for_changes(incident)
    words = text.many_lines("update", words)
    posted = event_of(
        EventKind.UPDATE_POSTED, actor, now, words, {"status": (status or incident.status).value}
    )
    return _acting_in_slack(incident, {"last_update": Update(words, actor, now)}, posted, actor, now)


def add_note(incident: Incident, words: str, actor: Actor, now: datetime) -> Change:
    """Write something down for the responders. The incident itself stays as it is."""
    ensure_open_for_changes(incident)
    words = text.many_lines("note", words)
    return Change(incident, incident, (event_of(EventKind.NOTE_ADDED, actor, now, words),))


def note_recovery(incident: Incident, words: str, actor: Actor, now: datetime) -> Change:
    """Write down that what was found wrong is over, and leave it to whoever is on it to resolve the incident."""
    return _marked(add_note(incident, words, actor, now), recovered=True)


def note_fallback(incident: Incident, actor: Actor, now: datetime) -> Change:
    """Write down that the escalation policy that was chosen for it is there no more."""
    words = f"The policy has no escalation {incident.escalation} any more: the default one reminds."
    return _marked(add_note(incident, words, actor, now), escalation=incident.escalation)


def resolve(incident: Incident, note: str, actor: Actor, now: datetime) -> Change:
    """Say that service is restored. The note, if any, is for the responders."""
    ensure_may_become(incident, Status.RESOLVED)
    fields = {
        "status": Status.RESOLVED,
        "moved": Deed(actor, now),
        "resolved": Deed(actor, now),
        **_beginning(incident, now),
    }
    told = {
        "from": incident.status.value,
        "downtime": downtime_seconds(replace(incident, **_beginning(incident, now)), now),
    }
    resolved = event_of(EventKind.RESOLVED, actor, now, "", told)
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
        "mended": incident.mended + timedelta(seconds=seconds_between(incident.resolved_at, now)),
        "resolved": None,
        "is_past": False,
        "planned": None,  # its end has passed, or somebody came first
    }
    reopened = event_of(EventKind.REOPENED, actor, now, "", {"to": status.value})
    return _with_note(changed(incident, fields, reopened), note, actor, now)


def close(incident: Incident, note: str, actor: Actor, now: datetime) -> Change:
    """Say that the work afterwards is done too. Nothing changes after this."""
    ensure_may_become(incident, Status.CLOSED)
    fields = {"status": Status.CLOSED, "moved": Deed(actor, now)}
    return _with_note(changed(incident, fields, event_of(EventKind.CLOSED, actor, now)), note, actor, now)


def snooze(incident: Incident, actor: Actor, now: datetime) -> Change:
    """Leave this person in peace about this incident for a quarter of an hour."""
    _ensure_waiting(incident)
    until = (now + SNOOZE).isoformat()
    return Change(incident, incident, (event_of(EventKind.SNOOZED, actor, now, "", {"until": until}),))


def pass_on(incident: Incident, turn: int, actor: Actor, now: datetime) -> Change:
    """Page the next step now. `turn` is the turn whose reminder was answered so."""
    _ensure_waiting(incident)
    return Change(incident, incident, (event_of(EventKind.PASSED_ON, actor, now, "", {"turn": turn}),))


def ensure_current(incident: Incident, round_number: int, version: int | None = None) -> None:
    """Raise `Stale` when a button is of another round, or (with a version) the incident has changed since."""
    if incident.round != round_number or version not in (None, incident.version):
        since = incident.acknowledged or incident.moved
        raise Stale(incident, incident.status, since.by, since.at)


def _marked(change: Change, **details: object) -> Change:
    return replace(change, events=tuple(replace(each, details=details) for each in change.events))


def _ensure_waiting(incident: Incident) -> None:
    if not incident.is_active:
        raise Conflict.with_its_status(incident)
    if incident.acknowledged:
        raise Conflict(incident, "acknowledged", incident.acknowledged.by, incident.acknowledged.at)


def _beginning(incident: Incident, now: datetime) -> dict[str, Any]:
    """What was scheduled starts when it leaves that state, or did as planned when nobody was there to say so."""
    if not incident.is_scheduled or incident.planned is None:
        return {}
    return {"started_at": min(now, incident.planned.start)}


def _acting_in_slack(
    incident: Incident, fields: dict[str, Any], event: TimelineEvent, actor: Actor, now: datetime
) -> Change:
    """Who moves the status or posts an update in Slack has acknowledged with it."""
    if not (incident.is_waiting and actor.is_person_in_slack):
        return changed(incident, fields, event)
    acknowledged = event_of(EventKind.ACKNOWLEDGED, actor, now, "", {"by": event.kind.value})
    return changed(incident, {**_acknowledged(incident, actor, now), **fields}, acknowledged, event)


def _acknowledged(incident: Incident, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "acknowledged": Deed(actor, now),
        "first_acknowledged_at": incident.first_acknowledged_at or now,
    }


def _with_note(change: Change, note: str, actor: Actor, now: datetime) -> Change:
    if not note.strip():
        return change
    noted = event_of(EventKind.NOTE_ADDED, actor, now, text.many_lines("note", note))
    return Change(change.before, change.incident, (*change.events, noted))
