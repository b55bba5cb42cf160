"""What an incident is said to be, and how that is changed: title, description, start, severity, kind, lead, ...

What is so already may be said again of any incident: it is compared first, and only a change meets a closed one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from incidents import text
from incidents.changes import changed, ensure_plausible, event_of
from incidents.errors import Invalid
from incidents.failure import NO_FAILURE, Failure
from incidents.lifecycle import ensure_open_for_changes
from incidents.model import Actor, Change, EventKind, Incident, Kind, Person, Severity
from incidents.plan import Plan

FARTHEST = timedelta(days=366)


def retitle(incident: Incident, title: str, actor: Actor, now: datetime) -> Change:
    """Give it a better title."""
    title = text.one_line("title", title)
    if title == incident.title:
        return Change(incident, incident)
    ensure_open_for_changes(incident)
    return changed(
        incident,
        {"title": title},
        event_of(EventKind.TITLE_CHANGED, actor, now, title, {"from": incident.title}),
    )


def describe(incident: Incident, description: str, actor: Actor, now: datetime) -> Change:
    """Say in more words what it is; no words take the description away."""
    return _edited(incident, "description", description_in(description), actor, now)


def set_started(incident: Incident, started_at: datetime, actor: Actor, now: datetime) -> Change:
    """Say when the trouble began, which is often before somebody declared it."""
    if started_at in (incident.started_at, incident.started_at.replace(microsecond=0)):
        return Change(incident, incident)  # also as it is shown, in whole seconds
    ensure_plausible(started_at, now)
    ensure_open_for_changes(incident)
    if incident.resolved_at and started_at > incident.resolved_at:
        raise Invalid("started", f"{incident.reference} was resolved before that. Give an earlier time.")
    told = {"from": incident.started_at.isoformat(), "to": started_at.isoformat()}
    # The quiet time before a reopening lies within the incident, or it was none.
    lasted = max((incident.resolved_at or now) - started_at, timedelta())
    fields = {"started_at": started_at, "mended": min(incident.mended, lasted)}
    return changed(incident, fields, event_of(EventKind.START_CHANGED, actor, now, "", told))


def set_severity(incident: Incident, severity: Severity, actor: Actor, now: datetime) -> Change:
    """Change how bad it is. A raised severity begins a new round while nobody has acknowledged."""
    if severity is incident.severity:
        return Change(incident, incident)
    ensure_open_for_changes(incident)
    if incident.kind is Kind.MAINTENANCE:
        way_out = "What goes wrong meanwhile is an incident of its own: declare one."
        raise Invalid("severity", f"{incident.reference} is maintenance, which has no severity. {way_out}")
    raised = severity.is_worse_than(incident.severity)
    begins_round = raised and incident.is_waiting
    fields = {"severity": severity, "round": incident.round + (1 if begins_round else 0)}
    told = {"from": incident.severity.value, "to": severity.value, "raised": raised}
    return changed(incident, fields, event_of(EventKind.SEVERITY_CHANGED, actor, now, "", told))


def set_kind(incident: Incident, kind: Kind, severity: Severity, actor: Actor, now: datetime) -> Change:
    """Make it an incident or a drill, or maintenance, which has no severity and nags nobody.

    What was maintenance gets that severity. What becomes an incident begins a new round: until now nobody was
    called, or only to practise.
    """
    if kind is incident.kind:
        return Change(incident, incident)
    if incident.kind is not Kind.MAINTENANCE:
        severity = incident.severity
    severity = Severity.NONE if kind is Kind.MAINTENANCE else severity
    changed = _edited(incident, "kind", kind, actor, now)
    calls_anew = kind is Kind.INCIDENT or incident.kind is Kind.MAINTENANCE
    round_number = incident.round + (1 if calls_anew and incident.is_waiting else 0)
    return replace(changed, incident=replace(changed.incident, severity=severity, round=round_number))


def assign(incident: Incident, lead: Person, actor: Actor, now: datetime) -> Change:
    """Make somebody the incident lead."""
    if incident.lead and incident.lead.id == lead.id:
        return Change(incident, incident)
    ensure_open_for_changes(incident)
    event = event_of(EventKind.LEAD_ASSIGNED, actor, now, lead.name, {"lead": lead.id})
    return changed(incident, {"lead": lead}, event)


def unassign(incident: Incident, actor: Actor, now: datetime) -> Change:
    """Leave it without an incident lead."""
    return _edited(incident, "lead", None, actor, now)


def set_monitors(incident: Incident, monitors: Sequence[str], actor: Actor, now: datetime) -> Change:
    """Say which monitors it affects, in order; none is allowed."""
    return _edited(incident, "monitors", monitors_in(monitors), actor, now)


def set_page(incident: Incident, page: str | None, actor: Actor, now: datetime) -> Change:
    """Say on which status page it stands."""
    return _edited(incident, "page", page, actor, now)


def set_escalation(incident: Incident, escalation: str, actor: Actor, now: datetime) -> Change:
    """Say by which escalation policy people are reminded."""
    return _edited(incident, "escalation", escalation, actor, now)


def replan(incident: Incident, plan: Plan, actor: Actor, now: datetime) -> Change:
    """Say anew from when to when maintenance is planned."""
    if plan == incident.planned:
        return Change(incident, incident)
    return _edited(incident, "planned", plan_in(plan, incident.kind, now), actor, now)


def plan_in(plan: Plan, kind: Kind, now: datetime) -> Plan:
    """Refuse a plan that cannot be kept."""
    if kind is not Kind.MAINTENANCE:
        raise Invalid(
            "starts_at", "Only maintenance is planned. Leave the times out, or make it maintenance."
        )
    if plan.end <= plan.start:
        raise Invalid("ends_at", "It would end before it begins. Give a later end.")
    if plan.end <= now:
        raise Invalid("ends_at", "That time has passed. Give an end that is still to come.")
    if plan.end > now + FARTHEST:
        raise Invalid("ends_at", "That is more than a year ahead. Give the year, or an earlier time.")
    return plan


def set_failure(incident: Incident, failure: Failure, actor: Actor, now: datetime) -> Change:
    """Say what the check reported."""
    return _edited(incident, "failure", failure_in(failure), actor, now)


def ensure_private(incident: Incident) -> None:
    """Raise `Invalid` when a drill would stand on a status page: the public is never told of practice."""
    if incident.is_drill and incident.page:
        raise Invalid("kind", f"A drill is never published. Leave out the status page {incident.page}.")


def description_in(words: str) -> str:
    return text.many_lines("description", words) if words.strip() else ""


def monitors_in(monitors: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.verbatim("monitor", monitor) for monitor in monitors))


def failure_in(failure: Failure) -> Failure:
    if failure == NO_FAILURE:
        return failure
    error = text.many_lines("error", failure.error) if failure.error and failure.error.strip() else None
    regions = tuple(dict.fromkeys(text.one_line("region", region) for region in failure.regions))
    return replace(failure, error=error, regions=regions)


def _edited(incident: Incident, name: str, value: object, actor: Actor, now: datetime) -> Change:
    """Change one field that has no command of its own; from and to stand in the event as plain JSON."""
    before = getattr(incident, name)
    if value == before:
        return Change(incident, incident)
    ensure_open_for_changes(incident)
    told = {"field": name, "from": _plain(before), "to": _plain(value)}
    return changed(incident, {name: value}, event_of(EventKind.EDITED, actor, now, "", told))


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON is what it is
    if isinstance(value, Plan):
        return {"start": value.start.isoformat(), "end": value.end.isoformat()}
    if isinstance(value, Failure):
        return {
            "type": value.type,
            "error": value.error,
            "regions": list(value.regions),
            "count": value.count,
        }
    if isinstance(value, Person):
        return {"id": value.id, "name": value.name}
    return list(value) if isinstance(value, tuple) else value
