"""Every event that people cause, in the shape of its page: https://docs.slack.dev/reference/events/<name>."""

import asyncio
import json
from pathlib import Path

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from playground.delivery.told import SCOPES, TELLERS
from playground.server import Playground
from tests.playground.granted import manifest_with
from tests.playground.people import JSON, Person, SocketBot

HERE = "C0INCIDENTS"
SHAPES = json.loads((Path(__file__).parent / "slack_events.json").read_text(encoding="utf-8"))
MESSAGES = ["message.channels", "message.groups", "message.im", "message.mpim"]
OF_GROUPS = ["group_left", "group_rename", "group_archive", "group_unarchive", "group_deleted"]
EVENTS = [*MESSAGES, *OF_GROUPS, "app_mention", "channel_left", "link_shared", *TELLERS]
SCOPED = ["groups:history", "groups:read", "groups:write", "mpim:history", "channels:manage"]
WRITING = ["reactions:write", "pins:write", "files:write", "usergroups:write"]


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    scopes = [*SCOPED, *WRITING, *(set(SCOPES.values()) - {"users:read", "usergroups:read"})]
    return manifest_with(tmp_path, scopes=scopes, events=EVENTS, unfurl_domains=["example.com"])


class Office:
    """Ann and Ben on the page, and what the bot, who is in #incidents, is told."""

    def __init__(self, session: ClientSession, url: str, client: AsyncWebClient, bot: SocketBot) -> None:
        self.session, self.url, self.client, self.bot = session, url, client, bot
        self.ann, self.ben = Person(session, url, "U0ANN"), Person(session, url, "U0BEN")

    async def hears(self, kind: str, subtype: str | None = None) -> JSON:
        """Return the next event of this kind, and hold it to Slack's shape."""
        while True:
            event = await asyncio.wait_for(self.next(), timeout=20)
            if (event["type"], event.get("subtype")) == (kind, subtype):
                check_shape(event)
                return event

    async def next(self) -> JSON:
        envelope = await self.bot.envelopes.get()
        await self.bot.answers(envelope)
        event: JSON = envelope.payload["event"]
        return event

    async def says(self, text: str = "The card", **more: object) -> str:
        return str((await self.ann.says(HERE, text, **more))["ts"])

    async def acts(self, act: str, channel: str = HERE, **more: object) -> str:
        """Do something to a channel as Ann; return its id."""
        done = await self.ann.does("channel", act=act, channel=channel, **more)
        assert done["ok"] is True
        return str(done["channel"])


def check_shape(event: JSON) -> None:
    name = "/".join(filter(None, (event["type"], event.get("subtype"))))
    shape = SHAPES.get(name)
    if shape is None:
        return  # channel_deleted is described there by its type alone
    unless_invited = {"inviter"} if name == "message/channel_join" else set()
    assert set(shape["required"]) - unless_invited <= set(event)


@pytest.fixture
async def office(url: str, session: ClientSession, client: AsyncWebClient, bot: SocketBot) -> Office:
    office = Office(session, url, client, bot)
    await client.conversations_join(channel=HERE)
    await office.hears("message", "channel_join")
    return office


async def test_what_is_said_in_every_way(office: Office) -> None:
    """https://docs.slack.dev/reference/events/message and its subtypes."""
    ts = await office.says("hello @tocsin")
    assert (await office.hears("message"))["client_msg_id"]
    assert (await office.hears("app_mention"))["text"] == "hello <@U0BOT>"
    await office.says("/me looks")
    assert (await office.hears("message", "me_message"))["text"] == "looks"
    await office.says("a reply", thread_ts=ts)
    assert (await office.hears("message"))["thread_ts"] == ts
    await office.says("for all", thread_ts=ts, broadcast=True)
    assert (await office.hears("message", "thread_broadcast"))["root"]["reply_count"] == 2


async def test_a_direct_message_is_no_mention(office: Office) -> None:
    """https://docs.slack.dev/reference/events/app_mention: messages to the bot itself come as message.im."""
    await office.ann.looks("state")
    await office.ann.says("D0ANN", "@tocsin help")
    assert (await office.hears("message"))["channel_type"] == "im"
    await office.says("next")
    assert (await office.hears("message"))["text"] == "next"
    assert office.bot.envelopes.empty()


async def test_what_is_changed_and_deleted(office: Office) -> None:
    """The event has a time stamp of its own; the message keeps its."""
    ts = await office.says("befor")
    await office.ann.does("edit", channel=HERE, ts=ts, text="before")
    changed = await office.hears("message", "message_changed")
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("before", "befor")
    assert changed["ts"] > changed["message"]["ts"] == ts
    await office.ann.does("delete", channel=HERE, ts=ts)
    assert (await office.hears("message", "message_deleted"))["deleted_ts"] == ts


async def test_reactions_and_pins(office: Office) -> None:
    """https://docs.slack.dev/reference/events/reaction_added, .../pin_added."""
    ts = await office.says()
    where = {"channel": HERE, "ts": ts}
    await office.ben.does("react", **where, name="eyes")
    added = await office.hears("reaction_added")
    assert added["item"] == {"type": "message", "channel": HERE, "ts": ts}
    assert (added["user"], added["reaction"], added["item_user"]) == ("U0BEN", "eyes", "U0ANN")
    await office.ben.does("react", **where, name="eyes", on=False)
    assert (await office.hears("reaction_removed"))["reaction"] == "eyes"
    await office.ben.does("pin", **where)
    pinned = await office.hears("pin_added")
    assert (pinned["channel_id"], pinned["item"]["message"]["ts"], pinned["pin_count"]) == (HERE, ts, "1")
    assert (await office.hears("message", "pinned_item"))["item_type"] == "C"
    await office.ben.does("pin", **where, on=False)
    assert (await office.hears("pin_removed"))["has_pins"] is False


async def test_files(office: Office) -> None:
    """https://docs.slack.dev/reference/events/file_shared: only the id; files.info tells more."""
    begun = await office.ann.does("upload", filename="a.txt", length=1)
    async with office.session.post(begun["upload_url"], data=b"a"):
        await office.ann.does("share", channel=HERE, files=[{"id": begun["file_id"]}], text="look")
    shared = await office.hears("message", "file_share")
    assert [file["id"] for file in shared["files"]] == [begun["file_id"]]
    assert (await office.hears("file_shared"))["file_id"] == begun["file_id"]
    mine = await office.client.files_upload_v2(filename="b.txt", content="b")
    assert (await office.hears("file_created"))["user_id"] == "U0BOT"
    await office.client.files_delete(file=mine["file"]["id"])
    assert (await office.hears("file_deleted"))["file_id"] == mine["file"]["id"]


async def test_a_public_channel_from_its_beginning_to_its_end(office: Office) -> None:
    """Outside the bot hears that it is there, is renamed, archived and gone; not who comes, nor what is said."""
    channel = await office.acts("create", name="war-room")
    assert (await office.hears("channel_created"))["channel"]["name"] == "war-room"
    await office.acts("rename", channel, name="peace-room")
    assert (await office.hears("channel_rename"))["channel"]["name"] == "peace-room"
    await office.acts("archive", channel)
    assert (await office.hears("channel_archive"))["channel"] == channel
    await office.acts("unarchive", channel)
    assert (await office.hears("channel_unarchive"))["user"] == "U0ANN"
    await office.acts("delete", channel)
    assert (await office.hears("channel_deleted"))["channel"] == channel
    assert office.bot.envelopes.empty()


async def test_coming_going_and_describing(office: Office) -> None:
    await office.acts("leave")
    left = await office.hears("member_left_channel")
    assert (left["user"], left["channel_type"]) == ("U0ANN", "C")
    assert (await office.hears("message", "channel_leave"))["user"] == "U0ANN"
    await office.acts("join")
    assert (await office.hears("member_joined_channel"))["user"] == "U0ANN"
    assert (await office.hears("message", "channel_join"))["text"] == "<@U0ANN> has joined the channel"
    await office.acts("topic", topic="fire")
    assert (await office.hears("message", "channel_topic"))["topic"] == "fire"
    await office.acts("rename", name="fires")
    assert (await office.hears("message", "channel_name"))["old_name"] == "incidents"
    await office.acts("archive")
    assert (await office.hears("message", "channel_archive"))["user"] == "U0ANN"
    await office.acts("unarchive")
    assert (await office.hears("message", "channel_unarchive"))["user"] == "U0ANN"


async def test_a_private_channel_is_told_of_to_those_inside_alone(office: Office) -> None:
    """https://docs.slack.dev/reference/events/group_rename and its neighbours."""
    channel = await office.acts("create", name="secret", private=True)
    await office.acts("rename", channel, name="very-secret")
    await office.acts("invite", channel, user="U0BOT")
    joined = await office.hears("member_joined_channel")
    assert (joined["user"], joined["inviter"], joined["channel_type"]) == ("U0BOT", "U0ANN", "G")
    await office.acts("rename", channel, name="less-secret")
    assert (await office.hears("group_rename"))["channel"]["name"] == "less-secret"
    await office.ann.says(channel, "psst")
    assert (await office.hears("message"))["channel_type"] == "group"
    await office.acts("archive", channel)
    assert (await office.hears("group_archive"))["channel"] == channel
    await office.acts("unarchive", channel)
    assert (await office.hears("group_unarchive"))["actor_id"] == "U0ANN"
    await office.client.conversations_leave(channel=channel)
    assert (await office.hears("group_left"))["actor_id"] == "U0BOT"


async def test_the_bot_hears_that_it_left(office: Office) -> None:
    await office.client.conversations_leave(channel=HERE)
    assert (await office.hears("member_left_channel"))["user"] == "U0BOT"
    assert (await office.hears("channel_left"))["channel"] == HERE


async def test_links_to_the_domains_of_the_manifest(office: Office) -> None:
    """https://docs.slack.dev/reference/events/link_shared: hosts below a domain belong to it."""
    await office.says("https://graphs.example.com/a?b=1&c=2 and https://elsewhere.org")
    shared = await office.hears("link_shared")
    assert shared["links"] == [{"domain": "example.com", "url": "https://graphs.example.com/a?b=1&c=2"}]


async def test_people_and_their_groups(office: Office) -> None:
    """https://docs.slack.dev/reference/events/user_change, .../subteam_members_changed."""
    async with office.session.post(f"{office.url}/control/people", json={"name": "Dora Demo"}) as answer:
        dora = (await answer.json())["id"]
    assert (await office.hears("team_join"))["user"]["id"] == dora
    async with office.session.post(f"{office.url}/control/users/U0BEN", json={"deleted": True}):
        assert (await office.hears("user_change"))["user"]["deleted"] is True
    group = (await office.client.usergroups_create(name="Second line"))["usergroup"]["id"]
    assert (await office.hears("subteam_created"))["subteam"]["id"] == group
    await office.client.usergroups_users_update(usergroup=group, users=["U0ANN", dora])
    assert (await office.hears("subteam_updated"))["subteam"]["user_count"] == 2
    assert (await office.hears("subteam_members_changed"))["added_users"] == ["U0ANN", dora]


async def test_an_event_without_its_scope_is_not_told(session: ClientSession, tmp_path: Path) -> None:
    """The manifest subscribes to reactions but may not read them; the message before and after are told."""
    manifest = manifest_with(tmp_path, events=["reaction_added", "message.channels"])
    async with Playground(manifest).serve() as url, SocketBot(url) as bot:
        client = AsyncWebClient("xoxb-playground", base_url=f"{url}/api/", session=session)
        await client.conversations_join(channel=HERE)
        office = Office(session, url, client, bot)
        ts = await office.says("one")
        await office.ben.does("react", channel=HERE, ts=ts, name="eyes")
        await office.says("two")
        heard = [(await office.next())["type"] for _ in range(3)]
        assert heard == ["message"] * 3
        assert bot.envelopes.empty()
