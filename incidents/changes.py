"""The small pieces that every command is made of: an event, and the incident with its fields changed."""

from datetime import datetime, timedelta
from typing import Any

from incidents.errors import Invalid
from incidents.model import Actor, Change, EventKind, Incident, TimelineEvent

# Monitors send clocks of their own; a start a little ahead of ours is no mistake.
CLOCK_SKEW = timedelta(minutes=1)


def ensure_not_ahead(started_at: datetime, now: datetime) -> None:
    if started_at > now + CLOCK_SKEW:
        raise Invalid("started", "That time has not come yet. Say when the trouble began, such as 14:02.")


def changed(incident: Incident, fields: dict[str, Any], *events: TimelineEvent) -> Change:
    return Change(incident, incident.evolve(**fields), events)


def event_of(
    kind: EventKind, actor: Actor, at: datetime, words: str = "", details: dict[str, Any] | None = None
) -> TimelineEvent:
    return TimelineEvent(kind, actor, at, words, details or {})
