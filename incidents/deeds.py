"""What somebody did, in the words in which every door tells it: `acknowledged it by posting an update`. Pure.

What was said along with it stands apart: each door writes foreign text in its own way.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from incidents.lengths import lasting
from incidents.model import EventKind, Kind, TimelineEvent

# Their text is part of the deed, or there is none.
_WITHOUT_WORDS = frozenset(
    {
        EventKind.ACKNOWLEDGED,
        EventKind.STATUS_CHANGED,
        EventKind.SEVERITY_CHANGED,
        EventKind.LEAD_ASSIGNED,
        EventKind.EDITED,
        EventKind.RESOLVED,
        EventKind.REOPENED,
        EventKind.REMINDER_SENT,
        EventKind.WITHDRAWN,
    }
)
_SPEAKS_OF = {EventKind.START_CHANGED: "to", EventKind.SNOOZED: "until"}


def deed_of(event: TimelineEvent) -> str:
    """Say what was done, without whom and when: it follows a name. The text is not safe for any door."""
    return DEEDS[event.kind](event)


def words_with(event: TimelineEvent) -> str:
    """Give what was said along with it; nothing when the deed says it all."""
    return "" if event.kind in _WITHOUT_WORDS else event.text


def time_spoken_of(event: TimelineEvent) -> datetime | None:
    """Give the time that the deed ends with, which is not the time at which it was done."""
    named = _SPEAKS_OF.get(event.kind)
    return datetime.fromisoformat(event.details[named]) if named in event.details else None


def _always(words: str) -> Callable[[TimelineEvent], str]:
    return lambda _: words


def _declared(event: TimelineEvent) -> str:
    drill = " as a drill" if event.details.get("kind") == Kind.DRILL else ""
    return f"declared it{drill} ({event.details.get('severity', 'no severity')})"


def _edited(event: TimelineEvent) -> str:
    field = event.details.get("field", "incident")
    return f"changed the {field}{_from_to(event.details) if field == 'kind' else ''}"


def _acknowledged(event: TimelineEvent) -> str:
    by = {
        EventKind.UPDATE_POSTED: " by posting an update",
        EventKind.STATUS_CHANGED: " by moving the status",
        EventKind.RESOLVED: " by resolving it",
    }
    return "acknowledged it" + by.get(event.details.get("by", ""), "")


def _severity_changed(event: TimelineEvent) -> str:
    verb = "raised" if event.details.get("raised") else "lowered"
    return f"{verb} the severity{_from_to(event.details)}"


def _resolved(event: TimelineEvent) -> str:
    downtime = event.details.get("downtime")
    return "resolved it" + ("" if downtime is None else f" after {lasting(timedelta(seconds=downtime))}")


def _reminded(event: TimelineEvent) -> str:
    late = event.details.get("late_seconds", 0)
    return "sent a reminder" + (f", late by {lasting(timedelta(seconds=late))}" if late else "")


def _from_to(details: Mapping[str, Any]) -> str:
    return f" from {details['from']} to {details['to']}" if {"from", "to"} <= details.keys() else ""


DEEDS: Mapping[EventKind, Callable[[TimelineEvent], str]] = MappingProxyType(
    {
        EventKind.DECLARED: _declared,
        EventKind.ACKNOWLEDGED: _acknowledged,
        EventKind.UNACKNOWLEDGED: _always("took the acknowledgement back"),
        EventKind.STATUS_CHANGED: lambda event: f"moved it{_from_to(event.details)}",
        EventKind.SEVERITY_CHANGED: _severity_changed,
        EventKind.LEAD_ASSIGNED: lambda event: f"made {event.text} the lead",
        EventKind.TITLE_CHANGED: _always("changed the title"),
        EventKind.START_CHANGED: _always("set the start to"),
        EventKind.EDITED: _edited,
        EventKind.UPDATE_POSTED: _always("posted an update"),
        EventKind.NOTE_ADDED: _always("noted"),
        EventKind.RESOLVED: _resolved,
        EventKind.REOPENED: lambda event: f"reopened it ({event.details.get('to', 'investigating')})",
        EventKind.CLOSED: _always("closed it"),
        EventKind.SNOOZED: _always("snoozed the reminders until"),
        EventKind.PASSED_ON: _always("passed it on to the next step"),
        EventKind.REMINDER_SENT: _reminded,
        EventKind.REMINDER_FAILED: _always("could not send a reminder"),
        EventKind.CHANNEL_REMINDED: _always("called the channel"),
        EventKind.PUBLISHED: lambda event: f"published it on {event.details.get('page')}",
        EventKind.WITHDRAWN: lambda event: f"took it off {event.details.get('page')}",
        EventKind.UPDATE_CORRECTED: _always("corrected a published update"),
        EventKind.DELETED: _always("deleted it"),
    }
)
