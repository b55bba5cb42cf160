"""What is declared and told of alerts."""

from datetime import UTC, datetime

from incidents.alert_drafts import NOTES_TOGETHER, told_together
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
