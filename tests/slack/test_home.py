"""The App Home: what is going on, and what is pressed there."""

import re
from typing import Any

from tests.slack.heard import Heard, Payload
from tests.slack.talking import Talk


def _texts(heard: Heard) -> list[str]:
    """Give what the home says, block by block."""
    [view] = heard.views
    assert view["type"] == "home"
    return [block["text"]["text"] for block in view["blocks"] if "text" in block]


def _buttons(heard: Heard, label: str) -> list[Payload]:
    [view] = heard.views
    elements: list[dict[str, Any]] = [
        element
        for block in view["blocks"]
        for element in (*block.get("elements", []), block.get("accessory"))
        if element
    ]
    return [each for each in elements if each["type"] == "button" and each["text"]["text"] == label]


async def test_when_nothing_is_going_on_it_says_so(talk: Talk) -> None:
    """And offers to declare."""
    heard = await talk.opens_home()
    assert _texts(heard) == ["Open incidents", "Nothing is going on. All quiet."]
    [declare] = _buttons(heard, "Declare an incident…")
    form = (await talk.presses_at_home(declare)).views[0]
    heard = await talk.submits(form, title="checkout is failing")
    assert "You have declared INC-1" in _texts(heard)[0]
    assert "checkout is failing" in _texts(heard)[-1]


async def test_what_it_says_can_be_typed_declares(talk: Talk) -> None:
    """Word for word."""
    [view] = (await talk.opens_home()).views
    [typed, _] = re.findall(r"`/incident (.+?)`", str(view["blocks"][-1]))
    await talk.types(typed)
    assert (await talk.now("INC-1")).title == "what is wrong"


async def test_what_nobody_is_on_comes_first_and_is_acknowledged_there(talk: Talk) -> None:
    """The answer stands on top, with its Undo; the rest is as things are now."""
    await talk.declares("search is slow", severity="minor")
    await talk.declares("checkout is failing", severity="critical")
    await talk.declares("payments fail", severity="critical")
    await talk.types("ack 2")
    heard = await talk.opens_home()
    assert [text.split(" ·")[0] for text in _texts(heard)[1:]] == ["🚨 INC-3", "🔵 INC-1", "🚨 INC-2"]
    await talk.types("ack 3")
    heard = await talk.opens_home()

    [acknowledge] = _buttons(heard, "Acknowledge")
    heard = await talk.presses_at_home(acknowledge, who="U0BEN")
    assert "INC-1" in _texts(heard)[0]
    assert not _buttons(heard, "Acknowledge")
    [undo] = _buttons(heard, "Undo")
    heard = await talk.presses_at_home(undo, who="U0BEN")
    assert (await talk.now("INC-1")).is_waiting
    assert _buttons(heard, "Acknowledge")


async def test_it_is_renewed_when_asked(talk: Talk) -> None:
    """Slack does not ask again while it is open."""
    [renew] = _buttons(await talk.opens_home(), "Refresh")
    await talk.declares()
    assert "INC-1" in _texts(await talk.presses_at_home(renew))[-1]


async def test_the_tab_of_messages_draws_nothing(talk: Talk) -> None:
    """It is told of by the same event."""
    assert (await talk.opens_home(tab="messages")).views == []


async def test_of_very_many_the_first_are_shown(talk: Talk) -> None:
    """And how many more there are."""
    for number in range(25):
        await talk.declares(f"trouble {number}")
    [view] = (await talk.opens_home()).views
    assert len([block for block in view["blocks"] if "INC-" in str(block.get("text"))]) == 20
    assert "And 5 more" in str(view["blocks"])
