"""blacktide's event log: every kind of event has one of the page's types, and details in its words (T24 to T27)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.http.dialects.blacktide.timeline import events_json
from incidents.model import Actor, ActorKind, Door, EventKind, TimelineEvent

AT = datetime(2026, 4, 4, 12, 0, 1, 500_000, UTC)
ANN = Actor(ActorKind.PERSON, "U0ANN", "ann.demo", Door.SLACK)
TYPES = {
    *("created", "acknowledged", "note_added", "resolved", "reopened", "closed", "status_changed"),
    *("severity_changed", "update_posted", "assigned", "edited"),
}
DETAILS: dict[EventKind, dict[str, Any]] = {
    EventKind.STATUS_CHANGED: {"from": "investigating", "to": "identified"},
    EventKind.SEVERITY_CHANGED: {"from": "minor", "to": "major", "raised": True},
    EventKind.START_CHANGED: {"from": AT.isoformat(), "to": "2026-04-04T11:00:00+00:00"},
    EventKind.SNOOZED: {"until": AT.isoformat()},
    EventKind.PASSED_ON: {"turn": 1},
    EventKind.EDITED: {"field": "monitors", "from": [], "to": ["db"]},
}


def shown(kind: EventKind, **details: Any) -> Any:
    """Give what one event of the kind is shown as."""
    [event] = events_json([TimelineEvent(kind, ANN, AT, "words", details or DETAILS.get(kind, {}))])
    return event


@pytest.mark.parametrize(
    "kind", [kind for kind in EventKind if not kind.is_delivery and kind is not EventKind.DELETED]
)
def test_every_event_has_a_type_of_the_page(kind: EventKind) -> None:
    """Whatever happened: nothing is taken out, and no client meets a word that it cannot know."""
    assert shown(kind)["type"] in TYPES
    assert {type(value) for value in shown(kind).values()} == {str}


@pytest.mark.parametrize(
    ("kind", "type_", "details"),
    [
        (EventKind.UNACKNOWLEDGED, "status_changed", "Acknowledgement taken back"),
        (EventKind.SNOOZED, "edited", "Reminders to ann.demo snoozed until 2026-04-04T12:00:01Z"),
        (EventKind.PASSED_ON, "assigned", "Passed on to the next step of the escalation"),
        (EventKind.SEVERITY_CHANGED, "severity_changed", "Severity changed from medium to high"),
        (EventKind.STATUS_CHANGED, "status_changed", "Status changed from investigating to identified"),
        (
            EventKind.START_CHANGED,
            "edited",
            "Start changed from 2026-04-04T12:00:01Z to 2026-04-04T11:00:00Z",
        ),
        (EventKind.EDITED, "edited", "Monitors changed"),
        (EventKind.LEAD_ASSIGNED, "assigned", "words leads"),
    ],
)
def test_what_only_slack_or_another_api_can_do_reads_sensibly(
    kind: EventKind, type_: str, details: str
) -> None:
    """Severities in the product's words, times as all times are."""
    assert (shown(kind)["type"], shown(kind)["details"]) == (type_, details)


def test_a_severity_that_reads_the_same_before_and_after_is_told_without_the_words() -> None:
    """Warning and none both read low."""
    told = shown(EventKind.SEVERITY_CHANGED, **{"from": "warning", "to": "none"})
    assert told["details"] == "Severity changed"


@pytest.mark.parametrize(
    ("kind", "failures", "details"),
    [
        (ActorKind.TOKEN, None, "Incident created manually"),
        (ActorKind.MONITOR, 3, "Incident created after 3 consecutive failures"),
        (ActorKind.MONITOR, 1, "Incident created after 1 consecutive failure"),
        (ActorKind.MONITOR, None, "Incident created by an alert"),
    ],
)
def test_what_made_the_incident_is_told(kind: ActorKind, failures: int | None, details: str) -> None:
    """A person or a program, a monitor that failed, or an alert."""
    actor, told = Actor(kind, "x", "x", Door.HTTP), {"failures": failures} if failures else {}
    [event] = events_json([TimelineEvent(EventKind.DECLARED, actor, AT, "x", told)])
    assert event["details"] == details
