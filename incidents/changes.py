"""The small pieces that every command is made of: an event, and the incident with its fields changed."""

from datetime import UTC, datetime, timedelta
from typing import Any

from incidents.errors import Invalid
from incidents.model import Actor, Change, EventKind, Incident, TimelineEvent

# Monitors send clocks of their own; a start a little ahead of ours is no mistake.
CLOCK_SKEW = timedelta(minutes=1)
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)


def ensure_plausible(started_at: datetime, now: datetime) -> None:
    """Refuse a start that has not come yet, or that no clock of today can have shown."""
    if started_at > now + CLOCK_SKEW:
        raise Invalid("started", "That time has not come yet. Say when the trouble began, such as 14:02.")
    if started_at < EARLIEST:
        raise Invalid(
            "started", "That is too long ago to be true. Say when the trouble began, with the year."
        )


def changed(incident: Incident, fields: dict[str, Any], *events: TimelineEvent) -> Change:
    """Give the change by which these fields have these values, one version on."""
    return Change(incident, incident.evolve(**fields), events)


def event_of(
    kind: EventKind, actor: Actor, at: datetime, words: str = "", details: dict[str, Any] | None = None
) -> TimelineEvent:
    """Give one thing that happened."""
    return TimelineEvent(kind, actor, at, words, details or {})
