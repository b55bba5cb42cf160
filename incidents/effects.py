"""Everything the world must now be told about a change. Who delivers it, and when, is not decided here."""

from dataclasses import dataclass
from datetime import datetime

from incidents.model import MACHINES, Change, EventKind, Incident, TimelineEvent
from incidents.planning import next_due

_SHOWN_IN_THREAD = frozenset(
    {
        EventKind.UPDATE_POSTED,
        EventKind.NOTE_ADDED,
        EventKind.RESOLVED,
        EventKind.REOPENED,
        EventKind.PUBLISHED,
        EventKind.WITHDRAWN,
        EventKind.UPDATE_CORRECTED,
    }
)


# The card shows where the incident is published, which is no part of the incident itself.
_SHOWN_ON_CARD = frozenset({EventKind.PUBLISHED, EventKind.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class RefreshCard:
    """The card must show the incident as it is now."""


@dataclass(frozen=True, slots=True)
class PostInThread:
    """The card's thread must tell of this event."""

    event: TimelineEvent


@dataclass(frozen=True, slots=True)
class GatherInThread:
    """The card's thread must tell of this event, in one message with what machines note within the next seconds."""

    event: TimelineEvent


@dataclass(frozen=True, slots=True)
class StartPaging:
    """A round has begun in which somebody must acknowledge."""


@dataclass(frozen=True, slots=True)
class RefreshPages:
    """The reminders that were sent must show what has become of it."""


@dataclass(frozen=True, slots=True)
class Tell:
    """This person must hear of the event by a direct message: `reason` is `lead`, `worse` or `recovered`."""

    person: str
    reason: str
    event: TimelineEvent


@dataclass(frozen=True, slots=True)
class RemindAfterSnooze:
    """This person wants to be left in peace until then, and reminded again."""

    person: str
    until: datetime


@dataclass(frozen=True, slots=True)
class PageNextStep:
    """Somebody passed the reminder of this turn on: the next step is due now."""

    turn: int


@dataclass(frozen=True, slots=True)
class TellSources:
    """Where alerts of the incident came from must hear that somebody is on it, or it is over, or not any more."""


@dataclass(frozen=True, slots=True)
class FollowPlan:
    """Planned maintenance has to be begun, or completed, at that time."""

    at: datetime


Effect = (
    FollowPlan
    | RefreshCard
    | PostInThread
    | GatherInThread
    | StartPaging
    | RefreshPages
    | Tell
    | RemindAfterSnooze
    | PageNextStep
    | TellSources
)


def effects_of(change: Change) -> list[Effect]:
    """List what must be told, the urgent first."""
    effects: list[Effect] = []
    if _begins_round(change):
        effects.append(StartPaging())
    if change.before and _reminders_are_outdated(change):
        effects.append(RefreshPages())
    if change.before != change.incident or any(event.kind in _SHOWN_ON_CARD for event in change.events):
        effects.append(RefreshCard())
    effects += _plan_to_follow(change)
    effects += [answered for event in change.events for answered in _answers_to_reminders(event)]
    effects += [_in_thread(event) for event in change.events if _is_shown_in_thread(change, event)]
    effects += [told for event in change.events for told in _to_tell(change, event)]
    if change.before and _stands_otherwise(change.before, change.incident):
        effects.append(TellSources())
    return effects


def _plan_to_follow(change: Change) -> list[Effect]:
    before, at = change.before, next_due(change.incident)
    if at is None or (before is not None and next_due(before) == at):
        return []
    return [FollowPlan(at)]


def is_noted_by_machine(event: TimelineEvent) -> bool:
    """Whether a machine noted it: in a storm it notes hundreds, and Slack takes one message a second."""
    return event.kind is EventKind.NOTE_ADDED and event.actor.door in MACHINES


def _is_shown_in_thread(change: Change, event: TimelineEvent) -> bool:
    """A machine's update is not: it goes with its resolution, which tells the downtime there.

    Nor is that an incident was published with its declaration.
    """
    if event.kind is EventKind.PUBLISHED and change.before is None:
        return False
    if event.kind is EventKind.UPDATE_POSTED and event.actor.door in MACHINES:
        return False
    return event.kind in _SHOWN_IN_THREAD


def _in_thread(event: TimelineEvent) -> Effect:
    return GatherInThread(event) if is_noted_by_machine(event) else PostInThread(event)


def _answers_to_reminders(event: TimelineEvent) -> list[Effect]:
    if event.kind is EventKind.SNOOZED:
        return [RemindAfterSnooze(event.actor.id, datetime.fromisoformat(event.details["until"]))]
    if event.kind is EventKind.PASSED_ON:
        return [PageNextStep(int(event.details["turn"]))]
    return []


def _begins_round(change: Change) -> bool:
    if not change.incident.is_waiting:
        return False
    return change.before is None or change.before.round != change.incident.round


def _reminders_are_outdated(change: Change) -> bool:
    before, after = change.before, change.incident
    shown = ("acknowledged", "status", "severity", "title", "kind", "round")
    return any(getattr(before, name) != getattr(after, name) for name in shown)


def _stands_otherwise(before: Incident, after: Incident) -> bool:
    """Whether somebody is on it who was not, or it is over, or one of them is so no more."""
    return (before.acknowledged, before.is_active) != (after.acknowledged, after.is_active)


def _to_tell(change: Change, event: TimelineEvent) -> list[Tell]:
    """Name the new lead, and whoever is on what got worse or recovered by itself; never the person who acted."""
    told = []
    if event.kind is EventKind.LEAD_ASSIGNED:
        told = [Tell(str(event.details["lead"]), "lead", event)]
    elif event.kind is EventKind.SEVERITY_CHANGED and event.details["raised"]:
        told = [Tell(person, "worse", event) for person in _on_it(change)]
    elif event.actor.door in MACHINES and _is_recovery(event):
        told = [Tell(person, "recovered", event) for person in _on_it(change)]
    return [tell for tell in told if tell.person != event.actor.id]


def _is_recovery(event: TimelineEvent) -> bool:
    return event.kind is EventKind.RESOLVED or "recovered" in event.details


def _on_it(change: Change) -> list[str]:
    acknowledged = change.incident.acknowledged
    return [acknowledged.by.id] if acknowledged and acknowledged.by.is_person_in_slack else []
