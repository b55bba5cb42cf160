"""Reactions, pins and bookmarks, called by the bot through slack_sdk."""

from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from tests.playground.granted import manifest_with, refusal
from tests.playground.people import Person

HERE = "C0INCIDENTS"
SCOPES = ("reactions:read", "reactions:write", "pins:read", "pins:write", "bookmarks:read", "bookmarks:write")


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return manifest_with(tmp_path, scopes=SCOPES)


@pytest.fixture
async def ts(client: AsyncWebClient) -> str:
    """A message of the bot's."""
    await client.conversations_join(channel=HERE)
    return str((await client.chat_postMessage(channel=HERE, text="The card"))["ts"])


async def shown(ann: Person, ts: str) -> dict[str, Any]:
    return next(message for message in await ann.reads(HERE) if message["ts"] == ts)


async def test_a_reaction_is_counted_under_the_message_and_taken_away(
    client: AsyncWebClient, ann: Person, ts: str
) -> None:
    await client.reactions_add(channel=HERE, timestamp=ts, name="eyes")
    await client.reactions_add(channel=HERE, timestamp=ts, name="+1::skin-tone-3")
    got = (await client.reactions_get(channel=HERE, timestamp=ts))["message"]
    eyes = {"name": "eyes", "users": ["U0BOT"], "count": 1}
    assert got["reactions"] == [eyes, {"name": "+1::skin-tone-3", "users": ["U0BOT"], "count": 1}]
    assert got["permalink"].endswith(f"p{ts.replace('.', '')}")
    await client.reactions_remove(channel=HERE, timestamp=ts, name="+1::skin-tone-3")
    assert (await shown(ann, ts))["reactions"] == [eyes]
    await client.reactions_remove(channel=HERE, timestamp=ts, name="eyes")
    assert "reactions" not in await shown(ann, ts)


async def test_reactions_are_refused_in_slacks_words(client: AsyncWebClient, ts: str) -> None:
    await client.reactions_add(channel=HERE, timestamp=ts, name="eyes")
    add, remove = client.reactions_add, client.reactions_remove
    assert await refusal(add(channel=HERE, timestamp=ts, name="eyes")) == "already_reacted"
    assert await refusal(add(channel=HERE, timestamp=ts, name="no-such-emoji")) == "invalid_name"
    assert await refusal(add(channel=HERE, timestamp="1.000000", name="eyes")) == "message_not_found"
    assert await refusal(add(channel=HERE, timestamp="yesterday", name="eyes")) == "bad_timestamp"
    assert await refusal(add(channel="C0GENERAL", timestamp=ts, name="eyes")) == "no_access"
    assert await refusal(remove(channel=HERE, timestamp=ts, name="fire")) == "no_reaction"
    assert await refusal(remove(name="fire")) == "no_item_specified"
    assert await refusal(client.reactions_get()) == "no_item_specified"


async def test_no_message_takes_more_than_23_emoji_of_one_person(client: AsyncWebClient, ts: str) -> None:
    names = "one two three four five six seven eight nine zero a b ab cl sos ok up cool new free ng abc abcd"
    for name in names.split():
        await client.reactions_add(channel=HERE, timestamp=ts, name=name)
    assert len(names.split()) == 23
    assert await refusal(client.reactions_add(channel=HERE, timestamp=ts, name="eyes")) == "too_many_emoji"


async def test_what_somebody_reacted_to_is_listed_in_pages(client: AsyncWebClient, ts: str) -> None:
    other = (await client.chat_postMessage(channel=HERE, text="Another"))["ts"]
    for one in (ts, other):
        await client.reactions_add(channel=HERE, timestamp=one, name="eyes")
    first = await client.reactions_list(user="U0BOT", limit=1)
    second = await client.reactions_list(limit=1, cursor=first["response_metadata"]["next_cursor"])
    assert [first["items"][0]["message"]["ts"], second["items"][0]["message"]["ts"]] == [other, ts]
    assert second["response_metadata"]["next_cursor"] == ""
    assert (await client.reactions_list(user="U0ANN"))["items"] == []
    assert await refusal(client.reactions_list(user="U0NOBODY")) == "user_not_found"


async def test_a_pin_is_listed_marked_and_told_in_the_channel(
    client: AsyncWebClient, ann: Person, ts: str
) -> None:
    await client.pins_add(channel=HERE, timestamp=ts)
    items = (await client.pins_list(channel=HERE))["items"]
    assert [(item["type"], item["created_by"], item["message"]["ts"]) for item in items] == [
        ("message", "U0BOT", ts)
    ]
    assert (await shown(ann, ts))["pinned_to"] == [HERE]
    told = (await ann.reads(HERE))[-1]
    assert (told["subtype"], told["text"]) == ("pinned_item", "<@U0BOT> pinned a message to this channel.")
    assert await refusal(client.pins_add(channel=HERE, timestamp=ts)) == "already_pinned"
    assert await refusal(client.pins_add(channel=HERE, timestamp=told["ts"])) == "not_pinnable"
    await client.pins_remove(channel=HERE, timestamp=ts)
    assert (await client.pins_list(channel=HERE))["items"] == []
    assert await refusal(client.pins_remove(channel=HERE, timestamp=ts)) == "no_pin"
    assert await refusal(client.pins_add(channel=HERE)) == "no_item_specified"
    assert await refusal(client.pins_add(channel="C0GENERAL", timestamp=ts)) == "not_in_channel"


async def test_bookmarks_are_added_edited_listed_and_removed(
    client: AsyncWebClient, ann: Person, ts: str
) -> None:
    made = await client.bookmarks_add(
        channel_id=HERE, title="Runbook", type="link", link="https://example.com/run", emoji=":fire:"
    )
    id = made["bookmark"]["id"]
    await client.bookmarks_edit(channel_id=HERE, bookmark_id=id, title="The runbook")
    (listed,) = (await client.bookmarks_list(channel_id=HERE))["bookmarks"]
    assert (listed["title"], listed["link"], listed["emoji"]) == (
        "The runbook",
        "https://example.com/run",
        ":fire:",
    )
    await client.bookmarks_remove(channel_id=HERE, bookmark_id=id)
    assert (await client.bookmarks_list(channel_id=HERE))["bookmarks"] == []


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"type": "folder"}, "invalid_bookmark_type"),
        ({"link": "javascript:alert(1)"}, "invalid_link"),
        ({"link": ""}, "invalid_link"),
        ({"emoji": ":no-such-emoji:"}, "invalid_emoji"),
        ({"channel_id": "C0GENERAL"}, "permission_denied"),
        ({"channel_id": "C0NOWHERE"}, "channel_not_found"),
    ],
)
async def test_a_bookmark_that_is_none_is_refused(
    client: AsyncWebClient, ts: str, given: dict[str, str], error: str
) -> None:
    right = {"channel_id": HERE, "title": "Runbook", "type": "link", "link": "https://example.com"}
    assert await refusal(client.bookmarks_add(**right | given)) == error
    assert await refusal(client.bookmarks_edit(bookmark_id="Bk1", channel_id=HERE)) == "not_found"


async def test_without_the_scope_there_is_no_reaction(session: ClientSession, tmp_path: Path) -> None:
    async with Playground(manifest_with(tmp_path)).serve() as url:
        bare = AsyncWebClient("xoxb-playground", base_url=f"{url}/api/", session=session)
        with pytest.raises(SlackApiError) as refused:
            await bare.reactions_add(channel=HERE, timestamp="1.000000", name="eyes")
        assert refused.value.response["needed"] == "reactions:write"


async def test_reactions_pins_and_bookmarks_outlive_a_restart(
    session: ClientSession, tmp_path: Path, manifest: Path
) -> None:
    state = tmp_path / "playground.db"
    async with Playground(manifest, state=state).serve() as url:
        client = AsyncWebClient("xoxb-playground", base_url=f"{url}/api/", session=session)
        await client.conversations_join(channel=HERE)
        ts = (await client.chat_postMessage(channel=HERE, text="The card"))["ts"]
        await client.reactions_add(channel=HERE, timestamp=ts, name="eyes")
        await client.pins_add(channel=HERE, timestamp=ts)
        await client.bookmarks_add(channel_id=HERE, title="a", type="link", link="https://example.com")
    async with Playground(manifest, state=state).serve() as url:
        again = AsyncWebClient("xoxb-playground", base_url=f"{url}/api/", session=session)
        (item,) = (await again.pins_list(channel=HERE))["items"]
        assert item["message"]["reactions"][0]["name"] == "eyes"
        assert len((await again.bookmarks_list(channel_id=HERE))["bookmarks"]) == 1
