"""Conversations and people: found, joined, opened, or refused."""

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.people import Person


async def test_channels_are_listed_in_pages(client: AsyncWebClient) -> None:
    first = await client.conversations_list(limit=2, exclude_archived=True)
    assert [channel["name"] for channel in first["channels"]] == ["incidents", "general"]
    second = await client.conversations_list(limit=2, cursor=first["response_metadata"]["next_cursor"])
    assert [channel["name"] for channel in second["channels"]] == ["checkout"]
    assert second["response_metadata"]["next_cursor"] == ""


async def test_the_bot_is_in_no_channel_until_it_joins(client: AsyncWebClient) -> None:
    assert (await client.conversations_info(channel="C0GENERAL"))["channel"]["is_member"] is False
    await client.conversations_join(channel="C0GENERAL")
    assert (await client.conversations_info(channel="C0GENERAL"))["channel"]["is_member"] is True
    assert (await client.conversations_join(channel="C0GENERAL"))["warning"] == "already_in_channel"
    members = (await client.conversations_members(channel="C0GENERAL"))["members"]
    assert members == ["U0ANN", "U0BEN", "U0CLEO", "U0BOT"]


async def test_opening_a_conversation_twice_gives_the_same_one(client: AsyncWebClient) -> None:
    first = await client.conversations_open(users="U0BEN")
    assert first["channel"] == {"id": "D0BEN"}
    again = await client.conversations_open(users=["U0BEN"], return_im=True)
    assert again["channel"]["user"] == "U0BEN"


async def change_user(session: ClientSession, url: str, user: str, **changes: bool) -> None:
    async with session.post(f"{url}/control/users/{user}", json=changes) as answer:
        assert (await answer.json()) == {"ok": True}


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("", "users_list_not_supplied"),
        ("U0NOBODY", "user_not_found"),
        ("U0BOT", "cannot_dm_bot"),
        ("U0BEN", "user_disabled"),
        ("U0CLEO", "user_not_visible"),
        ("U0ANN,U0CLEO", "missing_scope"),
    ],
)
async def test_who_cannot_be_reached_is_refused(
    client: AsyncWebClient, session: ClientSession, url: str, users: str, error: str
) -> None:
    """Ben has left, and Cleo takes no direct messages."""
    await change_user(session, url, "U0BEN", deleted=True)
    await change_user(session, url, "U0CLEO", refuse_dm=True)
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_open(users=users)
    assert refused.value.response["error"] == error


async def test_a_person_who_takes_no_direct_messages_gets_none_by_their_id_either(
    client: AsyncWebClient, session: ClientSession, url: str
) -> None:
    await change_user(session, url, "U0CLEO", refuse_dm=True)
    with pytest.raises(SlackApiError, match="restricted_action"):
        await client.chat_postMessage(channel="U0CLEO", text="x")


@pytest.fixture
def machine_in_berlin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")


@pytest.mark.usefixtures("machine_in_berlin")
async def test_people_and_their_groups_are_told(
    client: AsyncWebClient, session: ClientSession, url: str
) -> None:
    """They live in the time zone of the machine, which is the one that the browser shows."""
    await change_user(session, url, "U0CLEO", deleted=True)
    members = (await client.users_list())["members"]
    assert {member["id"]: member["deleted"] for member in members}["U0CLEO"] is True
    ann = (await client.users_info(user="U0ANN"))["user"]
    assert (ann["real_name"], ann["tz"]) == ("Ann Demo", "Europe/Berlin")
    [group] = (await client.usergroups_list(include_users=True))["usergroups"]
    assert (group["handle"], group["users"]) == ("oncall", ["U0BEN"])
    assert (await client.usergroups_users_list(usergroup="S0ONCALL"))["users"] == ["U0BEN"]
    with pytest.raises(SlackApiError, match="no_such_subteam"):
        await client.usergroups_users_list(usergroup="S0NONE")


async def test_the_page_shows_the_workspace_to_the_one_who_looks(client: AsyncWebClient, ann: Person) -> None:
    state = await ann.looks("state")
    assert state["notice"] == "Only a game"
    assert state["bot"] == {"id": "B0BOT", "user": "U0BOT", "name": "Tocsin"}
    assert [channel["name"] for channel in state["channels"]] == ["incidents", "general", "checkout"]
    assert [(dm["id"], dm["user"], dm["name"], dm["unread"]) for dm in state["dms"]] == [
        ("D0ANN", "U0BOT", "Tocsin", 0)
    ]
    assert state["commands"][0]["command"] == "/incident"
    assert state["connected"] is False
    await client.chat_postMessage(channel="U0ANN", text="psst")
    assert (await ann.looks("state"))["dms"][0]["unread"] == 1
    await ann.reads("D0ANN")
    assert (await ann.looks("state"))["dms"][0]["unread"] == 0


async def test_a_bot_cannot_look_at_the_page(session: ClientSession, url: str) -> None:
    assert await Person(session, url, "U0BOT").looks("state") == {"ok": False, "error": "user_not_found"}
