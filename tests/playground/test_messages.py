"""Messages: written, changed, deleted and read again, as Slack does it."""

from collections.abc import Awaitable
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.people import Person

JSON = dict[str, Any]
HERE = "C0INCIDENTS"
CARD = [{"type": "section", "text": {"type": "mrkdwn", "text": "*INC-1*"}}]
METADATA = {"event_type": "card", "event_payload": {"outbox": 7}}


@pytest.fixture(autouse=True)
async def joined(client: AsyncWebClient) -> None:
    await client.conversations_join(channel=HERE)


async def refused(call: Awaitable[object]) -> str:
    with pytest.raises(SlackApiError) as refusal:
        await call
    code: str = refusal.value.response["error"]
    return code


async def said(client: AsyncWebClient) -> list[JSON]:
    """Return the channel's history without the line that the bot joined, which is the oldest."""
    messages: list[JSON] = (await client.conversations_history(channel=HERE))["messages"]
    assert messages.pop()["subtype"] == "channel_join"
    return messages


async def test_a_message_is_posted_once_for_everybody_and_bears_the_bots_name(
    client: AsyncWebClient, ann: Person
) -> None:
    posted = await client.chat_postMessage(channel=HERE, text="card", blocks=CARD, metadata=METADATA)
    assert posted["channel"] == HERE
    [message] = await ann.reads(HERE)
    assert message["ts"] == posted["ts"] == posted["message"]["ts"]
    assert (message["username"], message["bot_id"], message["app_id"]) == ("Tocsin", "B0BOT", "A0BOT")
    assert message["metadata"] == METADATA
    assert message["blocks"][0]["block_id"]


async def test_time_stamps_are_unique_and_grow_even_while_the_clock_stands(client: AsyncWebClient) -> None:
    stamps = [(await client.chat_postMessage(channel=HERE, text=f"{n}"))["ts"] for n in range(5)]
    assert stamps == sorted(set(stamps))
    assert all(stamp.startswith("1700000000.") and len(stamp) == 17 for stamp in stamps)


@pytest.mark.parametrize("channel", ["#incidents", "incidents", HERE])
async def test_a_channel_may_be_named(client: AsyncWebClient, channel: str) -> None:
    assert (await client.chat_postMessage(channel=channel, text="x"))["channel"] == HERE


async def test_a_user_id_means_their_direct_messages(
    client: AsyncWebClient, ben: Person, ann: Person
) -> None:
    posted = await client.chat_postMessage(channel="U0BEN", text="wake up")
    assert posted["channel"] == "D0BEN"
    assert [message["text"] for message in await ben.reads("D0BEN")] == ["wake up"]
    assert (await ann.looks("messages", channel="D0BEN"))["error"] == "channel_not_found"


async def test_what_cannot_be_posted_is_refused(client: AsyncWebClient) -> None:
    assert await refused(client.chat_postMessage(channel="C0NOWHERE", text="x")) == "channel_not_found"
    assert await refused(client.chat_postMessage(channel="C0GENERAL", text="x")) == "not_in_channel"
    assert await refused(client.api_call("chat.postMessage", json={"channel": HERE, "text": ""})) == "no_text"
    assert (
        await refused(client.chat_postMessage(channel=HERE, text="x", thread_ts="1.2")) == "thread_not_found"
    )
    bad = {"event_type": 1, "event_payload": {}}
    assert (
        await refused(client.chat_postMessage(channel=HERE, text="x", metadata=bad))
        == "invalid_metadata_schema"
    )


async def test_long_text_is_cut_when_posted_and_refused_when_it_is_a_change(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=HERE, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    assert (
        await refused(client.chat_update(channel=HERE, ts=posted["ts"], text="x" * 40_001)) == "msg_too_long"
    )
    longer = client.chat_postEphemeral(channel=HERE, user="U0ANN", text="x" * 40_001)
    assert await refused(longer) == "msg_too_long"


async def test_a_change_keeps_blocks_and_metadata_that_it_does_not_name(
    client: AsyncWebClient, ann: Person
) -> None:
    posted = await client.chat_postMessage(channel=HERE, text="a", blocks=CARD, metadata=METADATA)
    await client.chat_update(channel=HERE, ts=posted["ts"], text="b")
    [message] = await ann.reads(HERE)
    assert (message["text"], message["blocks"][0]["text"], message["metadata"]) == (
        "b",
        CARD[0]["text"],
        METADATA,
    )
    assert message["edited"]["user"] == "U0BOT"
    await client.chat_update(channel=HERE, ts=posted["ts"], blocks=[], text="c")
    assert (await ann.reads(HERE))[0]["blocks"] == []


async def test_only_the_bots_own_messages_can_be_changed_or_deleted(
    client: AsyncWebClient, ann: Person
) -> None:
    ts = (await ann.says(HERE, "mine"))["ts"]
    assert await refused(client.chat_update(channel=HERE, ts=ts, text="x")) == "cant_update_message"
    assert await refused(client.chat_delete(channel=HERE, ts=ts)) == "cant_delete_message"
    assert await refused(client.chat_update(channel=HERE, ts="1.2", text="x")) == "message_not_found"
    own = (await client.chat_postMessage(channel=HERE, text="own"))["ts"]
    await client.chat_delete(channel=HERE, ts=own)
    assert [message["text"] for message in await ann.reads(HERE)] == ["mine"]
    assert await refused(client.chat_delete(channel=HERE, ts=own)) == "message_not_found"


async def test_a_thread_stands_beside_the_channel_and_is_counted_on_its_root(
    client: AsyncWebClient, ann: Person
) -> None:
    root = (await client.chat_postMessage(channel=HERE, text="root"))["ts"]
    await ann.says(HERE, "first", thread_ts=root)
    second = await client.chat_postMessage(channel=HERE, text="second", thread_ts=root)
    await client.chat_postMessage(channel=HERE, text="third", thread_ts=second["ts"])
    [shown] = await ann.reads(HERE)
    assert (shown["reply_count"], shown["reply_users"]) == (3, ["U0ANN", "U0BOT"])
    thread = await ann.reads(HERE, thread_ts=root)
    assert [message["text"] for message in thread] == ["root", "first", "second", "third"]
    replies = await client.conversations_replies(channel=HERE, ts=root)
    assert [message["text"] for message in replies["messages"]] == ["root", "first", "second", "third"]
    assert len(await said(client)) == 1


async def test_a_deleted_message_with_replies_leaves_a_tombstone(client: AsyncWebClient, ann: Person) -> None:
    root = (await client.chat_postMessage(channel=HERE, text="root"))["ts"]
    await ann.says(HERE, "reply", thread_ts=root)
    await client.chat_delete(channel=HERE, ts=root)
    [left] = await ann.reads(HERE)
    assert (left["subtype"], left["text"]) == ("tombstone", "This message was deleted.")
    assert await refused(client.chat_update(channel=HERE, ts=root, text="x")) == "message_not_found"


async def test_a_private_answer_reaches_one_member_and_is_not_in_the_history(
    client: AsyncWebClient, ann: Person, ben: Person
) -> None:
    await client.chat_postEphemeral(channel=HERE, user="U0ANN", text="psst")
    assert [(m["text"], m["ephemeral"]) for m in await ann.reads(HERE)] == [("psst", True)]
    assert await ben.reads(HERE) == []
    assert await said(client) == []
    stranger = client.chat_postEphemeral(channel=HERE, user="U0NOBODY", text="x")
    assert await refused(stranger) == "user_not_in_channel"


async def test_history_comes_newest_first_in_pages_between_two_times(client: AsyncWebClient) -> None:
    stamps = [(await client.chat_postMessage(channel=HERE, text=f"{n}"))["ts"] for n in range(5)]
    first = await client.conversations_history(channel=HERE, limit=2)
    assert [message["text"] for message in first["messages"]] == ["4", "3"]
    assert first["has_more"] is True
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=HERE, limit=2, cursor=cursor)
    assert [message["text"] for message in second["messages"]] == ["2", "1"]
    bounds: JSON = {"channel": HERE, "oldest": stamps[1], "latest": stamps[3]}
    between = await client.conversations_history(**bounds)
    assert [message["text"] for message in between["messages"]] == ["2"]
    inclusive = await client.conversations_history(**bounds, inclusive=True)
    assert [message["text"] for message in inclusive["messages"]] == ["3", "2", "1"]
    assert (
        await refused(client.conversations_history(channel=HERE, cursor="bm90aGluZw==")) == "invalid_cursor"
    )
    assert await refused(client.conversations_history(channel=HERE, oldest="soon")) == "invalid_ts_oldest"


async def test_metadata_is_told_only_when_asked_for(client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=HERE, text="x", metadata=METADATA)
    [plain] = await said(client)
    assert "metadata" not in plain
    full = (await client.conversations_history(channel=HERE, include_all_metadata=True))["messages"][0]
    assert full["metadata"] == METADATA


async def test_a_permalink_leads_to_the_page(client: AsyncWebClient, session: ClientSession) -> None:
    root = (await client.chat_postMessage(channel=HERE, text="root"))["ts"]
    reply = (await client.chat_postMessage(channel=HERE, text="reply", thread_ts=root))["ts"]
    link = (await client.chat_getPermalink(channel=HERE, message_ts=reply))["permalink"]
    async with session.get(link, allow_redirects=False) as answer:
        assert answer.headers["Location"] == f"/#/{HERE}/{root}"
    assert await refused(client.chat_getPermalink(channel=HERE, message_ts="1.2")) == "message_not_found"


async def test_people_write_with_mentions_and_their_text_is_escaped(
    client: AsyncWebClient, ann: Person
) -> None:
    await ann.says(HERE, "<b> & @ben.demo @oncall @nobody #general @here a@ben.demo")
    [message] = await said(client)
    links = "<@U0BEN> <!subteam^S0ONCALL> @nobody <#C0GENERAL> <!here> a@ben.demo"
    assert message["text"] == f"&lt;b&gt; &amp; {links}"
    assert await ann.says(HERE, "  ") == {"ok": False, "error": "no_text"}


async def test_an_archived_channel_is_read_only(
    client: AsyncWebClient, session: ClientSession, url: str, ann: Person
) -> None:
    ts = (await client.chat_postMessage(channel=HERE, text="x"))["ts"]
    await control(session, url, is_archived=True)
    assert await refused(client.chat_postMessage(channel=HERE, text="x")) == "is_archived"
    assert await refused(client.chat_postEphemeral(channel=HERE, user="U0ANN", text="x")) == "is_archived"
    assert await refused(client.chat_update(channel=HERE, ts=ts, text="y")) == "is_inactive"
    assert await refused(client.conversations_join(channel=HERE)) == "is_archived"
    assert await ann.says(HERE, "x") == {"ok": False, "error": "is_archived"}
    assert len(await said(client)) == 1


async def test_a_bot_that_was_thrown_out_can_neither_write_nor_read(
    client: AsyncWebClient, session: ClientSession, url: str
) -> None:
    await control(session, url, members=["U0ANN"])
    assert await refused(client.chat_postMessage(channel=HERE, text="x")) == "not_in_channel"
    assert await refused(client.conversations_history(channel=HERE)) == "not_in_channel"


async def control(session: ClientSession, url: str, **changes: object) -> None:
    async with session.post(f"{url}/control/channels/{HERE}", json=changes) as answer:
        assert (await answer.json()) == {"ok": True}
