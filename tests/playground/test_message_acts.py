"""What people do to messages on the page: react, pin, edit, delete, upload, and what counts as unread."""

from pathlib import Path

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.granted import manifest_with
from tests.playground.people import JSON, Person

HERE = "C0INCIDENTS"


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return manifest_with(tmp_path, scopes=("files:read",))


@pytest.fixture
async def ts(ann: Person) -> str:
    return str((await ann.says(HERE, "The card"))["ts"])


async def the_channel(person: Person) -> JSON:
    channels: list[JSON] = (await person.looks("state"))["channels"]
    return next(channel for channel in channels if channel["id"] == HERE)


async def test_people_react_and_take_it_back(ann: Person, ben: Person, ts: str) -> None:
    where = {"channel": HERE, "ts": ts, "name": "eyes"}
    for person in (ann, ben):
        assert await person.does("react", **where) == {"ok": True}
    assert (await ann.does("react", **where))["error"] == "already_reacted"
    (message,) = await ann.reads(HERE)
    assert message["reactions"] == [{"name": "eyes", "users": ["U0ANN", "U0BEN"], "count": 2}]
    assert await ann.does("react", **where, on=False) == {"ok": True}
    (message,) = await ann.reads(HERE)
    assert message["reactions"] == [{"name": "eyes", "users": ["U0BEN"], "count": 1}]


async def test_people_pin_what_they_want_to_find_again(ann: Person, ben: Person, ts: str) -> None:
    assert await ben.does("pin", channel=HERE, ts=ts) == {"ok": True}
    (pinned,) = (await ann.looks("pins", channel=HERE))["messages"]
    assert (pinned["ts"], pinned["text"]) == (ts, "The card")
    assert (await the_channel(ann))["unread"] == 0
    assert await ann.does("pin", channel=HERE, ts=ts, on=False) == {"ok": True}
    assert (await ann.looks("pins", channel=HERE))["messages"] == []


async def test_one_edits_and_deletes_what_one_wrote_oneself(ann: Person, ben: Person, ts: str) -> None:
    where = {"channel": HERE, "ts": ts}
    assert (await ben.does("edit", **where, text="mine now"))["error"] == "cant_update_message"
    assert (await ben.does("delete", **where))["error"] == "cant_update_message"
    assert (await ann.does("edit", **where, text=" "))["error"] == "no_text"
    assert await ann.does("edit", **where, text="Ask @ben.demo & go") == {"ok": True}
    (message,) = await ann.reads(HERE)
    assert (message["text"], message["edited"]["user"]) == ("Ask <@U0BEN> &amp; go", "U0ANN")
    assert await ann.does("delete", **where) == {"ok": True}
    assert await ann.reads(HERE) == []
    assert (await ann.does("delete", **where))["error"] == "message_not_found"


async def test_mentions_are_counted_beside_what_is_unread(ann: Person, ben: Person) -> None:
    for text in ("nothing", "@ben.demo look", "@here all", "@oncall you"):
        await ann.says(HERE, text)
    assert {key: (await the_channel(ben))[key] for key in ("unread", "mentions")} == {
        "unread": 4,
        "mentions": 3,
    }
    await ben.reads(HERE)
    assert (await the_channel(ben))["unread"] == 0


async def test_a_message_is_marked_as_unread_with_all_that_follow(ann: Person, ben: Person) -> None:
    first, second = [(await ann.says(HERE, text))["ts"] for text in ("one", "two")]
    await ben.reads(HERE)
    await ben.does("unread", channel=HERE, ts=second)
    assert (await the_channel(ben))["unread"] == 1
    await ben.does("unread", channel=HERE, ts=first)
    assert (await the_channel(ben))["unread"] == 2


async def test_replies_are_news_to_those_who_follow_the_thread(ann: Person, ben: Person, ts: str) -> None:
    """Ann began it, Ben only saw it; reading the thread makes it old."""
    await ben.says(HERE, "in the thread", thread_ts=ts)
    await ben.says(HERE, "and more", thread_ts=ts)
    assert (await the_channel(ann))["threads"] == {ts: 2}
    assert (await the_channel(ben))["threads"] == {}
    await ann.reads(HERE, thread_ts=ts)
    assert (await the_channel(ann))["threads"] == {}
    await ann.says(HERE, "answer", thread_ts=ts)
    assert (await the_channel(ben))["threads"] == {ts: 1}


async def test_a_reply_can_be_sent_to_the_channel_too(ann: Person, ts: str) -> None:
    await ann.says(HERE, "for all to see", thread_ts=ts, broadcast=True)
    shown = (await ann.reads(HERE))[-1]
    assert (shown["subtype"], shown["thread_ts"]) == ("thread_broadcast", ts)
    assert len(await ann.reads(HERE, thread_ts=ts)) == 2


async def test_what_one_does_is_said_by_a_command_of_slacks_own(ann: Person) -> None:
    await ann.says(HERE, "/me looks at the graphs")
    (message,) = await ann.reads(HERE)
    assert (message["subtype"], message["text"]) == ("me_message", "looks at the graphs")


async def test_addresses_are_marked_as_links_and_nothing_in_them_is_a_mention(ann: Person) -> None:
    await ann.says(HERE, "see https://example.com/a?b=1&c=#general, please")
    (message,) = await ann.reads(HERE)
    assert message["text"] == "see <https://example.com/a?b=1&amp;c=#general>, please"


async def test_people_upload_files_as_the_bot_does(ann: Person, ben: Person, session: ClientSession) -> None:
    begun = await ann.does("upload", filename="graph.png", length=3)
    async with session.post(begun["upload_url"], data=b"png") as answer:
        assert answer.status == 200
    listed = [{"id": begun["file_id"], "title": "The graph"}]
    assert (await ben.does("share", channel=HERE, files=listed))["error"] == "file_not_found"
    assert (await ann.does("share", channel=HERE, files=listed, text="look"))["ok"] is True
    (message,) = await ben.reads(HERE)
    assert (message["text"], message["files"][0]["title"]) == ("look", "The graph")


async def test_a_file_put_into_a_form_is_for_the_bot_alone(
    ann: Person, client: AsyncWebClient, session: ClientSession
) -> None:
    begun = await ann.does("upload", filename="notes.txt", length=3)
    async with session.post(begun["upload_url"], data=b"abc"):
        done = await ann.does("share", files=[{"id": begun["file_id"]}])
    assert (await client.files_info(file=done["files"][0]["id"]))["file"]["channels"] == []
    async with session.get(done["files"][0]["url_private"], params={"as": "U0BEN"}) as answer:
        assert answer.status == 404
