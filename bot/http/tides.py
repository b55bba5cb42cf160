"""blacktide's severities, its event log and its statistics, which its dialect answers with."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.http.answers import blacktide as answers
from bot.http.answers.blacktide import Word
from bot.http.words import Severities, person_json
from bot.wire import instant
from incidents.model import EventKind, Severity, TimelineEvent
from incidents.stats import Statistics

SEVERITIES: Severities[Word] = Severities(
    {
        Severity.CRITICAL: "critical",
        Severity.MAJOR: "high",
        Severity.MINOR: "medium",
        Severity.WARNING: "low",
        Severity.NONE: "low",
    },
    {
        "critical": Severity.CRITICAL,
        "high": Severity.MAJOR,
        "medium": Severity.MINOR,
        "low": Severity.WARNING,
    },
)

_TYPES = {
    EventKind.DECLARED: "created",
    EventKind.LEAD_ASSIGNED: "assigned",
    EventKind.TITLE_CHANGED: "edited",
    EventKind.START_CHANGED: "edited",
}
_WITH_A_REASON = (EventKind.RESOLVED, EventKind.REOPENED, EventKind.CLOSED)


def events_json(events: Sequence[TimelineEvent]) -> list[answers.Event]:
    """Tell what happened, oldest first; a resolution's note and a reopening's reason stand in its own details."""
    changes = [event for event in events if not event.kind.is_delivery]
    reasons = {
        after.id: event.id
        for event, after in pairwise(changes)
        if event.kind in _WITH_A_REASON and _belongs(event, after)
    }
    words = {event.id: event.text for event in changes}
    given = {event_id: words[note_id] for note_id, event_id in reasons.items()}
    return [_event(event, given.get(event.id)) for event in changes if event.id not in reasons]


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
    return (
        f"Incident created after {failures} consecutive failures" if failures else "Incident created manually"
    )


def _in_general(event: TimelineEvent) -> str:
    """Say what happened in the kind's own words, and from what to what where that is told."""
    said = event.kind.value.replace("_", " ").capitalize()
    before, after = event.details.get("from"), event.details.get("to")
    return f"{said} from {before} to {after}" if before is not None and after is not None else said


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
    EventKind.TITLE_CHANGED: lambda event: f"Title changed to {event.text}",
}
