"""blacktide's event log: what happened, in its own words."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.http.answers import blacktide as answers
from bot.http.dialects.blacktide.words import SEVERITIES
from bot.http.words import person_json
from bot.wire import details_json, instant
from incidents.model import ActorKind, EventKind, Severity, TimelineEvent

_TYPES = {
    EventKind.DECLARED: "created",
    EventKind.LEAD_ASSIGNED: "assigned",
    EventKind.TITLE_CHANGED: "edited",
    EventKind.START_CHANGED: "edited",
    # What the page has no word for: its status goes back to open, the nagging changes, somebody else is called.
    EventKind.UNACKNOWLEDGED: "status_changed",
    EventKind.SNOOZED: "edited",
    EventKind.PASSED_ON: "assigned",
    EventKind.PUBLISHED: "edited",
    EventKind.WITHDRAWN: "edited",
    EventKind.UPDATE_CORRECTED: "edited",
}
_WITH_A_REASON = (EventKind.RESOLVED, EventKind.REOPENED, EventKind.CLOSED)


def events_json(changes: Sequence[TimelineEvent]) -> list[answers.Event]:
    """Tell what happened, oldest first; a resolution's note and a reopening's reason stand in its own details."""
    reasons = {
        after.id: event.id
        for event, after in pairwise(changes)
        if event.kind in _WITH_A_REASON and _belongs(event, after)
    }
    words = {event.id: event.text for event in changes}
    given = {event_id: words[note_id] for note_id, event_id in reasons.items()}
    return [_event(event, given.get(event.id)) for event in changes if event.id not in reasons]


def _belongs(event: TimelineEvent, after: TimelineEvent) -> bool:
    """Whether the note was given with the move: by the same command, in the same moment."""
    return after.kind is EventKind.NOTE_ADDED and (after.at, after.actor) == (event.at, event.actor)


def _event(event: TimelineEvent, reason: str | None) -> answers.Event:
    return {
        "type": _TYPES.get(event.kind, event.kind.value),
        "timestamp": instant(event.at),
        "actor": person_json(event.actor)["name"],
        "details": reason or _DETAILS.get(event.kind, _in_general)(event),
    }


def _created(event: TimelineEvent) -> str:
    failures = event.details.get("failures")
    if failures:
        return f"Incident created after {failures} consecutive failure{'' if failures == 1 else 's'}"
    by_itself = event.actor.kind is ActorKind.MONITOR
    return "Incident created by an alert" if by_itself else "Incident created manually"


def _in_general(event: TimelineEvent) -> str:
    """Say what happened in the kind's own words, and from what to what where that is told."""
    details = details_json(event)
    return _changed(event, details.get("from"), details.get("to"))


def _severity_changed(event: TimelineEvent) -> str:
    before, after = (SEVERITIES.shown[Severity(event.details[name])] for name in ("from", "to"))
    return _changed(event, before, after)


def _changed(event: TimelineEvent, before: str | None, after: str | None) -> str:
    said = event.kind.value.replace("_", " ").capitalize()
    return said if before == after or None in (before, after) else f"{said} from {before} to {after}"


def _snoozed(event: TimelineEvent) -> str:
    return f"Reminders to {event.actor.name} snoozed until {details_json(event)['until']}"


_DETAILS: dict[EventKind, Callable[[TimelineEvent], str]] = {
    EventKind.DECLARED: _created,
    EventKind.ACKNOWLEDGED: lambda _: "Incident acknowledged",
    EventKind.RESOLVED: lambda _: "Incident resolved",
    EventKind.REOPENED: lambda _: "Incident reopened",
    EventKind.CLOSED: lambda _: "Incident closed",
    EventKind.NOTE_ADDED: lambda event: event.text,
    EventKind.UPDATE_POSTED: lambda event: event.text,
    EventKind.LEAD_ASSIGNED: lambda event: f"{event.text} leads",
    EventKind.EDITED: lambda event: f"{str(event.details.get('field', 'incident')).capitalize()} changed",
    EventKind.SEVERITY_CHANGED: _severity_changed,
    EventKind.UNACKNOWLEDGED: lambda _: "Acknowledgement taken back",
    EventKind.SNOOZED: _snoozed,
    EventKind.PASSED_ON: lambda _: "Passed on to the next step of the escalation",
    EventKind.PUBLISHED: lambda event: f"Published on {event.details.get('page')}",
    EventKind.WITHDRAWN: lambda event: f"Taken off {event.details.get('page')}",
    EventKind.UPDATE_CORRECTED: lambda event: f"Published update corrected: {event.text}",
    EventKind.TITLE_CHANGED: lambda event: f"Title changed to {event.text}",
}
