"""What an open page hears, live, and what it does not."""

import io
import json

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from tests.playground.people import JSON, Person, SocketBot

HERE = "C0INCIDENTS"


async def hears(watching: ClientWebSocketResponse, kind: str) -> JSON:
    """Return the next push of this kind."""
    while True:
        pushed: JSON = await watching.receive_json(timeout=20)
        if pushed["type"] == kind:
            return pushed


async def test_messages_and_their_changes_arrive_live(client: AsyncWebClient, ann: Person) -> None:
    async with await ann.watches() as watching:
        await client.conversations_join(channel=HERE)
        await hears(watching, "channels")
        assert (await hears(watching, "message"))["message"]["subtype"] == "channel_join"
        ts = (await client.chat_postMessage(channel=HERE, text="a"))["ts"]
        message = await hears(watching, "message")
        assert (message["channel"], message["message"]["ts"], message["message"]["username"]) == (
            HERE,
            ts,
            "Tocsin",
        )
        await client.chat_postMessage(channel=HERE, text="reply", thread_ts=ts)
        assert (await hears(watching, "message_changed"))["message"]["reply_count"] == 1
        await client.chat_update(channel=HERE, ts=ts, text="b")
        changed = await hears(watching, "message_changed")
        assert (changed["message"]["text"], changed["message"]["reply_count"]) == ("b", 1)
        own = (await client.chat_postMessage(channel=HERE, text="gone"))["ts"]
        await client.chat_delete(channel=HERE, ts=own)
        deleted = await hears(watching, "message_deleted")
        assert (deleted["ts"], deleted["channel"]) == (own, HERE)
        assert deleted["seq"] > changed["seq"] > message["seq"]


async def test_a_private_answer_and_a_direct_message_are_heard_by_one_person(
    client: AsyncWebClient, ann: Person, ben: Person
) -> None:
    await client.conversations_join(channel=HERE)
    async with await ann.watches() as anns, await ben.watches() as bens:
        await client.chat_postEphemeral(channel=HERE, user="U0ANN", text="psst")
        await client.chat_postMessage(channel="U0ANN", text="dm")
        await client.chat_postMessage(channel=HERE, text="for all")
        heard = [(await hears(anns, "message"))["message"] for _ in range(3)]
        assert [(message["text"], message.get("ephemeral")) for message in heard] == [
            ("psst", True),
            ("dm", None),
            ("for all", None),
        ]
        assert (await hears(bens, "message"))["message"]["text"] == "for all"


async def test_a_private_answer_is_dismissed_for_good_by_the_one_who_reads_it(
    client: AsyncWebClient, ann: Person, ben: Person
) -> None:
    """On their other pages at once, and after a reload."""
    await client.conversations_join(channel=HERE)
    await client.chat_postEphemeral(channel=HERE, user="U0ANN", text="psst")
    private = (await ann.reads(HERE))[-1]
    there = {"channel": HERE, "ts": private["ts"]}
    assert await ben.does("dismiss", **there) == {"ok": False, "error": "message_not_found"}
    async with await ann.watches() as watching:
        assert await ann.does("dismiss", **there) == {"ok": True}
        assert (await hears(watching, "ephemeral_deleted"))["ts"] == private["ts"]
    assert private not in await ann.reads(HERE)


async def test_the_page_learns_when_the_bot_comes_and_goes(url: str, ann: Person) -> None:
    async with await ann.watches() as watching:
        async with SocketBot(url):
            await hears(watching, "channels")
            assert (await ann.looks("state"))["connected"] is True
        await hears(watching, "channels")
        assert (await ann.looks("state"))["connected"] is False


async def test_only_the_pages_own_files_are_served(session: ClientSession, url: str) -> None:
    for path in ("..%2Fserver.py", "nothing.js"):
        async with session.get(URL(f"{url}/static/{path}", encoded=True)) as answer:
            assert answer.status == 404


async def test_a_message_deleted_behind_the_bots_back_is_gone(
    client: AsyncWebClient, session: ClientSession, url: str, ann: Person
) -> None:
    await client.conversations_join(channel=HERE)
    ts = (await client.chat_postMessage(channel=HERE, text="x"))["ts"]
    async with session.post(f"{url}/control/delete_message", json={"channel": HERE, "ts": ts}) as answer:
        assert (await answer.json()) == {"ok": True}
    assert await ann.reads(HERE) == []


async def test_the_page_acts_on_json_alone_so_that_no_foreign_site_can_act(
    session: ClientSession, url: str
) -> None:
    """A browser sends text/plain to another site unasked, application/json only if that site agrees."""
    body = '{"as": "U0ANN", "channel": "C0INCIDENTS", "text": "x"}'
    async with session.post(f"{url}/page/send", data=body, headers={"Content-Type": "text/plain"}) as answer:
        assert (await answer.json())["error"] == "invalid_post_type"


@pytest.mark.parametrize("start", ["", "/incident "])
async def test_ten_megabytes_of_pasted_text_are_refused_politely(
    session: ClientSession, url: str, start: str
) -> None:
    pasted = json.dumps({"as": "U0ANN", "channel": HERE, "text": start + "x" * 10_000_000}).encode()
    headers = {"Content-Type": "application/json"}
    async with session.post(f"{url}/page/send", data=io.BytesIO(pasted), headers=headers) as answer:
        assert await answer.json() == {"ok": False, "error": "msg_too_long"}
