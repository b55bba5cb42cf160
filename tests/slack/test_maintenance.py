"""Planning maintenance from Slack: by a form, and other times by the card."""

from datetime import timedelta

import pytest

from bot.slack.views.card import card
from incidents.model import Kind, Status
from incidents.plan import Plan
from incidents.publishing import GUEST
from storage import monitors, publications
from tests.slack.heard import Payload
from tests.slack.talking import CHECKOUT, Talk, utc

HOUR = timedelta(hours=1)


def epoch(hour: int, minute: int = 0) -> str:
    return str(int(utc(hour, minute).timestamp()))


async def form(talk: Talk, **how: str) -> Payload:
    return (await talk.types("maintenance", **how)).views[0]


def fields(view: Payload) -> list[str]:
    return [block["block_id"] for block in view["blocks"]]


async def pressed_on_card(talk: Talk, label: str) -> Payload:
    """Press a button of the card as it is, or choose from its menu, and give the form that opens."""
    elements = card(await talk.now("INC-1"), talk.world.now()).blocks[-1]["elements"]
    button = next((each for each in elements if each.get("text", {}).get("text") == label), None)
    heard = await (talk.presses(button) if button else talk.chooses(elements[-1], label))
    return heard.views[0]


async def is_public(talk: Talk) -> bool:
    incident = await talk.now("INC-1")
    return bool(await talk.store.read(lambda tx: publications.of(tx, incident.id)))


async def test_without_words_a_form_opens_and_the_title_alone_is_enough(talk: Talk) -> None:
    """It offers the next full hour; without a page there is none to choose."""
    view = await form(talk, channel=CHECKOUT)
    assert fields(view) == ["title", "monitors", "starts_at", "ends_at"]
    heard = await talk.submits(view, title="Database upgrade", monitors="shop-db, payments")
    assert "INC-1 is planned from" in heard.words
    work = await talk.now("INC-1")
    assert (work.kind, work.planned) == (Kind.MAINTENANCE, Plan(utc(18, 0), utc(19, 0)))
    assert (work.monitors, work.channel, work.page) == (("shop-db", "payments"), CHECKOUT, None)


async def test_a_page_that_is_chosen_announces_it(talk: Talk) -> None:
    """Whoever plans it is told where; the times are those that were picked."""
    await talk.has_pages("acme", "beta")
    await talk.is_member()
    view = await form(talk)
    heard = await talk.submits(view, title="Upgrade", page="beta", starts_at=epoch(20), ends_at=epoch(21, 30))
    assert "The public reads it on Beta." in heard.words
    assert (await talk.now("INC-1")).planned == Plan(utc(20, 0), utc(21, 30))
    assert await is_public(talk)


async def test_a_guest_plans_and_publishes_nothing(talk: Talk) -> None:
    """They are told so."""
    await talk.has_pages("acme")
    await talk.is_member(standing=GUEST)
    heard = await talk.submits(await form(talk), title="Upgrade", page="acme")
    assert "since you are a guest here" in heard.words
    assert not await is_public(talk)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x", "ends_at": epoch(18)}, "ends_at"),
        ({"title": "x", "starts_at": epoch(2), "ends_at": epoch(3)}, "ends_at"),
        ({"title": "x", "starts_at": ""}, "starts_at"),
    ],
)
async def test_what_cannot_be_is_told_beside_its_field(talk: Talk, typed: dict[str, str], field: str) -> None:
    """And nothing is planned."""
    heard = await talk.submits(await form(talk), **typed)
    assert list(heard.errors) == [field]
    assert await talk.incident("INC-1") is None


async def test_it_is_planned_anew_from_its_card(talk: Talk) -> None:
    """Both times before it has begun, the end alone afterwards; when it is over there is nothing to plan."""
    await talk.submits(await form(talk), title="Upgrade")
    view = await pressed_on_card(talk, "Change the times")
    assert fields(view) == ["starts_at", "ends_at"]
    await talk.submits(view, starts_at=epoch(20), ends_at=epoch(21))
    assert (await talk.now("INC-1")).planned == Plan(utc(20, 0), utc(21, 0))

    await talk.types("status 1 identified")
    view = await pressed_on_card(talk, "Change its end")
    assert fields(view) == ["ends_at"]
    assert list((await talk.submits(view, ends_at=epoch(17))).errors) == ["ends_at"]
    heard = await talk.submits(view, ends_at=epoch(22))
    assert "INC-1 is planned" in heard.words
    assert (await talk.now("INC-1")).planned == Plan(utc(20, 0), utc(22, 0))

    view = await pressed_on_card(talk, "Change its end")
    await talk.types("resolve 1")
    assert (await talk.now("INC-1")).status is Status.RESOLVED
    refused = await talk.submits(view, ends_at=epoch(23))
    assert "already resolved" in str(refused.errors)
    assert (await talk.now("INC-1")).planned == Plan(utc(20, 0), utc(22, 0))


TYPED = 'maintenance "Database upgrade" of {of} from tomorrow 23:00 to 22:00'


async def test_the_answer_says_how_long_it_lasts_with_the_times_to_change_beside_it(talk: Talk) -> None:
    """An end before the start by the clock is on the next day, which is rarely what was meant."""
    heard = await talk.types(TYPED.format(of="shop"))
    assert ": 23 h. It begins and ends by itself" in heard.words
    view = (await talk.presses(heard.button("Change the times"))).views[0]
    heard = await talk.submits(view, starts_at=epoch(20), ends_at=epoch(20, 30))
    assert ": 30 min." in heard.words


async def test_a_monitor_that_nobody_has_heard_of_is_doubted(talk: Talk) -> None:
    """Whether it is typed or comes by the form; one that is known, or shown by a page, is not."""
    await talk.has_pages("acme")
    await talk.store.run(lambda tx: monitors.ensure(tx, ["shop", "payments"]))
    heard = await talk.types(TYPED.format(of="shpo, payments, xyz"))
    assert "Nobody has heard of shpo here yet, so that it silences nothing. Did you mean shop?" in heard.words
    assert "Nobody has heard of xyz here yet, so that it silences nothing." in heard.words
    assert "heard of payments" not in heard.words
    heard = await talk.submits(await form(talk), title="Again", monitors="paymets")
    assert "Did you mean payments?" in heard.words
    heard = await talk.submits(await form(talk), title="Again", monitors="shop")
    assert "Nobody has heard" not in heard.words


async def test_the_answer_says_that_it_is_not_public_yet(talk: Talk) -> None:
    """Where there is a page that could announce it, and none was chosen."""
    heard = await talk.types(TYPED.format(of="shop"))
    assert "The public does not" not in heard.words
    await talk.has_pages("acme")
    await talk.is_member()
    heard = await talk.types(TYPED.format(of="shop"))
    assert "The public does not read of it until it is published: /incident publish" in heard.words
    heard = await talk.submits(await form(talk), title="Upgrade", page="acme")
    assert "The public does not" not in heard.words


@pytest.mark.parametrize("word", ["ack", "resolve", "resolve all done", "lead me"])
async def test_what_is_only_scheduled_is_meant_by_its_number_alone(talk: Talk, word: str) -> None:
    """Whoever resolves without a number means what is wrong now, not what is planned for January."""
    await talk.types(TYPED.format(of="shop"))
    heard = await talk.types(word)
    assert "INC-1" not in heard.words
    assert (await talk.now("INC-1")).status is Status.INVESTIGATING
    await talk.types("critical checkout is failing")
    assert "INC-2" in (await talk.types(word)).words
    assert (await talk.now("INC-1")).status is Status.INVESTIGATING
