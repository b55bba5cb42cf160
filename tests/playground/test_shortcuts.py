"""Shortcuts of the manifest, run by people: message ones with their message, global ones from anywhere."""

from asyncio import TaskGroup
from pathlib import Path

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.people import JSON, Person, SocketBot

HERE = "C0INCIDENTS"


@pytest.fixture
def manifest() -> Path:
    return Path(__file__).parent / "surfaces.yml"


async def ran(bot: SocketBot, person: Person, **shortcut: str) -> JSON:
    """Return the payload of a shortcut, acknowledged."""
    async with TaskGroup() as group:
        run = group.create_task(person.does("shortcut", **shortcut))
        envelope = await bot.envelopes.get()
        await bot.answers(envelope)
    assert run.result() == {"ok": True}
    return envelope.payload


async def test_the_page_knows_the_shortcuts_of_the_manifest(ann: Person) -> None:
    state = await ann.looks("state")
    told = [(one["type"], one["callback_id"], one["name"]) for one in state["shortcuts"]]
    assert told == [
        ("message", "declare_from_message", "Declare from this"),
        ("global", "declare", "Declare an incident"),
    ]


async def test_a_message_shortcut_brings_the_message_and_a_way_to_answer(
    bot: SocketBot, client: AsyncWebClient, session: ClientSession, ann: Person, ben: Person
) -> None:
    """The shape: https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload."""
    ts = (await ben.says(HERE, "the checkout fails"))["ts"]
    payload = await ran(bot, ann, callback_id="declare_from_message", channel=HERE, ts=ts)
    assert payload["type"] == "message_action"
    assert payload["callback_id"] == "declare_from_message"
    assert payload["channel"] == {"id": HERE, "name": "incidents"}
    assert (payload["message"]["text"], payload["message"]["user"]) == ("the checkout fails", "U0BEN")
    assert (payload["message_ts"], payload["message"]["ts"]) == (ts, ts)
    assert payload["user"]["id"] == "U0ANN"
    assert float(payload["action_ts"]) > float(ts)
    async with session.post(payload["response_url"], json={"text": "Declared"}) as answer:
        assert answer.status == 200
    assert [message["text"] for message in await ann.reads(HERE)] == ["the checkout fails", "Declared"]
    assert [message["text"] for message in await ben.reads(HERE)] == ["the checkout fails"]


async def test_a_global_shortcut_knows_no_channel_and_opens_a_modal(
    bot: SocketBot, client: AsyncWebClient, ann: Person
) -> None:
    payload = await ran(bot, ann, callback_id="declare", channel=HERE)
    assert (payload["type"], payload["callback_id"]) == ("shortcut", "declare")
    assert not {"channel", "message", "response_url"} & payload.keys()
    body = {"type": "section", "text": {"type": "plain_text", "text": "Well?"}}
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Declare"}, "blocks": [body]}
    await client.views_open(trigger_id=payload["trigger_id"], view=view)
    assert (await ann.top_view())["title"]["text"] == "Declare"


@pytest.mark.parametrize(
    ("shortcut", "error"),
    [
        ({"callback_id": "unheard_of"}, "shortcut_not_found"),
        ({"callback_id": "declare_from_message"}, "shortcut_not_found"),
        ({"callback_id": "declare_from_message", "channel": HERE, "ts": "1.2"}, "message_not_found"),
        ({"callback_id": "declare_from_message", "channel": "D0BEN", "ts": "1.2"}, "channel_not_found"),
        ({"callback_id": "declare", "channel": HERE, "ts": "1.2"}, "shortcut_not_found"),
    ],
)
async def test_what_is_not_there_cannot_be_run(ann: Person, shortcut: JSON, error: str) -> None:
    await ann.does("home", tab="messages")  # opens her direct messages
    assert await ann.does("shortcut", **shortcut) == {"ok": False, "error": error}


async def test_a_shortcut_without_a_bot_is_told_by_its_name(ann: Person) -> None:
    async with await ann.watches() as watching:
        assert (await ann.does("shortcut", callback_id="declare"))["failed"] == "dispatch_failed"
        frame = await watching.receive_json(timeout=20)
    assert frame["text"] == 'Declare an incident failed with the error "dispatch_failed"'
