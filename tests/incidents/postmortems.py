"""Incidents to draft postmortems of, as the rules make them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from incidents import commands, edits, facts
from incidents.catalogue import Monitor
from incidents.commands import Draft
from incidents.model import (
    CLOCK,
    Actor,
    ActorKind,
    Change,
    Door,
    EventKind,
    Incident,
    Person,
    Severity,
    Status,
    TimelineEvent,
)
from incidents.postmortem import draft
from incidents.public import Shown
from incidents.publishing import Publication, PublishedUpdate

NOON = datetime(2026, 4, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANN = Actor(ActorKind.PERSON, "U0ANN", "ann.demo", Door.SLACK)
BEN = Actor(ActorKind.PERSON, "U0BEN", "ben.demo", Door.SLACK)
CI = Actor(ActorKind.TOKEN, "usr_1", "ci", Door.HTTP)
MACHINE = Actor(ActorKind.MONITOR, "alertmanager", "alertmanager", Door.ALERT)
SHOP = Monitor("checkout", "Checkout")
DRAFT = Draft("checkout is failing", Severity.MAJOR, monitors=("checkout",))
OVER = NOON + 60 * MINUTE


class Story:
    """What is done to an incident, one thing after the other, as the rules do it."""

    def __init__(self, wanted: Draft = DRAFT, actor: Actor = CI) -> None:
        """Declare it."""
        change = commands.declare(wanted, "9f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c", 42, actor, NOON)
        self.incident, self.events = change.incident, [*change.events]

    def then(self, change: Change) -> Incident:
        self.incident = change.incident
        self.events += change.events
        return self.incident

    def told(self, kind: EventKind, at: datetime, actor: Actor = CLOCK, text: str = "") -> None:
        self.events.append(TimelineEvent(kind, actor, at, text))

    def drafted(self, shown: Sequence[Shown] = (), now: datetime = OVER) -> str:
        return draft(self.incident, self.events, shown, [SHOP], now)


def acknowledged(story: Story) -> Story:
    story.then(commands.acknowledge(story.incident, BEN, NOON + 3 * MINUTE))
    return story


def resolved(story: Story, note: str = "") -> Story:
    story.then(commands.resolve(story.incident, note, BEN, NOON + 42 * MINUTE))
    return story


def whole_story() -> tuple[Story, Shown]:
    """Have everything happen that a draft tells of, some of it on the next day."""
    story = Story(replace(DRAFT, description="Since the release\n  at checkout.py, line 7\nnobody can pay."))
    story.then(facts.set_started(story.incident, NOON - 10 * MINUTE, ANN, NOON + MINUTE))
    for second in range(12):
        story.told(EventKind.REMINDER_SENT, NOON + MINUTE + timedelta(seconds=second))
    story.told(EventKind.REMINDER_FAILED, NOON + 2 * MINUTE, text="user_disabled")
    acknowledged(story)
    story.then(facts.set_severity(story.incident, Severity.CRITICAL, BEN, NOON + 4 * MINUTE))
    for second in range(200):
        said = "Also fires: checkout is slow" if second % 2 else f"Also fires: instance {second % 8}"
        story.told(EventKind.NOTE_ADDED, NOON + 5 * MINUTE + timedelta(seconds=second), MACHINE, said)
    story.then(facts.assign(story.incident, Person("U0ANN", "ann.demo"), BEN, NOON + 9 * MINUTE))
    words = "We are rolling back.\n\nOrders are kept."
    story.then(
        edits.post_update_with_status(story.incident, words, Status.IDENTIFIED, ANN, NOON + 20 * MINUTE)
    )
    update = next(event for event in story.events if event.kind is EventKind.UPDATE_POSTED)
    story.then(
        commands.add_note(story.incident, "It is *the* release <4711> of #shop", BEN, NOON + 21 * MINUTE)
    )
    story.then(facts.set_severity(story.incident, Severity.MAJOR, BEN, NOON + 30 * MINUTE))
    story.then(commands.resolve(story.incident, "Rolled back to 4710.", BEN, NOON + 42 * MINUTE))
    story.then(commands.close(story.incident, "", ANN, NOON + timedelta(days=1)))
    publication = Publication("acme-cloud", story.incident.id, "9f1a2b3c4d5e", "Payments fail", NOON)
    public = PublishedUpdate("upd_1", words, "identified", update.at, corrected_at=NOON + 25 * MINUTE)
    return story, Shown(story.incident, publication, [public])
