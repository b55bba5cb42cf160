"""What comes through Slack's door must be a payload, small enough, whole and in time. Over real sockets."""

import asyncio
import http.client
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
from structlog.testing import capture_logs

from bot.http import slack_events

from .conftest import COMMAND, FORM, Door

LARGE = 12 * 1024 * 1024


@pytest.mark.parametrize("body", [b"text=\xff\xfe", b"\xed\xa0\x80", b"{\x80}"])
async def test_a_body_that_is_not_utf8_is_refused(door: Door, body: bytes) -> None:
    """Signed or not."""
    assert await door.knock(body, door.signed(body)) == 401
    assert await door.knock(body, FORM) == 401
    assert door.bolt.heard == []


@pytest.mark.parametrize(
    "body",
    [
        *["{", "payload=", "payload=nonsense", "payload={", "payload=[]", "payload=5", '{"a":' * 100_000],
        *["payload=" + "[" * 100_000, "&" * 100_000, "a=b&" * 65],
    ],
)
async def test_a_payload_that_cannot_be_parsed_is_refused(door: Door, body: str) -> None:
    """Bolt would meet it with an exception, and Slack with a 500."""
    assert await door.knock(body, door.signed(body)) == 401
    assert door.bolt.heard == []


async def test_one_mebibyte_is_let_in_and_a_byte_more_is_not(door: Door) -> None:
    """The limit is exact."""
    body = "text=" + "x" * (1024 * 1024 - 5)
    assert await door.knock(body, door.signed(body)) == 200
    assert await door.knock(body + "x", door.signed(body + "x")) == 413
    assert len(door.bolt.heard) == 1


async def test_twelve_megabytes_are_refused_and_the_sender_hears_so(door: Door) -> None:
    """With a length or in chunks, signed or not: the answer arrives, not a reset connection."""
    body = b"text=" + b"x" * LARGE
    assert await door.knock(body, FORM) == 413
    assert await door.knock(body, door.signed(body)) == 413
    assert await asyncio.to_thread(_post_without_listening, door.port, body) == 413
    url = door.url("/slack/events")
    for headers, status in ((FORM, 401), (door.signed(body), 413)):
        async with door.client.post(url, data=_in_chunks(body), headers=headers) as answer:
            assert answer.status == status
    assert door.bolt.heard == []


async def test_a_large_body_is_refused_before_it_is_sent(door: Door) -> None:
    """The announced length is enough."""
    head = _head(door.signed(b""), f"Content-Length: {LARGE}")
    assert b" 413 " in await asyncio.wait_for(door.send(head), 5)


async def test_after_a_refusal_the_connection_is_closed(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever goes on sending is not listened to for long."""
    monkeypatch.setattr("bot.http.problems.HANG_UP_SECONDS", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(_head(FORM, f"Content-Length: {LARGE}") + b"x" * 1000)
    answer = await asyncio.wait_for(reader.read(), 5)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer
    writer.close()


async def test_a_body_that_does_not_arrive_is_cut_off(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """408; a sender that drips bytes gains no time by it."""
    monkeypatch.setattr(slack_events, "BODY_SECONDS", 0.2)
    head = _head(door.signed(COMMAND), f"Content-Length: {len(COMMAND)}")
    assert b" 408 " in await asyncio.wait_for(door.send(head + b"comm"), 5)
    assert door.bolt.heard == []


async def test_a_sender_that_hangs_up_halfway_disturbs_nobody(door: Door) -> None:
    """The next one is served."""
    with capture_logs() as logged:
        _, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(_head(door.signed(COMMAND), "Content-Length: 500") + b"comm")
        await writer.drain()
        writer.transport.abort()
        assert await door.knock(COMMAND, door.signed(COMMAND)) == 200
    assert len(door.bolt.heard) == 1
    assert [line["reason"] for line in logged] == ["The sender hung up."]


def _head(headers: dict[str, str], *more: str) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(["POST /slack/events HTTP/1.1", "Host: x", *lines, *more, "", ""]).encode()


def _post_without_listening(port: int, body: bytes) -> int:
    """Send all of it before looking at the answer, as most clients do."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("POST", "/slack/events", body, FORM)
        return connection.getresponse().status


async def _in_chunks(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 65536):
        yield body[start : start + 65536]
