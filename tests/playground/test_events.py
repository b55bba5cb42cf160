"""The Events API tells the bot what its manifest subscribes to, and nothing else."""

from asyncio import TaskGroup
from pathlib import Path

import pytest
from aiohttp import ClientSession
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from playground.delivery import redelivery, socket_mode
from tests.playground.people import JSON, Person, SocketBot

HERE = "C0INCIDENTS"


@pytest.fixture
def manifest(subscribed: Path) -> Path:
    return subscribed


async def next_event(bot: SocketBot) -> JSON:
    envelope = await next_envelope(bot)
    await bot.answers(envelope)
    event: JSON = envelope.payload["event"]
    return event


async def next_envelope(bot: SocketBot) -> SocketModeRequest:
    envelope = await bot.envelopes.get()
    assert envelope.type == "events_api"
    return envelope


async def redeliver(session: ClientSession, url: str) -> None:
    async with session.post(f"{url}/control/redeliver", json={}) as answer:
        assert (await answer.json())["ok"] is True


async def test_the_bot_hears_of_joining_messages_mentions_changes_and_deletions(
    bot: SocketBot, client: AsyncWebClient, ann: Person
) -> None:
    await ann.says(HERE, "before the bot is in the channel")
    await client.conversations_join(channel=HERE)
    joined = await next_event(bot)
    assert (joined["type"], joined["user"], joined["channel"]) == ("member_joined_channel", "U0BOT", HERE)
    assert (await next_event(bot))["subtype"] == "channel_join"
    await ann.says(HERE, "hello @tocsin")
    message, mention = await next_event(bot), await next_event(bot)
    assert (message["type"], message["user"], message["channel_type"]) == ("message", "U0ANN", "channel")
    assert (mention["type"], mention["text"], mention["ts"]) == (
        "app_mention",
        "hello <@U0BOT>",
        message["ts"],
    )
    ts = (await client.chat_postMessage(channel=HERE, text="a"))["ts"]
    assert (await next_event(bot))["bot_id"] == "B0BOT"
    await client.chat_update(channel=HERE, ts=ts, text="b")
    changed = await next_event(bot)
    assert (changed["subtype"], changed["message"]["text"], changed["previous_message"]["text"]) == (
        "message_changed",
        "b",
        "a",
    )
    await client.chat_delete(channel=HERE, ts=ts)
    deleted = await next_event(bot)
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)


async def test_the_bot_hears_of_direct_messages_and_of_who_opens_them(bot: SocketBot, ann: Person) -> None:
    await ann.looks("state")
    await ann.reads("D0ANN")
    opened = await next_event(bot)
    assert (opened["type"], opened["user"], opened["tab"]) == ("app_home_opened", "U0ANN", "messages")
    await ann.says("D0ANN", "help")
    message = await next_event(bot)
    assert (message["channel_type"], message["text"]) == ("im", "help")


async def test_an_event_has_an_id_that_its_repeat_keeps(
    bot: SocketBot, ann: Person, session: ClientSession, url: str
) -> None:
    await ann.looks("state")
    await ann.says("D0ANN", "help")
    first = await next_envelope(bot)
    await bot.answers(first)
    assert (first.retry_attempt, first.retry_reason) == (0, "")
    async with TaskGroup() as group:
        group.create_task(redeliver(session, url))
        second = await next_envelope(bot)
        await bot.answers(second)
    assert second.payload["event_id"] == first.payload["event_id"]
    assert (second.retry_attempt, second.retry_reason) == (1, "http_timeout")


async def test_an_event_that_is_not_taken_comes_again(
    bot: SocketBot, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack repeats at once, after a minute and after five; here the ladder is short."""
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 0.05)
    monkeypatch.setattr(redelivery, "RETRY_AFTER", (0.0, 0.0, 0.0))
    await ann.looks("state")
    await ann.says("D0ANN", "help")
    attempts = [await next_envelope(bot) for _ in range(4)]
    assert [envelope.retry_attempt for envelope in attempts] == [0, 1, 2, 3]
    assert {envelope.payload["event_id"] for envelope in attempts} == {attempts[0].payload["event_id"]}
    assert attempts[1].retry_reason == "timeout"


def test_slack_repeats_at_once_after_a_minute_and_after_five() -> None:
    assert redelivery.RETRY_AFTER == (0, 60, 300)
