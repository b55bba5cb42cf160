"""What uptimeio answers: an incident, its checks, and a comment that was just made."""

from bot.caller import Dossier
from bot.http.answers import uptimeio as answers
from bot.http.dialects.uptimeio.changes import comment_json
from bot.http.dialects.uptimeio.words import SEVERITIES, status_word
from bot.http.native.saying import said
from bot.http.words import person_json, title_shown
from bot.wire import incident_id, instant, maybe_instant
from incidents.catalogue import Monitor
from incidents.model import EventKind


def whole(told: Dossier) -> answers.Whole:
    """Put an incident into the envelope."""
    return {"success": True, "data": incident_json(told)}


def incident_json(told: Dossier) -> answers.Incident:
    """Tell what an incident is, with every key of the page."""
    incident, failure = told.incident, told.incident.failure
    acknowledged, resolved, closed = incident.acknowledged, incident.resolved, incident.closed
    return {
        "id": incident_id(incident),
        "title": title_shown(incident),
        "status": status_word(incident),
        "severity": SEVERITIES.of(incident),
        "type": failure.type,
        "source": incident.source,
        "message": incident.description or None,
        "error_message": failure.error,
        "affected_monitor_ids": list(incident.monitors),
        "regions": list(failure.regions),
        "started_at": instant(incident.started_at),
        "acknowledged_at": maybe_instant(acknowledged.at if acknowledged else None),
        "acknowledged_by": person_json(acknowledged.by) if acknowledged else None,
        "resolved_at": maybe_instant(incident.resolved_at),
        "resolved_by": person_json(resolved.by) if resolved else None,
        "closed_at": maybe_instant(closed.at if closed else None),
        "created_at": instant(incident.declared.at),
        "updated_at": instant(incident.changed_at),
    }


def commented(told: Dossier) -> answers.Commented:
    """Put a comment that was just made into the envelope."""
    return {"success": True, "data": comment_json(said(told, EventKind.NOTE_ADDED))}


def check_json(monitor: Monitor, failing: frozenset[str]) -> answers.Check:
    """Tell of an affected check: down while an incident that is not over names it."""
    return {"id": monitor.id, "name": monitor.name, "status": "down" if monitor.id in failing else "up"}
