"""Channels made, named, described, filled, emptied and archived by the bot; private ones and groups of people."""

from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.granted import manifest_with, refusal
from tests.playground.people import Person

SCOPES = [f"{family}:{what}" for family in ("groups", "mpim") for what in ("read", "history", "write")]


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return manifest_with(tmp_path, scopes=("channels:manage", "im:read", *SCOPES))


async def made(client: AsyncWebClient, name: str = "inc-7", **more: Any) -> str:
    channel = (await client.conversations_create(name=name, **more))["channel"]
    assert channel["creator"] == "U0BOT"
    return str(channel["id"])


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("Inc", "invalid_name_specials"),
        ("inc 7", "invalid_name_specials"),
        ("inc.7", "invalid_name_specials"),
        ("-_-", "invalid_name_punctuation"),
        ("x" * 81, "invalid_name_maxlength"),
        ("general", "name_taken"),
    ],
)
async def test_a_channels_name_keeps_to_the_rules(client: AsyncWebClient, name: str, error: str) -> None:
    assert await refusal(client.api_call("conversations.create", json={"name": name})) == error
    id = await made(client, "störung_7")
    assert await refusal(client.api_call("conversations.rename", json={"channel": id, "name": name})) == error


async def test_a_channel_is_made_renamed_and_described_and_people_read_of_it(
    client: AsyncWebClient, ann: Person
) -> None:
    id = await made(client)
    await client.conversations_invite(channel=id, users="U0ANN")
    renamed = (await client.conversations_rename(channel=id, name="inc-7-checkout"))["channel"]
    assert (renamed["name"], renamed["previous_names"]) == ("inc-7-checkout", ["inc-7"])
    topic = await client.conversations_setTopic(channel=id, topic="paying fails")
    assert topic["channel"]["topic"]["value"] == "paying fails"
    purpose = await client.conversations_setPurpose(channel=id, purpose="INC-7")
    assert purpose["purpose"] == "INC-7"
    read = [(message["subtype"], message["text"]) for message in await ann.reads(id)]
    assert read == [
        ("channel_name", '<@U0BOT> has renamed the channel from "inc-7" to "inc-7-checkout"'),
        ("channel_topic", "<@U0BOT> set the channel topic: paying fails"),
        ("channel_purpose", "<@U0BOT> set the channel purpose: INC-7"),
    ]
    assert await refusal(client.conversations_setTopic(channel=id, topic="x" * 251)) == "too_long"
    cleared = await client.conversations_setTopic(channel=id, topic="")
    assert cleared["channel"]["topic"]["value"] == ""
    reply = (await ann.reads(id))[0]["ts"]
    replying = client.chat_postMessage(channel=id, text="x", thread_ts=reply)
    assert await refusal(replying) == "cannot_reply_to_message"


async def test_an_archived_channel_is_listed_only_when_asked_for_and_no_bot_opens_it_again(
    client: AsyncWebClient,
) -> None:
    id = await made(client)
    await client.conversations_archive(channel=id)
    assert await refusal(client.conversations_archive(channel=id)) == "already_archived"
    assert await refusal(client.conversations_unarchive(channel=id)) == "not_in_channel"
    assert await refusal(client.conversations_unarchive(channel="C0GENERAL")) == "not_archived"
    assert await refusal(client.conversations_rename(channel=id, name="x")) == "is_archived"
    assert await refusal(client.conversations_invite(channel=id, users="U0ANN")) == "is_archived"
    names = {one["name"] for one in (await client.conversations_list(exclude_archived=True))["channels"]}
    assert "inc-7" not in names
    assert "inc-7" in {one["name"] for one in (await client.conversations_list())["channels"]}


async def test_what_may_not_be_done_with_a_channel_is_refused(client: AsyncWebClient) -> None:
    assert await refusal(client.conversations_archive(channel="C0INCIDENTS")) == "not_in_channel"
    for channel in ("C0GENERAL", "C0INCIDENTS"):
        await client.conversations_join(channel=channel)
    assert await refusal(client.conversations_archive(channel="C0GENERAL")) == "cant_archive_general"
    assert await refusal(client.conversations_rename(channel="C0INCIDENTS", name="x")) == "not_authorized"
    assert await refusal(client.conversations_leave(channel="C0GENERAL")) == "cant_leave_general"
    assert (
        await refusal(client.conversations_kick(channel="C0GENERAL", user="U0ANN"))
        == "cant_kick_from_general"
    )
    await client.conversations_open(users="U0ANN")
    unfit = "method_not_supported_for_channel_type"
    for call in (
        client.conversations_archive(channel="D0ANN"),
        client.conversations_join(channel="D0ANN"),
        client.conversations_leave(channel="D0ANN"),
        client.conversations_invite(channel="D0ANN", users="U0BEN"),
        client.conversations_setTopic(channel="D0ANN", topic="x"),
        client.conversations_close(channel="C0GENERAL"),
        client.conversations_open(channel="C0GENERAL"),
    ):
        assert await refusal(call) == unfit


async def test_members_are_invited_and_made_to_leave(client: AsyncWebClient) -> None:
    id = await made(client)
    assert await refusal(client.conversations_leave(channel=id)) == "last_member"
    await client.conversations_invite(channel=id, users=["U0ANN", "U0BEN"])
    assert await refusal(client.conversations_invite(channel=id, users="U0ANN")) == "already_in_channel"
    assert await refusal(client.conversations_invite(channel=id, users="U0BOT")) == "cant_invite_self"
    assert await refusal(client.conversations_kick(channel=id, user="U0CLEO")) == "not_in_channel"
    assert await refusal(client.conversations_kick(channel=id, user="U0BOT")) == "cant_kick_self"
    await client.conversations_kick(channel=id, user="U0BEN")
    assert (await client.conversations_members(channel=id))["members"] == ["U0BOT", "U0ANN"]
    await client.conversations_leave(channel=id)
    assert (await client.conversations_leave(channel=id))["not_in_channel"] is True
    assert await refusal(client.conversations_invite(channel=id, users="U0BEN")) == "not_in_channel"


async def test_when_one_cannot_be_invited_nobody_is_unless_it_is_forced(client: AsyncWebClient) -> None:
    id = await made(client)
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_invite(channel=id, users="U0ANN,U0NOBODY")
    assert refused.value.response["error"] == "user_not_found"
    wrong = [{"user": "U0NOBODY", "ok": False, "error": "user_not_found"}]
    assert refused.value.response["errors"] == wrong
    assert (await client.conversations_members(channel=id))["members"] == ["U0BOT"]
    forced = await client.conversations_invite(channel=id, users="U0ANN,U0NOBODY", force=True)
    assert forced["errors"] == wrong
    assert (await client.conversations_members(channel=id))["members"] == ["U0BOT", "U0ANN"]


async def test_a_private_channel_is_not_there_for_who_is_not_in_it(
    client: AsyncWebClient, session: ClientSession, url: str, ann: Person
) -> None:
    id = await made(client, "secret", is_private=True)
    await client.conversations_invite(channel=id, users="U0ANN")
    assert "secret" in {one["name"] for one in (await ann.looks("state"))["channels"]}
    listed = (await client.conversations_list(types="private_channel"))["channels"]
    assert [(one["name"], one["is_private"], one["is_member"]) for one in listed] == [("secret", True, True)]
    assert await refusal(client.conversations_join(channel=id)) == "method_not_supported_for_channel_type"
    async with session.post(f"{url}/control/channels/{id}", json={"members": ["U0ANN"]}) as answer:
        assert (await answer.json())["ok"]
    assert (await client.conversations_list(types="private_channel"))["channels"] == []
    for call in (
        client.conversations_info(channel=id),
        client.conversations_history(channel=id),
        client.chat_postMessage(channel=id, text="x"),
        client.chat_postMessage(channel="#secret", text="x"),
    ):
        assert await refusal(call) == "channel_not_found"


async def test_several_people_have_one_conversation_with_the_bot(
    client: AsyncWebClient, ann: Person, ben: Person
) -> None:
    opened = await client.conversations_open(users="U0ANN,U0BEN", return_im=True)
    assert opened["channel"]["is_mpim"]
    id = opened["channel"]["id"]
    again = await client.conversations_open(users="U0BEN,U0ANN")
    assert (again["channel"]["id"], again["already_open"]) == (id, True)
    await client.chat_postMessage(channel=id, text="both of you")
    for person in (ann, ben):
        assert [message["text"] for message in await person.reads(id)] == ["both of you"]
    dms = (await ann.looks("state"))["dms"]
    assert [one["name"] for one in dms] == ["Tocsin", "Tocsin, Ben Demo"]
    listed = (await client.conversations_list(types="mpim,im"))["channels"]
    assert {one["id"] for one in listed} == {id, "D0ANN", "D0BEN"}
    assert await refusal(client.conversations_open(users=[f"U{n}" for n in range(9)])) == "too_many_users"
    never = client.conversations_open(users="U0ANN,U0CLEO", prevent_creation=True)
    assert await refusal(never) == "channel_not_found"


async def test_a_conversation_is_closed_and_opened_again(client: AsyncWebClient) -> None:
    await client.conversations_open(users="U0ANN")
    assert "no_op" not in await client.conversations_close(channel="D0ANN")
    assert (await client.conversations_close(channel="D0ANN"))["already_closed"] is True
    assert "no_op" not in await client.conversations_open(channel="D0ANN")
    assert (await client.conversations_open(users="U0ANN"))["no_op"] is True


async def test_a_scope_of_the_right_kind_of_conversation_is_enough(client: AsyncWebClient, url: str) -> None:
    """This manifest may not post to a channel it is not in, and may not invite to Slack Connect."""
    assert await refusal(client.api_call("conversations.inviteShared", json={"channel": "C0GENERAL"})) == (
        "missing_scope"
    )
    await client.conversations_join(channel="C0GENERAL")
    await client.conversations_mark(channel="C0GENERAL", ts="1700000000.000000")
    assert await refusal(client.conversations_mark(channel="C0GENERAL", ts="now")) == "invalid_timestamp"
