"""The incident of every example in the documents, as the rules make it: each API renders its examples from it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

from bot.caller import Changes, Dossier
from incidents.catalogue import Component, Monitor
from incidents.commands import Draft, acknowledge, add_note, declare, reopen, resolve
from incidents.edits import post_update_with_status
from incidents.model import Actor, ActorKind, Change, Door, EventKind, Severity, Status, TimelineEvent
from incidents.public import Shown, public_incident
from incidents.publishing import Publication, PublishedUpdate
from incidents.stats import Share, Statistics, Tally

NOON = datetime(2026, 4, 4, 12, tzinfo=UTC)
CI = Actor(ActorKind.TOKEN, "usr_2f1c9a4e8b7d4c05a1b2c3d4e5f60718", "ci", Door.HTTP)
MONITOR = Monitor("checkout", "Checkout")
WORDS, NOTE = "We are rolling back.", "Restarted the gateway."

_DRAFT = Draft("checkout is failing", Severity.CRITICAL, monitors=(MONITOR.id,))
_DECLARED = declare(_DRAFT, "9f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c", 42, CI, NOON)
_ACKNOWLEDGED = acknowledge(_DECLARED.incident, CI, NOON)
_UPDATED = post_update_with_status(_ACKNOWLEDGED.incident, WORDS, Status.IDENTIFIED, CI, NOON)
_NOTED = add_note(_UPDATED.incident, NOTE, CI, NOON)
_RESOLVED = resolve(_NOTED.incident, NOTE, CI, NOON)
_REOPENED = reopen(_RESOLVED.incident, Status.INVESTIGATING, NOTE, CI, NOON)

_SHARE = Share(critical=1, resolved=1)


def _told(*changes: Change) -> Dossier:
    """Give the incident after the last change, as if that had just been done."""
    numbers = count(1)
    numbered = [replace(change, events=_numbered(change, numbers)) for change in changes]
    events = [event for change in numbered for event in change.events]

    def of(kind: EventKind) -> list[TimelineEvent]:
        return [event for event in events if event.kind is kind]

    return Dossier(
        changes[-1].incident,
        numbered[-1],
        NOON,
        lambda after, limit: events[after:][:limit],
        Changes(lambda offset, limit: events[offset:][:limit], lambda: len(events), lambda *_: None),
        lambda: of(EventKind.UPDATE_POSTED),
        lambda: of(EventKind.NOTE_ADDED),
        lambda: {MONITOR.id: MONITOR},
    )


def _numbered(change: Change, numbers: "count[int]") -> tuple[TimelineEvent, ...]:
    return tuple(
        replace(event, id=f"{position:032x}", incident_id=change.incident.id, position=position)
        for event, position in zip(change.events, numbers, strict=False)
    )


DECLARED = _told(_DECLARED)
ACKNOWLEDGED = _told(_DECLARED, _ACKNOWLEDGED)
UPDATED = _told(_DECLARED, _ACKNOWLEDGED, _UPDATED)
NOTED = _told(_DECLARED, _ACKNOWLEDGED, _UPDATED, _NOTED)
RESOLVED = _told(_DECLARED, _ACKNOWLEDGED, _UPDATED, _NOTED, _RESOLVED)
REOPENED = _told(_DECLARED, _ACKNOWLEDGED, _UPDATED, _NOTED, _RESOLVED, _REOPENED)
STATISTICS = Statistics(Tally(_SHARE), {date(2026, 4, 4): Tally(_SHARE)}, NOON)
PUBLIC = public_incident(
    Shown(
        _UPDATED.incident,
        Publication("acme-cloud", _UPDATED.incident.id, "9f1a2b3c4d5e", "Payments fail", NOON),
        [PublishedUpdate(UPDATED.updates[0].id, WORDS, Status.IDENTIFIED, NOON)],
    ),
    [Component("acme-cloud", "payments", "Payments", (MONITOR.id,), "Shop")],
)
