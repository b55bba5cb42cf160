"""What blacktide answers: an incident in the shape of each request, and the statistics."""

from bot.caller import Dossier
from bot.http.answers import blacktide as answers
from bot.http.dialects.blacktide.words import SEVERITIES, status_word
from bot.http.native.saying import said
from bot.http.words import person_json, title_shown
from bot.wire import incident_id, instant, maybe_instant
from incidents.model import EventKind, Source
from incidents.stats import Statistics, downtime_seconds, in_words


def item_json(told: Dossier) -> answers.Item:
    """Tell of an incident as the list does."""
    incident, monitors = told.incident, told.monitors
    return {
        "id": incident_id(incident),
        "title": title_shown(incident),
        "monitorId": monitors[0].id if monitors else None,
        "monitorName": monitors[0].name if monitors else None,
        "status": status_word(incident),
        "severity": SEVERITIES.of(incident),
        "startedAt": instant(incident.started_at),
        "acknowledgedAt": maybe_instant(incident.acknowledged.at if incident.acknowledged else None),
        "resolvedAt": maybe_instant(incident.resolved_at),
        "downtime": downtime_seconds(incident, told.now),
        "failureCount": _failures(told),
        "lastError": incident.failure.error,
    }


def _failures(told: Dossier) -> int:
    """Give the failures in a row: a monitor that opened it goes on counting while nothing worsens."""
    incident, kept = told.incident, told.incident.failure.count
    counting = incident.is_active and incident.source is Source.SYSTEM and told.monitors
    return max(kept, told.monitors[0].failures) if counting else kept


def whole_json(told: Dossier) -> answers.Incident:
    """Tell all of an incident."""
    incident = told.incident
    return {
        **item_json(told),
        "description": incident.description,
        "createdAt": instant(incident.declared.at),
        "acknowledgedBy": person_json(incident.acknowledged.by) if incident.acknowledged else None,
        "resolvedBy": person_json(incident.resolved.by) if incident.resolved else None,
        "downtimeFormatted": in_words(downtime_seconds(incident, told.now)),
        "notes": [
            {
                "id": f"note_{note.id}",
                "text": note.text,
                "createdBy": person_json(note.actor)["name"],
                "createdAt": instant(note.at),
            }
            for note in told.notes
        ],
    }


def created_json(told: Dossier) -> answers.Created:
    """Tell of an incident that was just made: five keys."""
    incident = told.incident
    return {
        "id": incident_id(incident),
        "title": title_shown(incident),
        "status": status_word(incident),
        "severity": SEVERITIES.of(incident),
        "createdAt": instant(incident.declared.at),
    }


def acknowledged_json(told: Dossier) -> answers.Acknowledged:
    """Tell of an acknowledgement."""
    shown = whole_json(told)
    return {
        "id": shown["id"],
        "status": shown["status"],
        "acknowledgedAt": shown["acknowledgedAt"],
        "acknowledgedBy": shown["acknowledgedBy"],
    }


def resolved_json(told: Dossier, note: str | None) -> answers.Resolved:
    """Tell of a resolution, with the note as it was given."""
    shown = whole_json(told)
    return {
        "id": shown["id"],
        "status": shown["status"],
        "resolvedAt": shown["resolvedAt"],
        "resolvedBy": shown["resolvedBy"],
        "downtime": shown["downtime"],
        "resolutionNote": note if note and note.strip() else None,
    }


def reopened_json(told: Dossier) -> answers.Reopened:
    """Tell of a reopening."""
    incident = told.incident
    return {
        "id": incident_id(incident),
        "status": status_word(incident),
        "reopenedAt": instant(incident.moved.at),
    }


def note_json(told: Dossier) -> answers.NewNote:
    """Tell of a note that was just added."""
    note = said(told, EventKind.NOTE_ADDED)
    return {
        "id": f"note_{note.id}",
        "incidentId": incident_id(told.incident),
        "text": note.text,
        "createdBy": person_json(note.actor),
        "createdAt": instant(note.at),
    }


def stats_json(found: Statistics) -> answers.Statistics:
    """Tell the figures; each count stands beside the words of this product."""
    counts = dict.fromkeys(SEVERITIES.meant, 0)
    for severity, count in found.whole.by_severity.items():
        counts[SEVERITIES.shown[severity]] += count
    return {
        "totalIncidents": found.whole.share.incidents,
        "openIncidents": found.whole.share.waiting,
        "mttr": found.whole.mttr,
        "avgDowntime": found.whole.downtime(found.now),
        "bySeverity": counts,
        "byDay": [
            {
                "date": day.isoformat(),
                "incidents": tally.share.incidents,
                "avgDowntime": tally.downtime(found.now),
            }
            for day, tally in found.periods.items()
        ],
    }
