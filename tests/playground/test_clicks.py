"""Clicks in messages, and the response URLs that answer them."""

from asyncio import TaskGroup
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.conftest import Clock
from tests.playground.people import JSON, Person, SocketBot

Connect = Callable[[AsyncApp], Awaitable[None]]
HERE = "C0INCIDENTS"


def plain(text: str) -> JSON:
    return {"type": "plain_text", "text": text}


MAJOR, MINOR = ({"text": plain(word), "value": word} for word in ("major", "minor"))
BUTTONS = {
    "type": "actions",
    "block_id": "buttons",
    "elements": [
        {
            "type": "button",
            "action_id": "ack",
            "text": plain("Acknowledge"),
            "value": "INC-1:3",
            "style": "primary",
        },
        {
            "type": "static_select",
            "action_id": "severity",
            "options": [MAJOR, MINOR],
            "initial_option": MAJOR,
        },
        {"type": "overflow", "action_id": "more", "options": [MAJOR, MINOR]},
    ],
}


@pytest.fixture
async def card(client: AsyncWebClient) -> JSON:
    await client.conversations_join(channel=HERE)
    posted = await client.chat_postMessage(channel=HERE, text="card", blocks=[BUTTONS])
    message: JSON = posted["message"]
    return message


async def pressed(
    bot: SocketBot, person: Person, message: JSON, action_id: str, channel: str = HERE, **element: Any
) -> JSON:
    """Return the payload that the bot got, acknowledged."""
    async with TaskGroup() as group:
        press = group.create_task(person.presses(channel, message, action_id, **element))
        envelope = await bot.envelopes.get()
        await bot.answers(envelope)
    assert press.result() == {"ok": True}
    return envelope.payload


async def respond(session: ClientSession, payload: JSON, **body: Any) -> tuple[int, JSON]:
    async with session.post(payload["response_url"], json=body) as answer:
        return answer.status, await answer.json()


async def test_bolt_hears_a_button_and_changes_the_message(
    app: AsyncApp, connect: Connect, card: JSON, ben: Person, ann: Person
) -> None:
    """The payload says who pressed what; the message changes for everybody."""

    @app.action("ack")
    async def acknowledge(ack: AsyncAck, body: JSON, action: JSON, respond: AsyncRespond) -> None:
        await ack()
        await respond(f"{body['user']['username']} pressed {action['value']}", replace_original=True)

    await connect(app)
    assert await ben.presses(HERE, card, "ack") == {"ok": True}
    [message] = await ann.reads(HERE)
    assert (message["text"], message["blocks"]) == ("ben.demo pressed INC-1:3", [])


async def test_a_click_tells_message_place_and_person(bot: SocketBot, card: JSON, ann: Person) -> None:
    payload = await pressed(bot, ann, card, "ack")
    assert payload["type"] == "block_actions"
    assert payload["user"]["id"] == "U0ANN"
    place = {"type": "message", "message_ts": card["ts"], "channel_id": HERE, "is_ephemeral": False}
    assert payload["container"] == place
    assert payload["channel"] == {"id": HERE, "name": "incidents"}
    assert payload["message"]["ts"] == card["ts"]
    [action] = payload["actions"]
    assert {key: action[key] for key in ("action_id", "block_id", "type", "value", "style")} == {
        "action_id": "ack",
        "block_id": "buttons",
        "type": "button",
        "value": "INC-1:3",
        "style": "primary",
    }


async def test_a_choice_must_be_one_that_is_offered(bot: SocketBot, card: JSON, ann: Person) -> None:
    payload = await pressed(bot, ann, card, "severity", selected_option=MINOR)
    assert payload["actions"][0]["selected_option"] == MINOR
    made_up = {"text": plain("doom"), "value": "doom"}
    answer = await ann.presses(HERE, card, "severity", selected_option=made_up)
    assert answer == {"ok": False, "error": "option_not_found"}


LABEL = plain("Label")
SMALL_ONES = {
    "type": "context_actions",
    "elements": [
        {"type": "icon_button", "action_id": "remove", "icon": "trash", "text": LABEL, "value": "INC-1"},
        {
            "type": "feedback_buttons",
            "action_id": "opinion",
            "positive_button": {"text": LABEL, "value": "good"},
            "negative_button": {"text": LABEL, "value": "bad"},
        },
    ],
}
WORKFLOW = {
    "type": "workflow_button",
    "action_id": "flow",
    "text": LABEL,
    "workflow": {"trigger": {"url": "https://example.com/flow"}},
}


async def test_the_rarer_buttons_can_be_pressed_too(
    bot: SocketBot, client: AsyncWebClient, ann: Person
) -> None:
    """Icons bring the value that the bot gave them, and feedback the one of the half that was pressed."""
    blocks = [SMALL_ONES, {"type": "actions", "elements": [WORKFLOW]}]
    posted = await client.chat_postMessage(channel="U0ANN", text="rare", blocks=blocks)
    message: JSON = posted["message"]
    told = [
        (await pressed(bot, ann, message, action_id, channel="D0ANN", **element))["actions"][0]
        for action_id, element in (
            ("remove", {"value": "made up"}),
            ("opinion", {"value": "bad"}),
            ("flow", {}),
        )
    ]
    assert [(action["type"], action.get("value")) for action in told] == [
        ("icon_button", "INC-1"),
        ("feedback_buttons", "bad"),
        ("workflow_button", None),
    ]
    refused = await ann.presses("D0ANN", message, "opinion", value="neither")
    assert refused == {"ok": False, "error": "option_not_found"}


async def test_what_is_not_there_cannot_be_clicked(bot: SocketBot, card: JSON, ann: Person) -> None:
    wrong = {"channel": HERE, "block_id": "buttons", "action_id": "gone", "element": {}}
    assert (await ann.does("action", ts=card["ts"], **wrong))["error"] == "action_not_found"
    assert (await ann.does("action", ts="1.2", **wrong))["error"] == "message_not_found"


async def test_a_private_answer_can_be_clicked_replaced_and_deleted(
    bot: SocketBot, client: AsyncWebClient, session: ClientSession, card: JSON, ann: Person, ben: Person
) -> None:
    """Its payload carries no message, as in Slack."""
    await client.chat_postEphemeral(channel=HERE, user="U0ANN", text="Undo?", blocks=[BUTTONS])
    private = (await ann.reads(HERE))[-1]
    payload = await pressed(bot, ann, private, "ack")
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    assert (await ben.presses(HERE, private, "ack"))["error"] == "message_not_found"
    assert await respond(session, payload, text="Undone", replace_original=True) == (200, {"ok": True})
    assert (await ann.reads(HERE))[-1]["text"] == "Undone"
    await respond(session, payload, delete_original=True)
    assert [message["text"] for message in await ann.reads(HERE)] == ["card"]


async def test_a_response_url_takes_five_posts_in_half_an_hour(
    bot: SocketBot, session: ClientSession, card: JSON, ann: Person, ben: Person, clock: Clock
) -> None:
    payload = await pressed(bot, ann, card, "ack")
    await respond(session, payload, text="for all", response_type="in_channel")
    for _ in range(4):
        await respond(session, payload, text="for Ann")
    assert await respond(session, payload, text="one more") == (404, {"ok": False, "error": "used_url"})
    assert [message["text"] for message in await ben.reads(HERE)] == ["card", "for all"]
    assert len(await ann.reads(HERE)) == 6
    payload = await pressed(bot, ann, card, "ack")
    clock.time += 30 * 60 + 1
    assert await respond(session, payload, text="late") == (404, {"ok": False, "error": "expired_url"})


async def test_a_response_with_wrong_blocks_is_refused(
    bot: SocketBot, session: ClientSession, card: JSON, ann: Person
) -> None:
    payload = await pressed(bot, ann, card, "ack")
    status, answer = await respond(session, payload, blocks=[{"type": "section"}])
    assert (status, answer["error"]) == (400, "invalid_blocks")


async def test_the_original_can_be_deleted_by_response_url(
    bot: SocketBot, session: ClientSession, card: JSON, ann: Person
) -> None:
    payload = await pressed(bot, ann, card, "more", selected_option=MAJOR)
    await respond(session, payload, delete_original=True)
    assert await ann.reads(HERE) == []
