"""The JSON of the native API and of webhooks: an incident, what happened to it, and who did. No dialect's words."""

from datetime import UTC, datetime
from typing import Any

from bot import shapes
from incidents.catalogue import Monitor
from incidents.failure import Failure
from incidents.model import Actor, ActorKind, Deed, Door, EventKind, Incident, Person, TimelineEvent
from incidents.stats import downtime_seconds

Json = dict[str, Any]

_TIMES = {EventKind.START_CHANGED: {"from", "to"}, EventKind.SNOOZED: {"until"}}


def instant(at: datetime) -> str:
    """Give UTC with `Z`, whole seconds, cut and not rounded: `2026-04-04T14:32:00Z`."""
    return f"{at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"


def maybe_instant(at: datetime | None) -> str | None:
    """Give the time, or None."""
    return None if at is None else instant(at)


def incident_id(incident: Incident) -> str:
    """Give the id as it is written outside: `inc_` and 32 hexadecimal digits."""
    return f"inc_{incident.id}"


def actor_json(actor: Actor) -> shapes.Actor:
    """Give who acted: id, name, kind (person, token, monitor, clock) and door."""
    return {"id": actor.id, "name": actor.name, "kind": actor.kind, "door": actor.door}


def actor_in(told: Json) -> Actor:
    """Give the actor back."""
    return Actor(ActorKind(told["kind"]), told["id"], told["name"], Door(told["door"]))


def incident_json(incident: Incident, now: datetime) -> shapes.Incident:
    """Give everything that is so about an incident. `downtime` is in seconds; times are UTC, whole seconds."""
    return {
        "id": incident_id(incident),
        "reference": incident.reference,
        "number": incident.number,
        "title": incident.title,
        "description": incident.description,
        "kind": incident.kind,
        "severity": incident.severity,
        "status": incident.status,
        "active": incident.is_active,
        "acknowledged": _deed(incident.acknowledged),
        "first_acknowledged_at": maybe_instant(incident.first_acknowledged_at),
        "lead": _person(incident.lead),
        "monitors": list(incident.monitors),
        "page": incident.page,
        "escalation": incident.escalation,
        "source": incident.source,
        "failure": _failure(incident.failure),
        "channel": incident.channel,
        "last_update": _update(incident),
        "declared": _done(incident.declared),
        "started_at": instant(incident.started_at),
        "starts_at": maybe_instant(incident.planned.start if incident.planned else None),
        "ends_at": maybe_instant(incident.planned.end if incident.planned else None),
        "resolved": _deed(incident.resolved),
        "closed": _deed(incident.closed),
        "past": incident.is_past,
        "downtime": downtime_seconds(incident, now),
        "updated_at": instant(incident.changed_at),
        "version": incident.version,
    }


def name_json(incident: Incident) -> shapes.Name:
    """Give how an incident is called, and nothing of what it is."""
    return {"id": incident_id(incident), "reference": incident.reference, "number": incident.number}


def event_json(event: TimelineEvent) -> shapes.Event:
    """Give one thing that happened; `position` counts all events of all incidents in the order of their commits."""
    return {
        "id": f"evt_{event.id}",
        "incident_id": f"inc_{event.incident_id}",
        "position": event.position,
        "kind": event.kind,
        "at": instant(event.at),
        "actor": actor_json(event.actor),
        "text": event.text,
        "details": details_json(event),
        "permalink": event.permalink,
    }


def details_json(event: TimelineEvent) -> Json:
    """Give the details of what happened; the times among them are written as all times are."""
    times = event.details.keys() & _TIMES.get(event.kind, set())
    return event.details | {name: instant(datetime.fromisoformat(event.details[name])) for name in times}


def monitor_json(monitor: Monitor) -> shapes.Monitor:
    """Give a monitor: its id, its name, and how often running its check has failed."""
    return {"id": monitor.id, "name": monitor.name, "failures": monitor.failures}


def _deed(deed: Deed | None) -> shapes.Deed | None:
    return _done(deed) if deed else None


def _done(deed: Deed) -> shapes.Deed:
    return {"by": actor_json(deed.by), "at": instant(deed.at)}


def _person(person: Person | None) -> shapes.Person | None:
    return {"id": person.id, "name": person.name} if person else None


def _failure(failure: Failure) -> shapes.Failure:
    return {
        "type": failure.type,
        "error": failure.error,
        "regions": list(failure.regions),
        "count": failure.count,
    }


def _update(incident: Incident) -> shapes.LastUpdate | None:
    told = incident.last_update
    return {"text": told.text, "by": actor_json(told.by), "at": instant(told.at)} if told else None
