"""What is declared and told of alerts."""

from datetime import UTC, datetime

from incidents.alert_drafts import LABELS_SHOWN, NOTES_TOGETHER, draft_of, told_apart, told_together
from incidents.alerts import Alert, AlertState
from incidents.model import Actor, ActorKind, Door, EventKind, TimelineEvent

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PROMETHEUS = Actor(ActorKind.MONITOR, "usr_1", "prometheus", Door.ALERT)


def notes(number: int) -> list[TimelineEvent]:
    """Give so many notes of a machine's."""
    return [
        TimelineEvent(EventKind.NOTE_ADDED, PROMETHEUS, NOW, f"Also firing: {each}") for each in range(number)
    ]


def test_notes_that_are_told_together_are_one_note_with_a_line_for_each() -> None:
    """One alone is itself."""
    assert told_together(notes(1)) == notes(1)[0]
    assert told_together(notes(2)).text == "Also firing: 0\nAlso firing: 1"


def test_of_very_many_notes_the_first_are_told_and_the_others_are_counted() -> None:
    """All of them stand on the timeline."""
    *told, rest = told_together(notes(NOTES_TOGETHER + 70)).text.splitlines()
    assert told == [f"Also firing: {each}" for each in range(NOTES_TOGETHER)]
    assert rest == "... and 70 more like these."


def down(**labels: str) -> Alert:
    """One alert of a rule whose summary is the same for every instance."""
    return Alert("alertmanager", "f1", AlertState.FIRING, "Instance is down", labels=labels)


def test_alerts_of_one_title_are_told_apart_by_the_labels_that_they_do_not_share() -> None:
    """One alone needs none, and neither does one of another title."""
    first, second = down(job="node", instance="web-0"), down(job="node", instance="web-1", zone="b")
    assert told_apart(first, [first, second]) == "Instance is down (instance web-0)"
    assert told_apart(second, [first, second]) == "Instance is down (instance web-1, zone b)"
    assert told_apart(first, [first], "Disk is full") == "Instance is down"
    assert told_apart(first, [first], "Instance is down") == "Instance is down (job node, instance web-0)"
    assert told_apart(down(severity="major"), [down(severity="minor")]) == "Instance is down"


def test_the_labels_of_an_alert_stand_in_the_description_of_what_it_declares() -> None:
    """But for those that the incident shows elsewhere; of very many only the first."""
    told = draft_of(down(alertname="InstanceDown", severity="page", service="web", instance="web-0"), NOW)
    assert told.description == "alertname InstanceDown, instance web-0"
    many = draft_of(down(**{f"label{n}": "v" for n in range(LABELS_SHOWN + 1)}), NOW).description
    assert many == ", ".join([*(f"label{n} v" for n in range(LABELS_SHOWN)), "..."])
