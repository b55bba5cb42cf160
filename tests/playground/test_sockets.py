"""The life of a WebSocket, seen as a client that speaks the protocol by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from playground.delivery import sockets
from playground.server import Playground
from tests.playground.conftest import Clock
from tests.playground.people import JSON, Person

HERE = "C0INCIDENTS"


async def opened(session: ClientSession, url: str, token: str = "xapp-playground") -> JSON:
    headers = {"Authorization": f"Bearer {token}"}
    async with session.post(f"{url}/api/apps.connections.open", headers=headers) as answer:
        done: JSON = await answer.json()
        return done


async def connected(session: ClientSession, url: str, more: str = "") -> tuple[ClientWebSocketResponse, JSON]:
    """Return a socket and the hello that it began with."""
    socket = await session.ws_connect((await opened(session, url))["url"] + more)
    return socket, await socket.receive_json()


@pytest.fixture
async def hasty_url(manifest: Path) -> AsyncIterator[str]:
    """A playground in which a socket that debugs its reconnects lives for a third of a second."""
    async with Playground(manifest, clock_factor=1_000).serve() as url:
        yield url


async def test_the_hello_says_who_where_and_for_how_long(session: ClientSession, url: str) -> None:
    socket, hello = await connected(session, url)
    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["connection_info"] == {"app_id": "A0BOT"}
    assert set(hello["debug_info"]) == {"host", "started", "build_number", "approximate_connection_time"}
    assert hello["debug_info"]["approximate_connection_time"] == 18_060
    other, hello = await connected(session, url, "&debug_reconnects=true")
    assert (hello["num_connections"], hello["debug_info"]["approximate_connection_time"]) == (2, 360)
    await socket.close()
    await other.close()


async def test_a_socket_is_warned_and_then_sent_away_when_its_time_is_over(
    session: ClientSession, hasty_url: str
) -> None:
    socket, _hello = await connected(session, hasty_url, "&debug_reconnects=true")
    warning, farewell = await socket.receive_json(), await socket.receive_json()
    assert (warning["type"], warning["reason"]) == ("disconnect", "warning")
    assert (farewell["type"], farewell["reason"]) == ("disconnect", "refresh_requested")
    assert (await socket.receive()).type is WSMsgType.CLOSE


def test_slack_sends_sockets_away_after_hours_and_says_so_ten_seconds_before() -> None:
    assert (sockets.LIFETIME, sockets.DEBUG_LIFETIME, sockets.NOTICE) == (18_060, 360, 10)


async def test_an_eleventh_socket_is_one_too_many(session: ClientSession, url: str) -> None:
    async with AsyncExitStack() as closed:
        for number in range(1, 11):
            socket, hello = await connected(session, url)
            closed.push_async_callback(socket.close)
            assert hello["num_connections"] == number
        _socket, refusal = await connected(session, url)
        assert (refusal["type"], refusal["reason"]) == ("disconnect", "too_many_websockets")


async def test_the_address_of_a_socket_is_good_for_half_a_minute(
    session: ClientSession, url: str, clock: Clock
) -> None:
    address = (await opened(session, url))["url"]
    clock.time += 31
    with pytest.raises(WSServerHandshakeError):
        await session.ws_connect(address)


async def test_only_an_app_token_with_its_scope_opens_sockets(session: ClientSession, url: str) -> None:
    assert (await opened(session, url, "xoxb-playground"))["error"] == "not_allowed_token_type"
    refused = await opened(session, url, "xapp-playground-without-scope")
    assert (refused["error"], refused["needed"]) == ("missing_scope", "connections:write")


async def test_a_bot_that_goes_silent_is_pinged_by_slack(
    session: ClientSession, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "PING_SECONDS", 0.02)
    address = (await opened(session, url))["url"]
    async with session.ws_connect(address, autoping=False) as socket:
        await socket.receive()
        assert (await socket.receive()).type is WSMsgType.PING


async def test_a_client_is_answered_when_it_pings(session: ClientSession, url: str) -> None:
    address = (await opened(session, url))["url"]
    async with session.ws_connect(address, autoping=False) as socket:
        await socket.receive()
        await socket.ping(b"are you there?")
        pong = await socket.receive()
        assert (pong.type, pong.data) == (WSMsgType.PONG, b"are you there?")


@pytest.mark.parametrize(
    "rubbish",
    ["", "no JSON", "[]", "{}", '{"envelope_id": 7}', '{"envelope_id": "%s"}', '{"payload": {"text": "x"}}'],
)
async def test_an_acknowledgement_of_nothing_is_passed_over(
    session: ClientSession, url: str, ann: Person, rubbish: str
) -> None:
    """The socket stays open, and the envelope waits for its own."""
    socket, _hello = await connected(session, url)
    async with asyncio.TaskGroup() as group:
        said = group.create_task(ann.says(HERE, "/incident"))
        envelope = await socket.receive_json()
        await socket.send_str(rubbish.replace("%s", str(uuid4())))
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "taken"}})
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "twice"}})
    assert said.result() == {"ok": True}
    assert [message["text"] for message in await ann.reads(HERE)] == ["taken"]
    await socket.close()


async def test_an_answer_that_is_no_object_is_none(session: ClientSession, url: str, ann: Person) -> None:
    socket, _hello = await connected(session, url)
    async with asyncio.TaskGroup() as group:
        said = group.create_task(ann.says(HERE, "/incident"))
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": ["what?"]})
    assert said.result() == {"ok": True}
    assert await ann.reads(HERE) == []
    await socket.close()


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled", "too_many_websockets"])
async def test_a_bot_is_told_why_it_is_sent_away(session: ClientSession, url: str, reason: str) -> None:
    socket, _hello = await connected(session, url)
    async with session.post(f"{url}/control/disconnect", json={"reason": "boredom"}) as answer:
        assert answer.status == 400
    async with asyncio.TaskGroup() as group:
        group.create_task(send_away(session, url, reason))
        assert (await socket.receive_json())["reason"] == reason
        assert (await socket.receive()).type is WSMsgType.CLOSE


async def send_away(session: ClientSession, url: str, reason: str) -> None:
    async with session.post(f"{url}/control/disconnect", json={"reason": reason}) as answer:
        assert answer.ok
