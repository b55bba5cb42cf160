"""The arguments of chat.postMessage and its neighbours, each with what it does."""

from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from tests.playground.granted import manifest_with, refusal
from tests.playground.people import Person

HERE = "C0INCIDENTS"
LONG = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_900}} for _ in range(5)]


@pytest.fixture(autouse=True)
async def joined(client: AsyncWebClient) -> None:
    await client.conversations_join(channel=HERE)


async def posted(client: AsyncWebClient, **message: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.chat_postMessage(channel=HERE, **message))["message"]
    return answer


async def test_markup_stays_as_it_was_sent(client: AsyncWebClient, ann: Person) -> None:
    text = "<!channel> <@U0ANN> &lt;b&gt; @oncall #general"
    assert (await posted(client, text=text))["text"] == text
    assert (await ann.reads(HERE))[0]["text"] == text


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"link_names": True}, "<!subteam^S0ONCALL|@oncall> #general @ann.demo"),
        ({"parse": "full"}, "<!subteam^S0ONCALL|@oncall> <#C0GENERAL|general> @ann.demo"),
        ({"parse": "none"}, "@oncall #general @ann.demo"),
    ],
)
async def test_names_are_linked_when_that_is_asked_for(
    client: AsyncWebClient, more: dict[str, Any], text: str
) -> None:
    assert (await posted(client, text="@oncall #general @ann.demo", **more))["text"] == text


async def test_a_reply_can_be_for_the_whole_channel(client: AsyncWebClient, ann: Person) -> None:
    root = (await posted(client, text="root"))["ts"]
    told = await posted(client, text="for all", thread_ts=root, reply_broadcast=True)
    quiet = await posted(client, text="for few", thread_ts=root)
    assert told["subtype"] == "thread_broadcast"
    assert [message["text"] for message in await ann.reads(HERE)] == ["root", "for all"]
    history = (await client.conversations_history(channel=HERE))["messages"]
    assert [message["text"] for message in history] == ["for all", "root", "<@U0BOT> has joined the channel"]
    await client.chat_update(channel=HERE, ts=quiet["ts"], text="for all, too", reply_broadcast=True)
    assert [message["text"] for message in await ann.reads(HERE)] == ["root", "for all", "for all, too"]
    alone = client.chat_update(channel=HERE, ts=root, text="x", reply_broadcast=True)
    assert await refusal(alone) == "cant_broadcast_message"


async def test_markdown_stands_instead_of_text_and_blocks(client: AsyncWebClient) -> None:
    message = await posted(client, markdown_text="**bold**")
    assert (message["blocks"][0]["type"], message["blocks"][0]["text"]) == ("markdown", "**bold**")
    both = client.chat_postMessage(channel=HERE, markdown_text="x", text="y")
    assert await refusal(both) == "markdown_text_conflict"
    assert (
        await refusal(client.chat_postMessage(channel=HERE, markdown_text="x" * 12_001)) == "invalid_blocks"
    )


async def test_a_message_is_about_oneself(client: AsyncWebClient, ann: Person) -> None:
    await client.chat_meMessage(channel=HERE, text="shrugs")
    assert [(message["subtype"], message["text"]) for message in await ann.reads(HERE)] == [
        ("me_message", "shrugs")
    ]


async def test_without_a_messages_tab_nobody_is_written_to(session: ClientSession, tmp_path: Path) -> None:
    manifest = manifest_with(tmp_path, app_home={"messages_tab_enabled": False})
    async with Playground(manifest).serve() as url:
        bot = AsyncWebClient("xoxb-playground", base_url=f"{url}/api/", session=session)
        assert await refusal(bot.chat_postMessage(channel="U0ANN", text="x")) == "messages_tab_disabled"


async def test_a_bot_speaks_as_nobody_else(client: AsyncWebClient) -> None:
    as_user = client.chat_postMessage(channel=HERE, text="x", as_user=True)
    assert await refusal(as_user) == "as_user_not_supported"
    named = client.chat_postMessage(channel=HERE, text="x", username="Siren")
    assert await refusal(named) == "missing_scope"


async def test_what_is_not_formatted_says_so(client: AsyncWebClient) -> None:
    assert (await posted(client, text="*x*", mrkdwn=False))["mrkdwn"] is False
    assert "mrkdwn" not in await posted(client, text="*x*", unfurl_links=False, unfurl_media=False)


async def test_every_method_that_takes_blocks_checks_them(client: AsyncWebClient) -> None:
    """Their shape, and the 13,000 characters of all their text."""
    ts = (await posted(client, text="x"))["ts"]
    calls = {
        "chat.postMessage": {},
        "chat.postEphemeral": {"user": "U0ANN"},
        "chat.update": {"ts": ts},
        "chat.scheduleMessage": {"post_at": 1_700_000_600},
    }
    for method, more in calls.items():
        for blocks, error in (([{"type": "song"}], "invalid_blocks"), (LONG, "msg_blocks_too_long")):
            body = {"channel": HERE, "text": "x", "blocks": blocks, **more}
            assert await refusal(client.api_call(method, json=body)) == error
            inner = {"channel": HERE, "text": "x", "attachments": [{"blocks": blocks}], **more}
            assert await refusal(client.api_call(method, json=inner)) == error
    many = client.chat_postMessage(channel=HERE, text="x", attachments=[{"text": "y"}] * 101)
    assert await refusal(many) == "too_many_attachments"
