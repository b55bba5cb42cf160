"""Socket Mode: one socket for a payload, another when that one dies, a toast when nobody answers."""

from asyncio import TaskGroup

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSServerHandshakeError
from slack_sdk.web.async_client import AsyncWebClient

from playground.delivery import socket_mode
from tests.playground.people import JSON, Person, SocketBot

HERE = "C0INCIDENTS"


async def control(session: ClientSession, url: str, what: str, **body: object) -> JSON:
    async with session.post(f"{url}/control/{what}", json=body) as answer:
        done: JSON = await answer.json()
        return done


async def toast(watching: ClientWebSocketResponse) -> str:
    async for frame in watching:
        pushed: JSON = frame.json()
        if pushed["type"] == "toast":
            return str(pushed["text"])
    return ""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack's three seconds, made short."""
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 0.1)


async def test_without_a_bot_a_command_fails_at_once(ann: Person) -> None:
    async with await ann.watches() as watching:
        assert (await ann.says(HERE, "/incident"))["failed"] == "dispatch_failed"
        assert await toast(watching) == '/incident failed with the error "dispatch_failed"'
    [told] = await ann.reads(HERE)
    assert (told["username"], told["ephemeral"]) == ("Slackbot", True)
    assert told["text"] == '/incident failed with the error "dispatch_failed"'


@pytest.mark.usefixtures("impatient")
async def test_a_bot_that_does_not_answer_is_reported_to_the_person(bot: SocketBot, ann: Person) -> None:
    async with await ann.watches() as watching:
        assert (await ann.says(HERE, "/incident"))["failed"] == "operation_timeout"
        assert await toast(watching) == '/incident failed with the error "operation_timeout"'
    assert bot.envelopes.qsize() == 1


async def test_a_bot_has_three_seconds() -> None:
    assert socket_mode.ACK_SECONDS == 3


async def test_an_answer_that_breaks_the_rules_is_reported_to_the_person(bot: SocketBot, ann: Person) -> None:
    async with TaskGroup() as group:
        said = group.create_task(ann.says(HERE, "/incident"))
        await bot.answers(await bot.envelopes.get(), {"blocks": [{"type": "section"}]})
    assert said.result()["failed"] == "invalid_blocks"


async def test_payloads_take_turns_between_the_sockets(url: str, ann: Person) -> None:
    """Two sockets, two commands: one each."""
    async with SocketBot(url) as first, SocketBot(url) as second, TaskGroup() as group:
        for _ in range(2):
            group.create_task(ann.says(HERE, "/incident"))
        await first.answers(await first.envelopes.get())
        await second.answers(await second.envelopes.get())


async def test_a_payload_goes_to_another_socket_when_the_first_dies_unanswered(url: str, ann: Person) -> None:
    async with SocketBot(url) as first, SocketBot(url) as second, TaskGroup() as group:
        said = group.create_task(ann.says(HERE, "/incident"))
        lost = await first.envelopes.get()
        await first.client.close()  # type: ignore[no-untyped-call]
        again = await second.envelopes.get()
        assert again.envelope_id == lost.envelope_id
        assert again.accepts_response_payload
        await second.answers(again, {"text": "here I am"})
    assert said.result() == {"ok": True}
    assert (await ann.reads(HERE))[-1]["text"] == "here I am"


async def test_a_payload_waits_for_the_socket_that_comes_back(
    bot: SocketBot, session: ClientSession, url: str, ann: Person
) -> None:
    """Asked to refresh, the client leaves and comes back; the command it had not answered follows."""
    async with TaskGroup() as group:
        said = group.create_task(ann.says(HERE, "/incident"))
        lost = await bot.envelopes.get()
        await control(session, url, "disconnect", reason="refresh_requested")
        again = await bot.envelopes.get()
        assert again.envelope_id == lost.envelope_id
        await bot.answers(again)
    assert said.result() == {"ok": True}


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "abort"])
async def test_a_bot_sent_away_comes_back(
    bot: SocketBot, session: ClientSession, url: str, ann: Person, reason: str
) -> None:
    await control(session, url, "disconnect", reason=reason)
    while (await bot.frames.get())["type"] != "hello":
        pass
    async with TaskGroup() as group:
        group.create_task(ann.says(HERE, "/incident"))
        await bot.answers(await bot.envelopes.get())


async def test_a_bot_that_subscribed_to_nothing_hears_of_nothing(
    bot: SocketBot, client: AsyncWebClient, ann: Person
) -> None:
    await client.conversations_join(channel=HERE)
    await ann.says(HERE, "hello @tocsin")
    async with TaskGroup() as group:
        group.create_task(ann.says(HERE, "/incident"))
        first = await bot.envelopes.get()
        await bot.answers(first)
    assert first.type == "slash_commands"


async def test_the_address_of_a_socket_works_once(url: str, session: ClientSession) -> None:
    client = AsyncWebClient("xapp-playground", base_url=f"{url}/api/", session=session)
    address = (await client.apps_connections_open(app_token="xapp-playground"))["url"]
    async with session.ws_connect(address) as socket:
        assert (await socket.receive_json())["num_connections"] == 1
    with pytest.raises(WSServerHandshakeError):
        await session.ws_connect(address)


async def test_the_last_payload_can_be_sent_again_unchanged(
    bot: SocketBot, session: ClientSession, url: str, ann: Person
) -> None:
    """As Slack does when it did not hear the answer, or the person pressed twice."""
    assert (await control(session, url, "redeliver"))["error"] == "nothing_delivered_yet"
    async with TaskGroup() as group:
        group.create_task(ann.says(HERE, "/incident"))
        first = await bot.envelopes.get()
        await bot.answers(first)
    async with TaskGroup() as group:
        again = group.create_task(control(session, url, "redeliver"))
        second = await bot.envelopes.get()
        await bot.answers(second, {"text": "again"})
    assert second.payload == first.payload
    assert again.result() == {"ok": True, "answer": {"text": "again"}}
    assert await ann.reads(HERE) == []


async def test_commands_that_slack_would_not_send_are_refused(ann: Person) -> None:
    root = (await ann.says(HERE, "root"))["ts"]
    in_thread = await ann.says(HERE, "/incident", thread_ts=root)
    assert in_thread == {"ok": False, "error": "/incident is not supported in threads. Sorry!"}
    assert "/incidnet is not a valid command" in (await ann.says(HERE, "/incidnet ack"))["error"]
    assert (await ann.says(HERE, " /not a command"))["ok"] is True
