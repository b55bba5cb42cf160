"""Buttons and menus: one winner, stale ones, repeats, and what each does."""

import asyncio
from collections.abc import Callable

import pytest

from bot import outgoing
from bot.caller import Caller
from bot.slack.buttons import value_of
from bot.slack.views.card import card
from bot.slack.views.page import page
from bot.slack.views.show import show
from incidents.model import EventKind, Incident, Status
from storage.store import Transaction
from tests.slack.heard import Payload
from tests.slack.samples import ANN, BEN
from tests.slack.talking import DM, INCIDENTS, Talk


def _button(blocks: list[Payload], label: str) -> Payload:
    elements: list[Payload] = [element for block in blocks for element in block.get("elements", [])]
    return next(e for e in elements if e["type"] == "button" and e["text"]["text"] == label)


def _menu(blocks: list[Payload]) -> Payload:
    return next(e for b in blocks for e in b.get("elements", []) if e["type"] == "overflow")


async def _card(talk: Talk, reference: str = "INC-1") -> list[Payload]:
    return card(await talk.now(reference), talk.world.now()).blocks


async def test_acknowledging_on_the_card(talk: Talk) -> None:
    """Whoever pressed reads so privately; the card is left to the delivery."""
    await talk.declares()
    heard = await talk.presses(_button(await _card(talk), "Acknowledge"), "U0BEN", INCIDENTS)
    assert "acknowledged INC-1" in heard.words
    assert heard.message["replace_original"] is False
    assert not heard.body
    deed = (await talk.now("INC-1")).acknowledged
    assert deed is not None
    assert deed.by == BEN


async def test_the_second_presser_reads_who_was_first(talk: Talk) -> None:
    """And when; nothing more happens."""
    await talk.declares()
    button = _button(await _card(talk), "Acknowledge")
    await talk.presses(button, "U0BEN")
    talk.world.passes(seconds=12)
    heard = await talk.presses(button, "U0ANN")
    assert "already acknowledged by @ben.demo, 12 s ago" in heard.words
    assert (await talk.happened("INC-1")).count(EventKind.ACKNOWLEDGED) == 1


async def test_two_presses_at_once_have_one_winner(talk: Talk) -> None:
    """Ten people press in the same moment."""
    await talk.declares()
    button = _button(await _card(talk), "Acknowledge")
    await asyncio.gather(*(talk.presses(button, who) for who in ("U0ANN", "U0BEN") for _ in range(5)))
    assert (await talk.happened("INC-1")).count(EventKind.ACKNOWLEDGED) == 1
    told = [post["text"] for post in talk.posts]
    assert sum("You have acknowledged" in text for text in told) == 1
    assert sum("already acknowledged" in text for text in told) == 9


async def test_a_press_delivered_twice_acts_once_and_hears_the_same(talk: Talk) -> None:
    """The trigger is remembered in the database."""
    await talk.declares()
    button = _button(await _card(talk), "Acknowledge")
    first = await talk.presses(button, "U0BEN", trigger="T1")
    second = await talk.presses(button, "U0BEN", trigger="T1")
    assert first.message["blocks"] == second.message["blocks"]
    assert (await talk.happened("INC-1")).count(EventKind.ACKNOWLEDGED) == 1


async def test_a_press_on_a_snooze_delivered_twice_is_noted_once(talk: Talk) -> None:
    """A repeat that would be no conflict is caught too."""
    await talk.declares()
    button = _button(_page(await talk.now("INC-1"), talk), "Snooze 15 min")
    for _ in range(2):
        assert "for you until" in (await talk.presses(button, "U0BEN", DM, trigger="T1")).words
    assert (await talk.happened("INC-1")).count(EventKind.SNOOZED) == 1


@pytest.mark.parametrize("label", ["Acknowledge", "Snooze 15 min", "Pass on"])
async def test_a_page_of_a_former_round_changes_nothing(talk: Talk, label: str) -> None:
    """It says what the incident is now instead."""
    await talk.declares()
    old = _page(await talk.now("INC-1"), talk)
    await talk.service.acknowledge("INC-1", Caller(ANN))
    await talk.service.unacknowledge("INC-1", Caller(ANN))
    before = await talk.happened("INC-1")
    heard = await talk.presses(_button(old, label), "U0BEN", DM)
    assert "nothing was changed. INC-1 is now critical" in heard.words
    assert await talk.happened("INC-1") == before


@pytest.mark.parametrize("label", ["Acknowledge", "Snooze 15 min", "Pass on"])
async def test_a_page_of_an_acknowledged_incident_says_by_whom(talk: Talk, label: str) -> None:
    """Late to the phone."""
    await talk.declares()
    old = _page(await talk.now("INC-1"), talk)
    await talk.service.acknowledge("INC-1", Caller(ANN))
    heard = await talk.presses(_button(old, label), "U0BEN", DM)
    assert "already acknowledged by @ann.demo" in heard.words


async def test_a_new_title_makes_no_acknowledgement_stale(talk: Talk) -> None:
    """At three in the morning one press must do."""
    await talk.declares()
    button = _button(await _card(talk), "Acknowledge")
    await talk.types("title something better", who="U0CLEO")
    await talk.types("note it is DNS", who="U0CLEO")
    await talk.presses(button, "U0BEN")
    assert (await talk.now("INC-1")).acknowledged


async def test_resolving_reopening_and_closing_on_the_card(talk: Talk) -> None:
    """Each by its button, and each only once."""
    await talk.declares()
    await talk.types("ack")
    for label, status in (
        ("Resolve", Status.RESOLVED),
        ("Reopen", Status.INVESTIGATING),
    ):
        await talk.presses(_button(await _card(talk), label))
        assert (await talk.now("INC-1")).status is status
    await talk.types("resolve")
    close = _button(await _card(talk), "Close")
    await talk.presses(close)
    assert (await talk.now("INC-1")).status is Status.CLOSED
    assert "already closed by @ann.demo" in (await talk.presses(close, "U0BEN")).words


@pytest.mark.parametrize("label", ["Update", "Add a note", "Edit", "Post an update", "Resolve"])
async def test_forms_open_from_the_card(talk: Talk, label: str) -> None:
    """From buttons and from the menu, for the incident as it is now."""
    await talk.declares()
    if label == "Update":
        await talk.types("ack")
        heard = await talk.presses(_button(await _card(talk), label))
    else:
        heard = await talk.chooses(_menu(await _card(talk)), label)
    assert heard.views[0]["title"]["text"].endswith("INC-1")
    assert not heard.posts


async def test_a_form_for_a_closed_incident_does_not_open(talk: Talk) -> None:
    """Nobody types for nothing."""
    await talk.declares()
    await talk.types("ack")
    button = _button(await _card(talk), "Update")
    await talk.types("resolve")
    await talk.types("close")
    heard = await talk.presses(button)
    assert not heard.views
    assert "already closed" in heard.words


async def test_the_menu_makes_me_lead_takes_back_and_shows_the_timeline(talk: Talk) -> None:
    """The choices that open no form."""
    await talk.declares()
    await talk.types("ack")
    menu = _menu(await _card(talk))
    assert "@ben.demo is the lead" in (await talk.chooses(menu, "Make me the lead", "U0BEN")).words
    assert "acknowledged it" in (await talk.chooses(menu, "Timeline")).words
    await talk.chooses(menu, "Take the acknowledgement back")
    assert (await talk.now("INC-1")).is_waiting


@pytest.mark.parametrize("label", ["Make me the lead", "Take the acknowledgement back", "Add a note", "Edit"])
async def test_a_menu_of_a_former_round_changes_nothing_and_opens_no_form(talk: Talk, label: str) -> None:
    """It says what the incident is now instead; looking is always possible."""
    await talk.declares()
    await talk.types("ack")
    menu = _menu(await _card(talk))
    await talk.types("unack")
    await talk.types("ack", who="U0BEN")
    before = await talk.happened("INC-1")
    heard = await talk.chooses(menu, label, "U0CLEO")
    assert "nothing was changed. INC-1 is now critical" in heard.words
    assert not heard.views
    assert await talk.happened("INC-1") == before
    assert "acknowledged it" in (await talk.chooses(menu, "Timeline")).words


@pytest.mark.parametrize("label", ["Post an update", "Resolve"])
async def test_a_form_is_not_opened_from_a_former_round(talk: Talk, label: str) -> None:
    """Nobody types for nothing."""
    await talk.declares()
    menu = _menu(await _card(talk))
    await talk.types("ack")
    await talk.types("unack")
    heard = await talk.chooses(menu, label)
    assert "nothing was changed. INC-1 is now critical" in heard.words
    assert not heard.views


async def test_show_and_timeline_from_a_list(talk: Talk) -> None:
    """The list stays, the incident comes below it."""
    await talk.declares()
    listed = await talk.types("list")
    shown = await talk.presses(listed.button("Show"), private="1.1")
    assert shown.message["replace_original"] is False
    assert shown.message["blocks"] == show(await talk.now("INC-1"), talk.world.now()).blocks


async def test_declaring_twice_from_one_question_declares_once(talk: Talk) -> None:
    """A double click, or two of its buttons."""
    asked = await talk.types("checkout is failing")
    buttons = list(asked.buttons())
    for button in (buttons[0], buttons[0], buttons[1]):
        heard = await talk.presses(button, private="5.5")
        assert "INC-1" in heard.words
    assert await talk.incident("INC-2") is None


async def test_passing_on_pages_the_next_step(talk: Talk) -> None:
    """Once: the second press reads that it happened."""
    await talk.declares()
    await talk.store.run(_take_first_turn(await talk.now("INC-1")))
    button = _button(_page(await talk.now("INC-1"), talk), "Pass on")
    assert "next step" in (await talk.presses(button, "U0BEN", DM)).words
    assert (await talk.happened("INC-1")).count(EventKind.PASSED_ON) == 1


@pytest.mark.parametrize(
    ("action_id", "value"),
    [
        ("acknowledge", "nonsense"),
        ("acknowledge", "{}"),
        ("acknowledge", "[1,2,3,4]"),
        ("undo", '{"i":"x","r":1,"v":1,"undo":"everything"}'),
        ("self_destruct", "{}"),
    ],
)
async def test_a_button_that_makes_no_sense_is_answered(talk: Talk, action_id: str, value: str) -> None:
    """From an older version, say."""
    heard = await talk.presses(
        {
            "type": "button",
            "text": {"type": "plain_text", "text": "x"},
            "action_id": action_id,
            "value": value,
        }
    )
    assert "Use the incident's card" in heard.words


async def test_a_button_of_an_incident_that_is_gone_is_answered(talk: Talk) -> None:
    """A database that was started anew, say."""
    await talk.declares()
    incident = await talk.now("INC-1")
    gone = Incident(**{**{n: getattr(incident, n) for n in incident.__slots__}, "id": "f" * 32})
    heard = await talk.presses({"type": "button", "action_id": "acknowledge", "value": value_of(gone)})
    assert "There is no incident" in heard.words


def _page(incident: Incident, talk: Talk) -> list[Payload]:
    return page(incident, 0, 1, talk.world.now(), None).blocks


def _take_first_turn(incident: Incident) -> Callable[[Transaction], bool]:
    return lambda tx: outgoing.put_turn(tx, incident, 1, tx.now)
