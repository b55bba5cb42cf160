"""What can be pressed, what it carries, and what is said when not everything fits."""

from dataclasses import replace

import pytest

from bot.slack.buttons import Press, fields_value, name_of_action, option_value, read, read_fields, value_of
from bot.slack.views import answers
from bot.slack.views.card import card
from bot.slack.views.forms import status_field
from bot.slack.views.here import here
from bot.slack.views.listing import listing
from bot.slack.views.page import page, settled_page
from bot.slack.views.show import show
from bot.slack.views.thread import thread_message
from bot.slack.views.timeline import timeline, words_of
from bot.slack.views.update_modal import update_modal
from incidents.effects import PostInThread, effects_of
from incidents.errors import Conflict, Invalid, State
from incidents.model import Change, Deed, EventKind, Incident, Kind, Severity, Status, Update
from tests.slack.samples import (
    ACKNOWLEDGED,
    ANN,
    BEN,
    CLOSED,
    NOW,
    PLAIN,
    RESOLVED,
    STATES,
    WAITING,
    ensure_takeable,
    event,
    labels,
    minutes_ago,
    payload,
    pressables,
    wrongs,
)

AMPERSANDS = replace(
    WAITING,
    title="&" * 255,
    description="<" * 10_000,
    monitors=("&" * 255,) * 50,
    last_update=Update(">" * 10_000, BEN, NOW),
)


OVER = ["(Timeline)", "(Draft the postmortem)"]


@pytest.mark.parametrize(
    ("incident", "pressed"),
    [
        (WAITING, ["Acknowledge", "(Post an update)", "(Resolve)", "(Add a note)", "(Edit)", "(Timeline)"]),
        (
            ACKNOWLEDGED,
            [
                "Update",
                "Resolve",
                "(Add a note)",
                "(Edit)",
                "(Make me the lead)",
                "(Take the acknowledgement back)",
                "(Timeline)",
            ],
        ),
        (RESOLVED, ["Reopen", "Close", "(Post an update)", "(Add a note)", "(Edit)", *OVER]),
        (CLOSED, OVER),
    ],
)
def test_the_card_offers_the_next_step_and_puts_the_rest_into_the_menu(
    incident: Incident, pressed: list[str]
) -> None:
    """At most two buttons, so that a thumb finds the right one at night."""
    assert labels(card(incident, NOW)) == pressed


def test_resolving_and_closing_by_button_ask_first() -> None:
    """And no other button does: the rest is easily undone."""
    shown = [pressed for incident in STATES for pressed in pressables(card(incident, NOW).blocks)]
    asking = {pressed["action_id"]: pressed["confirm"] for pressed in shown if "confirm" in pressed}
    assert set(asking) == {"resolve", "close"}
    assert asking["close"]["title"]["text"] == "Close INC-42?"
    assert asking["close"]["text"]["text"] == "Nothing about it can be changed after that."


@pytest.mark.parametrize("title", ["checkout is failing", "x" * 255])
def test_the_question_before_resolving_says_what_it_means(title: str) -> None:
    """The title on its own line, and what pressing says below, however long the title is."""
    shown = pressables(card(replace(ACKNOWLEDGED, title=title), NOW).blocks)
    [asked] = [pressed["confirm"]["text"]["text"] for pressed in shown if "confirm" in pressed]
    named, told = asked.split("\n")
    assert named[:19] == title[:19]
    assert told == "This says that service is restored. It can be reopened."


def test_the_lead_is_mentioned_unless_they_declared_it_themselves() -> None:
    """Nobody is notified of what they did."""
    declared_by_lead = replace(WAITING, declared=Deed(replace(ANN, id="U0CLEO"), NOW))
    assert "<@U0CLEO>" in str(card(WAITING, NOW).blocks)
    assert "<@U0CLEO>" not in str(card(declared_by_lead, NOW).blocks)
    assert "@cleo.demo" in str(card(declared_by_lead, NOW).blocks)


def test_the_menu_says_of_which_incident_it_was() -> None:
    """Its values are short; they carry what a button carries."""
    choice = option_value(ACKNOWLEDGED, "unacknowledge")
    expected = Press(ACKNOWLEDGED.id, ACKNOWLEDGED.round, ACKNOWLEDGED.version, {"do": "unacknowledge"})
    assert read(choice) == expected


def test_a_button_carries_round_version_and_more() -> None:
    """What was written is read again."""
    value = value_of(ACKNOWLEDGED, undo="severity", to="major")
    assert read(value) == Press(
        ACKNOWLEDGED.id, ACKNOWLEDGED.round, ACKNOWLEDGED.version, {"undo": "severity", "to": "major"}
    )
    assert read_fields(fields_value(word="resolve", text="42 “done”")) == {
        "word": "resolve",
        "text": "42 “done”",
    }


@pytest.mark.parametrize(
    "value", ["", "x", "[]", "{}", '{"i":1,"r":1,"v":1}', '["a",1,1]', "null", "[" * 2_000, '{"i":"a","r":1}']
)
def test_a_button_that_is_not_ours_is_refused(value: str) -> None:
    """Old or made up, it says so and nothing breaks."""
    with pytest.raises(Invalid):
        read(value)


def test_a_value_without_fields_is_refused() -> None:
    """A list is no set of fields."""
    with pytest.raises(Invalid):
        read_fields("[1]")


def test_what_follows_the_colon_of_an_action_only_tells_buttons_apart() -> None:
    """Slack wants distinct ids in a row."""
    assert name_of_action("declare_as:critical") == "declare_as"
    assert name_of_action("undo") == "undo"


def test_a_reminder_can_be_passed_on_only_where_somebody_comes_next() -> None:
    """Nor after a snooze, which belongs to no turn."""
    assert labels(page(WAITING, 2, 1, NOW, None)) == ["Acknowledge", "Snooze 15 min", "Pass on"]
    assert labels(page(WAITING, 2, 1, NOW, None, can_pass_on=False)) == ["Acknowledge", "Snooze 15 min"]
    assert labels(page(WAITING, None, None, NOW, None)) == ["Acknowledge", "Snooze 15 min"]
    *_, pass_on = pressables(page(WAITING, 2, 1, NOW, None).blocks)
    assert read(pass_on["value"]).extra == {"turn": 2}


@pytest.mark.parametrize("incident", [WAITING, RESOLVED, CLOSED, PLAIN])
def test_a_settled_reminder_leaves_nothing_to_press_but_the_timeline(incident: Incident) -> None:
    """Whatever became of it, when it is over or waits anew."""
    assert labels(settled_page(incident)) == ["Timeline"]


def test_whoever_acknowledged_a_reminder_goes_on_from_it() -> None:
    """The same buttons as on the card, with the same question before resolving."""
    settled = list(pressables(settled_page(ACKNOWLEDGED).blocks))
    assert labels(settled_page(ACKNOWLEDGED)) == ["Update", "Resolve", "Timeline"]
    assert settled[:2] == list(pressables(card(ACKNOWLEDGED, NOW).blocks))[:2]


@pytest.mark.parametrize(
    ("incident", "state", "said"),
    [
        (ACKNOWLEDGED, "acknowledged", "INC-42 is already acknowledged by @ben.demo, 8 min ago."),
        (
            RESOLVED,
            "resolved",
            "INC-42 is already resolved by @ben.demo, 8 min ago. Reopen it if it is not over.",
        ),
        (CLOSED, "closed", "INC-42 is already closed by @ben.demo, 8 min ago."),
        (WAITING, "unacknowledged", "INC-42 is not acknowledged, so there is nothing to take back."),
        (WAITING, "investigating", "INC-42 is still investigating (@ben.demo, 8 min ago). Resolve it first."),
    ],
)
def test_whoever_comes_second_reads_who_was_first_and_when(
    incident: Incident, state: State, said: str
) -> None:
    """In plain words, with the way out."""
    assert answers.conflict(Conflict(incident, state, BEN, minutes_ago(8)), NOW).text.startswith(said)


def test_a_text_too_long_for_a_button_is_not_cut() -> None:
    """Then the reference must be typed, and nothing of the text is lost unseen."""
    long = answers.pick_list("note", "x" * 3_000, [WAITING, PLAIN], NOW)
    assert not labels(long)
    assert "Name it: /incident note INC-42" in long.text
    assert labels(answers.pick_list("note", "x" * 1_500, [WAITING, PLAIN], NOW)) == ["INC-42", "INC-7"]
    assert not labels(answers.declare_as("x" * 3_000))


def test_a_slip_is_corrected_or_declared_as_it_was_typed() -> None:
    """A mention keeps its id for the word, and reads as a name in the title."""
    message = answers.did_you_mean("laed", "lead", "<@U0BEN|ben.demo> 42")
    carried = [read_fields(found["value"]) for found in pressables(message.blocks)]
    assert carried[0] == {"word": "lead", "text": "<@U0BEN|ben.demo> 42"}
    assert carried[1] == {"severity": "critical", "title": "laed @ben.demo 42"}


def test_a_title_too_long_for_large_letters_is_shown_whole() -> None:
    """Once: the number above, the title below."""
    large, whole = card(replace(PLAIN, title="x" * 255), NOW).blocks[:2]
    assert large["text"]["text"] == "🔵 INC-7"
    assert whole["text"]["text"] == "x" * 255


def test_maintenance_has_no_severity_to_show() -> None:
    """It says what it is instead."""
    maintenance = replace(PLAIN, kind=Kind.MAINTENANCE, severity=Severity.NONE)
    assert card(maintenance, NOW).text == "INC-7 maintenance, investigating: slow search"
    assert "nobody has acknowledged" in str(card(PLAIN, NOW).blocks)
    assert "nobody has acknowledged" not in str(card(maintenance, NOW).blocks)


def test_a_storm_lists_some_and_counts_the_rest() -> None:
    """One message, a button for each that it names; two of them stand out."""
    message = here([WAITING] * 33, NOW)
    assert labels(message) == ["Acknowledge"] * 20
    styles = [block["accessory"].get("style") for block in message.blocks if "accessory" in block]
    assert styles == ["primary"] * 2 + [None] * 18
    assert message.blocks[-1]["elements"][0]["text"].startswith("and 13 more")


def test_a_list_that_goes_on_says_where() -> None:
    """The next page begins below the last number shown."""
    numbered = [replace(PLAIN, number=number) for number in range(50, 20, -1)]
    more = list(pressables(listing("All", numbered, NOW, more=False, which="all").blocks))[-1]
    assert read_fields(more["value"]) == {"which": "all", "before": 31}


def test_text_that_grows_fivefold_when_escaped_still_fits() -> None:
    """Slack may count what it shows or what it keeps."""
    for message in (
        card(AMPERSANDS, NOW),
        show(AMPERSANDS, NOW),
        page(AMPERSANDS, 1, 1, NOW, None),
        here([AMPERSANDS] * 30, NOW),
        listing("All", [AMPERSANDS] * 30, NOW, more=False, which="all"),
        answers.pick_list("note", "&", [AMPERSANDS] * 30, NOW),
        answers.refused("&" * 10_000),
        thread_message(AMPERSANDS, event(EventKind.NOTE_ADDED, "&" * 10_000)),
        timeline(AMPERSANDS, [event(EventKind.NOTE_ADDED, "&" * 10_000)] * 99),
    ):
        ensure_takeable(message, "<@U0CLEO>", "<!here>")


def test_the_longest_update_is_shown_whole_in_its_thread() -> None:
    """Ten thousand characters are what the rules let in."""
    message = thread_message(WAITING, event(EventKind.UPDATE_POSTED, "word " * 2_000))
    shown = "".join(block["text"]["text"] for block in message.blocks if block["type"] == "section")
    assert shown.count("word") == 2_000
    ensure_takeable(message)


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_has_words(kind: EventKind) -> None:
    """And the words say who."""
    assert words_of(event(kind, "text")).startswith("@ben.demo ")


@pytest.mark.parametrize("kind", EventKind)
def test_whatever_belongs_in_the_thread_can_be_shown_there(kind: EventKind) -> None:
    """The rules say what is told in the thread; the view has words for it."""
    happened = event(kind, "text", raised=False, turn=0, lead="U0CLEO", until=NOW.isoformat())
    for effect in effects_of(Change(WAITING, ACKNOWLEDGED, (happened,))):
        if isinstance(effect, PostInThread):
            assert not wrongs("Message", payload(thread_message(WAITING, effect.event)))


def test_a_form_offers_only_where_the_incident_may_go() -> None:
    """And a closed one can be shown without a status to choose."""
    offered = status_field(RESOLVED, current=True)[0]["element"]["options"]
    assert [option["value"] for option in offered] == [
        Status.RESOLVED,
        Status.INVESTIGATING,
        Status.IDENTIFIED,
        Status.MONITORING,
        Status.CLOSED,
    ]
    assert not wrongs("Modal", update_modal(CLOSED))
