"""uptimeio's timeline: each thing that happened, from what to what in the page's own words."""

from collections.abc import Sequence
from typing import Any

from bot.caller import Dossier
from bot.http.answers import uptimeio as answers
from bot.http.answers.uptimeio import StatusWord
from bot.http.dialects.uptimeio.words import SEVERITIES
from bot.http.words import person_json
from bot.wire import Json, details_json, instant
from incidents.model import EventKind, Severity, Status, TimelineEvent

_TYPES = {EventKind.DECLARED: "created", EventKind.NOTE_ADDED: "comment"}
_LEADS_TO: dict[EventKind, StatusWord] = {
    EventKind.ACKNOWLEDGED: "acknowledged",
    EventKind.UNACKNOWLEDGED: "open",
    EventKind.RESOLVED: "resolved",
    EventKind.REOPENED: "open",
    EventKind.CLOSED: "closed",
}
_MOVES = (EventKind.DECLARED, *_LEADS_TO)
_DECLARED_AS: dict[str, StatusWord] = {Status.RESOLVED: "resolved", Status.CLOSED: "closed"}
_FIELDS = {"description": "message", "monitors": "affected_monitor_ids"}
_REPORTED = {"type": "type", "error": "error_message", "regions": "regions", "count": "failure_count"}


def part_json(told: Dossier, offset: int, limit: int) -> list[answers.Event]:
    """Tell a part of what happened to an incident; where it stood before is read from its last move."""
    events = told.changes_in(offset, limit)
    moved = told.last_before(events[0], _MOVES) if events else None
    return events_json(events, _after(moved, "open") if moved else "open")


def events_json(events: Sequence[TimelineEvent], stands: StatusWord = "open") -> list[answers.Event]:
    """Tell what happened to an incident that stood so before: each move knows from where."""
    told: list[answers.Event] = []
    for event in events:
        before, stands = stands, _after(event, stands)
        told.append(_event(event, before, stands))
    return told


def comment_json(event: TimelineEvent) -> answers.Event:
    """Tell of a comment, which moves nothing."""
    return _event(event, "open", "open")


def _after(event: TimelineEvent, before: StatusWord) -> StatusWord:
    """Give where the incident stands after it; those of our statuses that are not over are one to the page."""
    if event.kind is EventKind.DECLARED:
        return _DECLARED_AS.get(event.details.get("status", ""), "open")
    return _LEADS_TO.get(event.kind, before)


def _event(event: TimelineEvent, before: StatusWord, after: StatusWord) -> answers.Event:
    message, old, new = _told(event, before, after)
    return {
        "id": f"upd_{event.id}",
        "incident_id": f"inc_{event.incident_id}",
        "type": _TYPES.get(event.kind, event.kind.value),
        "message": message,
        "actor": person_json(event.actor),
        "from": old,
        "to": new,
        "created_at": instant(event.at),
    }


def _told(event: TimelineEvent, before: StatusWord, after: StatusWord) -> tuple[str, Any, Any]:
    """Give the message, and from what to what."""
    details: Json = {"from": None, "to": None} | details_json(event)
    old, new = details["from"], details["to"]
    if event.kind is EventKind.STATUS_CHANGED or event.kind in _LEADS_TO:
        return event.text, before, after
    if event.kind is EventKind.SEVERITY_CHANGED:
        return event.text, SEVERITIES.shown[Severity(old)], SEVERITIES.shown[Severity(new)]
    if event.kind is EventKind.TITLE_CHANGED:
        return event.text, old, event.text
    if event.kind is not EventKind.EDITED:
        return event.text, old, new
    if details["field"] == "failure":
        return _reported(old, new)
    return f"{_FIELDS.get(details['field'], details['field'])} changed", old, new


def _reported(old: Json, new: Json) -> tuple[str, Any, Any]:
    """Tell what of a check's report is another; the page has each part of it as a field of its own."""
    before, after = (
        {theirs: report.get(ours) for ours, theirs in _REPORTED.items() if old.get(ours) != new.get(ours)}
        for report in (old, new)
    )
    words = f"{', '.join(before)} changed"
    if len(before) > 1:
        return words, before, after
    return words, next(iter(before.values())), next(iter(after.values()))
