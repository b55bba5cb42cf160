"""The public page in the shape of Atlassian Statuspage's public API, so that tools made for that read it too.

Shape: https://metastatuspage.com/api. `address` is the page's web address. Times are ISO 8601 in UTC.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.texts import words_of
from bot.wire import instant, maybe_instant
from incidents.model import Kind, Severity, Status
from incidents.public import PublicComponent, PublicGroup, PublicIncident, PublicPage, PublicUpdate, State

_INDICATORS = {
    State.OPERATIONAL: "none",
    State.MAINTENANCE: "maintenance",
    State.DEGRADED: "minor",
    State.PARTIAL_OUTAGE: "major",
    State.MAJOR_OUTAGE: "critical",
}
_COMPONENTS = {State.DEGRADED: "degraded_performance", State.MAINTENANCE: "under_maintenance"}
_IMPACTS = {
    Severity.CRITICAL: "critical",
    Severity.MAJOR: "major",
    Severity.MINOR: "minor",
    Severity.WARNING: "none",
    Severity.NONE: "none",
}
_OF_MAINTENANCE = {
    "investigating": "in_progress",
    "identified": "in_progress",
    "monitoring": "verifying",
    "resolved": "completed",
    "called_off": "completed",
}

Json = dict[str, Any]


def summary(page: PublicPage, address: str) -> bytes:
    """Give how all stands, with what is open and what is announced."""
    told = {
        "components": list(_components(page)),
        "incidents": _listed(page, page.incidents, address),
        "scheduled_maintenances": _listed(page, page.maintenance, address),
    }
    return _written(page, address, told | _status(page))


def status(page: PublicPage, address: str) -> bytes:
    """Give how the whole page stands."""
    return _written(page, address, _status(page))


def components(page: PublicPage, address: str) -> bytes:
    """Give how each component stands; a group is one that holds others."""
    return _written(page, address, {"components": list(_components(page))})


def incidents(page: PublicPage, address: str) -> bytes:
    """Give what is open and what was lately."""
    past = [each for each in page.past if each.kind is not Kind.MAINTENANCE]
    return _written(page, address, {"incidents": _listed(page, [*page.incidents, *past], address)})


def unresolved(page: PublicPage, address: str) -> bytes:
    """Give what is open."""
    return _written(page, address, {"incidents": _listed(page, page.incidents, address)})


def maintenance(page: PublicPage, address: str) -> bytes:
    """Give what is announced or under way, and what was lately."""
    past = [each for each in page.past if each.kind is Kind.MAINTENANCE]
    listed = _listed(page, [*page.maintenance, *past], address)
    return _written(page, address, {"scheduled_maintenances": listed})


def _written(page: PublicPage, address: str, told: Json) -> bytes:
    return json.dumps({"page": _page(page, address), **told}, ensure_ascii=False).encode()


def _page(page: PublicPage, address: str) -> Json:
    site = page.site
    told = {"id": site.slug, "name": site.name, "url": address, "time_zone": site.zone}
    return {**told, "updated_at": instant(page.changed_at)}


def _status(page: PublicPage) -> Json:
    words = words_of(page.site)("overall", page.state)
    return {"status": {"indicator": _INDICATORS[page.state], "description": words}}


def _components(page: PublicPage) -> Iterator[Json]:
    position = 0
    for number, group in enumerate(page.groups):
        group_id = f"group-{number}" if group.name else None
        if group_id:
            position += 1
            yield _group(page, group, group_id, position)
        for component in group.components:
            position += 1
            yield _component(page, component, group_id, position)


def _group(page: PublicPage, group: PublicGroup, group_id: str, position: int) -> Json:
    standing = _standing(page, group_id, group.name, group.state, position)
    return {**standing, "group_id": None, "group": True, "components": [each.id for each in group.components]}


def _component(page: PublicPage, component: PublicComponent, group_id: str | None, position: int) -> Json:
    standing = _standing(page, component.id, component.name, component.state, position)
    return {**standing, "group_id": group_id, "group": False}


def _standing(page: PublicPage, id: str, name: str, state: State, position: int) -> Json:
    at = instant(page.changed_at)
    return {
        "id": id,
        "name": name,
        "status": _COMPONENTS.get(state, state.value),
        "position": position,
        "description": None,
        "showcase": True,
        "only_show_if_degraded": False,
        "page_id": page.site.slug,
        "start_date": None,
        "created_at": at,
        "updated_at": at,
    }


def _listed(page: PublicPage, listed: Iterable[PublicIncident], address: str) -> list[Json]:
    known = {component["id"]: component for component in _components(page)}
    return [_incident(page, incident, address, known) for incident in listed]


def _incident(page: PublicPage, incident: PublicIncident, address: str, known: dict[str, Json]) -> Json:
    told = {
        "id": incident.code,
        "name": incident.title,
        "status": _status_word(incident, incident.status),
        "impact": _impact(incident),
        "created_at": instant(incident.started_at),
        "started_at": instant(incident.started_at),
        "updated_at": instant(incident.changed_at),
        "monitoring_at": None,
        "resolved_at": maybe_instant(incident.resolved_at),
        "shortlink": f"{address}/incidents/{incident.code}",
        "page_id": page.site.slug,
        "incident_updates": [_update(incident, update) for update in incident.updates],
        "components": [known[id] for id in incident.component_ids if id in known],
        "reminder_intervals": None,
    }
    return told | (_planned(incident) if incident.kind is Kind.MAINTENANCE else {})


def _planned(incident: PublicIncident) -> Json:
    return {
        "scheduled_for": instant(incident.begins_at),
        "scheduled_until": maybe_instant(incident.ends_at),
    }


def _update(incident: PublicIncident, update: PublicUpdate) -> Json:
    return {
        "id": update.id,
        "incident_id": incident.code,
        "status": _status_word(incident, update.status),
        "body": update.words,
        "created_at": instant(update.at),
        "display_at": instant(update.at),
        "updated_at": instant(update.corrected_at or update.at),
        "affected_components": None,
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _status_word(incident: PublicIncident, status: Status) -> str:
    word = incident.stage(status)
    return _OF_MAINTENANCE.get(word, word) if incident.kind is Kind.MAINTENANCE else word


def _impact(incident: PublicIncident) -> str:
    return "maintenance" if incident.kind is Kind.MAINTENANCE else _IMPACTS[incident.severity]
