"""What is told to whoever did something, and how it can be undone. Pure: a change in, a private answer out."""

from datetime import datetime
from typing import Any

from bot.slack.former import Way, acknowledged_with_it, back_to_former, back_to_start, way_back
from bot.slack.message import Message
from bot.slack.text import named, when
from bot.slack.views.answers import done
from bot.slack.views.parts import gravity, replan_button
from incidents.lengths import lasting
from incidents.model import Change, EventKind, Incident
from incidents.publishing import is_by_guest

_INSIDE = " No status page shows it, since you are a guest here."


def declared(change: Change, trouble: str | None = None) -> Message:
    """A new incident has its number; its card waits while there is `trouble` with the incidents channel."""
    incident = change.incident
    card = f"Its card has to wait. {trouble}" if trouble else "Its card goes to the incidents channel."
    return done(incident, f"You have declared {incident.reference} as {gravity(incident)}. {card}")


def planned(change: Change, doubts: str = "") -> Message:
    """Maintenance begins and ends by itself; `doubts` are sentences about what may not be meant so."""
    incident, plan = change.incident, change.incident.planned
    times = (
        f" from {when(plan.start)} until {when(plan.end)}: {lasting(plan.end - plan.start)}" if plan else ""
    )
    inside = _INSIDE if incident.page and _is_by_guest(change) else ""
    told = (
        f"{incident.reference} is planned{times}. It begins and ends by itself, and nags nobody."
        f"{inside}{doubts}"
    )
    return done(incident, told, beside=replan_button(incident) if incident.is_planned else None)


def acknowledged(change: Change) -> Message:
    """Somebody is on it."""
    told = f"You have acknowledged {change.incident.reference}. The reminders stop."
    return done(change.incident, told, way_back(Way.UNACKNOWLEDGE))


def unacknowledged(change: Change) -> Message:
    """Nobody is on it any more."""
    told = f"{change.incident.reference} is no longer acknowledged. The reminders start anew."
    return done(change.incident, told, way_back(Way.ACKNOWLEDGE))


def updated(change: Change) -> Message:
    """The public knows."""
    former = back_to_former(change)
    moved = f" It is now {change.incident.status}." if "status" in former else ""
    stays = " Undo takes that back; your words stay posted." if former else ""
    inside = _INSIDE if _is_by_guest(change) else ""
    told = f"Your update on {change.incident.reference} is posted.{inside}{moved}{_and_acknowledged(change)}{stays}"
    return done(change.incident, told, former)


def noted(change: Change) -> Message:
    """The responders can read it."""
    return done(change.incident, f"Your note on {change.incident.reference} is kept for the responders.")


def resolved(change: Change) -> Message:
    """It is over, for now."""
    incident = change.incident
    down = f" after {lasting(incident.downtime(incident.moved.at))}" if incident.resolved_at else ""
    told = f"You have resolved {incident.reference}{down}. If it is not over, reopen it."
    return done(incident, told, back_to_former(change))


def reopened(change: Change) -> Message:
    """It was not over."""
    told = f"You have reopened {change.incident.reference}. It waits to be acknowledged again."
    return done(change.incident, told)


def closed(change: Change) -> Message:
    """Nothing changes after this."""
    return done(
        change.incident, f"You have closed {change.incident.reference}. Nothing about it changes any more."
    )


def edited(change: Change) -> Message:
    """Title, severity, status or lead are different, or nothing is."""
    incident, before = change.incident, change.before
    if before is None or not change.changed_anything:
        return done(incident, f"{incident.reference} is so already; nothing has changed.")
    parts = [
        sentence
        for name, sentence in _now(incident).items()
        if getattr(before, name) != getattr(incident, name)
    ]
    told = f"{incident.reference}: {', '.join(parts)}.{_and_acknowledged(change)}"
    return done(incident, told, back_to_former(change))


def started(change: Change) -> Message:
    """The trouble began earlier than it was declared."""
    incident, before = change.incident, change.before
    told = f"{incident.reference} started {when(incident.started_at)}."
    if before is None or not change.changed_anything:
        return done(incident, told)
    return done(incident, told, back_to_start(before))


def snoozed(change: Change) -> Message:
    """One person is left in peace."""
    until = datetime.fromisoformat(change.events[-1].details["until"])
    told = f"No reminders of {change.incident.reference} for you until {when(until)}."
    return done(change.incident, told)


def passed_on(change: Change) -> Message:
    """The next step is reminded."""
    return done(change.incident, f"Passed on: the next step is reminded of {change.incident.reference} now.")


def published(change: Change) -> Message:
    """The public can read of it, or reads it otherwise."""
    incident, told = change.incident, _details(change, EventKind.PUBLISHED)
    if not change.changed_anything:
        return done(incident, f"{incident.reference} is published so already; nothing has changed.")
    if told is None:
        return done(incident, f"The public reads the corrected words of {incident.reference} now.")
    sentence = f"{incident.reference} is published. Updates that you post from now on go there too."
    return done(incident, sentence, way_back(Way.WITHDRAW, page=told["page"]))


def withdrawn(change: Change, title: str | None = None) -> Message:
    """The public reads nothing of it any more; it can come back, under the title that it had there."""
    incident, told = change.incident, _details(change, EventKind.WITHDRAWN)
    page = told["page"] if told else "the page"
    sentence = f"{incident.reference} is taken off {page}. The public sees nothing of it there any more."
    return done(incident, sentence, way_back(Way.PUBLISH, page=page, title=title))


def corrected(change: Change) -> Message:
    """The public reads other words, and that they were edited."""
    incident = change.incident
    if not change.changed_anything:
        return done(incident, "The public reads just these words already; nothing has changed.")
    return done(
        incident, f"The update on {incident.reference} is corrected. Its page says that it was edited."
    )


def _details(change: Change, kind: EventKind) -> dict[str, Any] | None:
    return next((event.details for event in change.events if event.kind is kind), None)


def _now(incident: Incident) -> dict[str, str]:
    return {
        "title": "the title is changed",
        "kind": "it is now a drill" if incident.is_drill else "it is now a real incident",
        "severity": f"the severity is now {incident.severity}",
        "status": f"the status is now {incident.status}",
        "lead": f"{named(incident.lead)} is the lead" if incident.lead else "nobody is the lead",
    }


def _and_acknowledged(change: Change) -> str:
    happened = {event.kind for event in change.events}
    if EventKind.UNACKNOWLEDGED in happened:
        return " It is no longer acknowledged, and the reminders start anew."
    if EventKind.REOPENED in happened:
        return " It waits to be acknowledged again, and the reminders start anew."
    return " You have acknowledged it with that." if acknowledged_with_it(change) else ""


def _is_by_guest(change: Change) -> bool:
    return any(is_by_guest(event) for event in change.events)
