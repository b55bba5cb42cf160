"""The JSON of what the public sees, made from `incidents.public` alone."""

from typing_extensions import TypedDict

from bot.shapes import Instant
from bot.wire import instant, maybe_instant
from incidents.model import Kind, Severity, Status
from incidents.public import PublicIncident, PublicUpdate


class PublicUpdateJson(TypedDict):
    """What was said; `corrected_at` when the words were others before."""

    id: str
    message: str
    status: Status
    at: Instant
    corrected_at: Instant | None


class PublicIncidentJson(TypedDict):
    """An incident as a status page shows it, its updates newest first.

    `stage` is its status, but `scheduled` while planned maintenance has not begun, and `called_off` when it never did.
    """

    title: str
    kind: Kind
    severity: Severity
    status: Status
    stage: str
    started_at: Instant
    resolved_at: Instant | None
    starts_at: Instant | None
    ends_at: Instant | None
    components: list[str]
    updates: list[PublicUpdateJson]


def public_incident_json(incident: PublicIncident) -> PublicIncidentJson:
    """Give what a page shows of an incident."""
    return {
        "title": incident.title,
        "kind": incident.kind,
        "severity": incident.severity,
        "status": incident.status,
        "stage": incident.stage(incident.status),
        "started_at": instant(incident.started_at),
        "resolved_at": maybe_instant(incident.resolved_at),
        "starts_at": maybe_instant(incident.planned.start if incident.planned else None),
        "ends_at": maybe_instant(incident.planned.end if incident.planned else None),
        "components": list(incident.components),
        "updates": [_update_json(update) for update in incident.updates],
    }


def _update_json(update: PublicUpdate) -> PublicUpdateJson:
    return {
        "id": f"upd_{update.id}",
        "message": update.words,
        "status": update.status,
        "at": instant(update.at),
        "corrected_at": maybe_instant(update.corrected_at),
    }
