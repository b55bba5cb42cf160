"""What an Undo button carries: which way leads back, and what was so before. Written and read here. Pure."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from incidents.edits import Wishes
from incidents.errors import Invalid
from incidents.model import Change, EventKind, Incident, Kind, Person, Severity, Status

Carried = dict[str, Any]


class Way(StrEnum):
    """The ways back."""

    ACKNOWLEDGE = "acknowledge"
    UNACKNOWLEDGE = "unacknowledge"
    FORMER = "former"
    STARTED = "started"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


def way_back(way: Way, **more: object) -> Carried:
    """Carry a way back."""
    return {"undo": way.value, **more}


def way_of(carried: Carried) -> Way:
    """Read which way leads back; `Invalid` when there is none any more."""
    if carried.get("undo") not in set(Way):
        raise Invalid("button", "That cannot be undone any more. Use the incident's card instead.")
    return Way(carried["undo"])


def back_to_former(change: Change) -> Carried:
    """Carry what was different before: nothing when nothing was.

    What nobody can undo is left out: a reopening, and a first lead. An acknowledgement that came along goes back
    too, unless a reopening clears it anyhow.
    """
    if change.before is None:
        return {}
    former = _former(change.before, change.incident)
    along = acknowledged_with_it(change) and change.incident.is_active
    if not former:
        return way_back(Way.UNACKNOWLEDGE) if along else {}
    return way_back(Way.FORMER, **former, **({"unacknowledge": True} if along else {}))


def acknowledged_with_it(change: Change) -> bool:
    """Whether whoever did it has acknowledged the incident by doing it."""
    return any(event.kind is EventKind.ACKNOWLEDGED for event in change.events)


def _former(before: Incident, now: Incident) -> Carried:
    former: Carried = {}
    if before.title != now.title:
        former["title"] = before.title
    if before.kind != now.kind:
        former["kind"] = before.kind.value
    if before.severity != now.severity:
        former["severity"] = before.severity.value
    if before.lead and before.lead != now.lead:
        former["lead"] = [before.lead.id, before.lead.name]
    if before.status != now.status and before.is_active:
        former["status"] = before.status.value
    return former


def wishes_of(carried: Carried) -> Wishes:
    """Read what was different before, as the wishes of whoever undoes it."""
    return Wishes(
        title=carried.get("title"),
        kind=Kind(carried["kind"]) if "kind" in carried else None,
        severity=Severity(carried["severity"]) if "severity" in carried else None,
        status=Status(carried["status"]) if "status" in carried else None,
        lead=Person(*carried["lead"]) if "lead" in carried else None,
        unacknowledge="unacknowledge" in carried,
    )


def back_to_start(before: Incident) -> Carried:
    """Carry when the trouble was thought to have begun."""
    return way_back(Way.STARTED, at=before.started_at.isoformat())


def start_of(carried: Carried) -> datetime:
    """Read when the trouble was thought to have begun."""
    return datetime.fromisoformat(carried["at"])
