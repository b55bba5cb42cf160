"""How much of a timeline is shown, and how many reminders become one line."""

from dataclasses import replace

from bot.slack.views.timeline import timeline
from incidents.model import EventKind, TimelineEvent
from tests.slack.samples import WAITING, event


def test_a_timeline_too_long_shows_its_beginning_and_its_end() -> None:
    """The declaration, how many are left out, and the last that fit, in order."""
    declared, *blocks = _told([event(EventKind.DECLARED), *_notes(100)])
    assert "declared it" in declared
    assert blocks[0] == "56 earlier events left out"
    assert [text.split()[-1] for text in blocks[1:]] == [str(number) for number in range(56, 100)]


def test_a_timeline_of_long_texts_still_begins_with_the_declaration() -> None:
    """Not the number of lines is too much here, but their length."""
    long = [event(EventKind.NOTE_ADDED, "&" * 10_000)] * 60
    declared, left_out, *shown = _told([event(EventKind.DECLARED, "&" * 255), *long])
    assert "declared it" in declared
    assert left_out == f"{60 - len(shown)} earlier events left out"


def test_a_timeline_that_just_fits_leaves_nothing_out() -> None:
    """One more, and one is left out."""
    assert len(_told([event(EventKind.DECLARED), *_notes(44)])) == 45
    assert _told([event(EventKind.DECLARED), *_notes(45)])[1] == "1 earlier event left out"


def test_many_reminders_in_a_row_are_one_line() -> None:
    """Two are two lines; whatever happens in between ends a row."""
    reminder, note = event(EventKind.REMINDER_SENT, person="U0BEN"), event(EventKind.NOTE_ADDED, "seen")
    told = _told([*[reminder] * 2, note, *[reminder] * 3, note, *[reminder] * 200])
    assert [text.partition(" to ")[0] for text in told] == [
        "@ben.demo sent a reminder → <@U0BEN>",
        "@ben.demo sent a reminder → <@U0BEN>",
        "@ben.demo noted: seen",
        "3 reminders",
        "@ben.demo noted: seen",
        "200 reminders",
    ]


def test_reminders_in_one_line_count_as_the_events_that_they_are() -> None:
    """When they are left out, each of them is."""
    reminders = [event(EventKind.CHANNEL_REMINDED)] * 7
    assert _told([event(EventKind.DECLARED), *reminders, *_notes(44)])[1] == "7 earlier events left out"


def test_a_line_of_reminders_names_everybody_once_and_not_everybody_of_a_crowd() -> None:
    """Whoever has no Slack id is counted, not named."""
    crowd = [event(EventKind.REMINDER_SENT, person=f"U{number:02}") for number in [*range(12), *range(12)]]
    [told] = _told([*crowd, event(EventKind.REMINDER_FAILED, "down", person="@here")])
    assert told.startswith("25 reminders to <@U00>, <@U01>, ")
    assert "<@U09>, 2 others and the channel, until" in told
    assert told.endswith("1 failed: down")
    [nobody] = _told([event(EventKind.REMINDER_FAILED, person="<!channel>")] * 3)
    assert nobody.startswith("3 reminders until ")
    assert nobody.endswith(" 3 failed")


def _notes(count: int) -> list[TimelineEvent]:
    return [event(EventKind.NOTE_ADDED, f"note {number}") for number in range(count)]


def _told(events: list[TimelineEvent]) -> list[str]:
    """Give the lines of a timeline without the times at which they begin."""
    message = timeline(WAITING, events)
    lines = [[element["text"] for element in block["elements"]] for block in message.blocks[1:]]
    return [" ".join(line[1:] or line) for line in lines]


def test_only_what_everybody_can_open_is_linked() -> None:
    """A reminder stands in somebody's direct messages; the channel's own stands where all can read it."""
    link = "https://demo.slack.example/p1"
    private = replace(event(EventKind.REMINDER_SENT, person="U0BEN"), permalink=link)
    public = replace(event(EventKind.CHANNEL_REMINDED), permalink=link)
    assert [link in text for text in _told([private, public])] == [False, True]
    assert [link in text for text in _told([private] * 4)] == [False]
