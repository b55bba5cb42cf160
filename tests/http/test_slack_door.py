"""Slack's door over real sockets: who is let in, who is not, and that nothing is run for the latter."""

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from .conftest import COMMAND, FORM, Door, OpenDoor

LARGE = 12 * 1024 * 1024


@pytest.mark.parametrize(
    ("body", "payload"),
    [
        (
            COMMAND,
            {"command": "/incident", "text": "critical checkout is failing", "trigger_id": "1.2.abc"},
        ),
        ("text=&channel_id=D0ANN", {"text": "", "channel_id": "D0ANN"}),
        ("payload=%7B%22type%22%3A%22block_actions%22%7D", {"type": "block_actions"}),
        ('{"type":"event_callback"}', {"type": "event_callback"}),
        ("text=what+is+%22payload%22", {"text": 'what is "payload"'}),
    ],
    ids=["command", "empty fields", "interaction", "event", "the word payload"],
)
async def test_a_signed_request_reaches_bolt_as_its_payload(
    door: Door, body: str, payload: dict[str, str]
) -> None:
    """A form for commands, JSON in a form for interactions, JSON for events."""
    assert await door.knock(body, door.signed(body)) == 200
    assert door.bolt.heard == [payload]


async def test_what_bolt_answers_goes_back_whole(door: Door) -> None:
    """Status, body and headers, those that are there twice included."""
    door.bolt.status = 202
    async with door.client.post(
        door.url("/slack/events"), data=COMMAND, headers=door.signed(COMMAND)
    ) as answer:
        assert (answer.status, await answer.text()) == (202, "{}")
        assert answer.headers.getall("Set-Cookie") == ["a=1", "b=2"]
        assert answer.headers.getall("Content-Type") == ["application/json"]
        assert "Server" not in answer.headers


async def test_an_unsigned_request_is_refused(door: Door) -> None:
    """With a sentence, as problem+json."""
    async with door.client.post(door.url("/slack/events"), data=COMMAND, headers=FORM) as answer:
        assert answer.status == 401
        assert answer.content_type == "application/problem+json"
        assert (await answer.json(content_type=None))["detail"] == "The request is not signed."
    assert door.bolt.heard == []


@pytest.mark.parametrize("missing", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
async def test_half_a_signature_is_none(door: Door, missing: str) -> None:
    """Both headers belong to it."""
    headers = door.signed(COMMAND)
    del headers[missing]
    assert await door.knock(COMMAND, headers) == 401
    assert door.bolt.heard == []


async def test_another_secret_or_another_body_is_refused(door: Door) -> None:
    """The signature is of this body, by this secret."""
    assert await door.knock(COMMAND, door.signed(COMMAND, secret="another")) == 401
    assert await door.knock(COMMAND + "x", door.signed(COMMAND)) == 401
    assert door.bolt.heard == []


@pytest.mark.parametrize("seconds", [-301, 301])
async def test_a_timestamp_more_than_five_minutes_off_is_refused(door: Door, seconds: int) -> None:
    """Behind or ahead."""
    at = str(int(door.clock().timestamp()) + seconds)
    assert await door.knock(COMMAND, door.signed(COMMAND, at=at)) == 401
    assert door.bolt.heard == []


@pytest.mark.parametrize("seconds", [-300, 300])
async def test_a_timestamp_five_minutes_off_is_let_in(door: Door, seconds: int) -> None:
    """Clocks differ."""
    at = str(int(door.clock().timestamp()) + seconds)
    assert await door.knock(COMMAND, door.signed(COMMAND, at=at)) == 200


@pytest.mark.parametrize("at", ["soon", "", "1e9", "-1", "9" * 5000, "1795369260.5", "0x6b03"])
async def test_a_timestamp_that_is_not_digits_is_refused(door: Door, at: str) -> None:
    """Though it is signed; Slack's own verifier raises on these."""
    assert await door.knock(COMMAND, door.signed(COMMAND, at=at)) == 401
    assert door.bolt.heard == []


async def test_the_same_request_is_let_in_once(door: Door) -> None:
    """A replay is refused, for as long as its timestamp would do."""
    ahead = str(int(door.clock().timestamp()) + 299)
    headers = door.signed(COMMAND, at=ahead)
    assert await door.knock(COMMAND, headers) == 200
    assert await door.knock(COMMAND, headers) == 401
    door.clock.pass_by(seconds=598)
    assert await door.knock(COMMAND, headers) == 401
    assert len(door.bolt.heard) == 1


async def test_a_replay_is_refused_while_the_first_one_is_still_answered(door: Door) -> None:
    """Two of the same at once: one of them gets in."""
    inside, leave = asyncio.Event(), asyncio.Event()
    door.bolt.before_answering = _stay(inside, leave)
    headers = door.signed(COMMAND)
    first = asyncio.create_task(door.knock(COMMAND, headers))
    await inside.wait()
    assert await door.knock(COMMAND, headers) == 401
    leave.set()
    assert await first == 200


async def test_what_failed_may_be_sent_again_in_the_same_second(door: Door) -> None:
    """Slack repeats at once what was answered with a 5xx, and then the signature is the same."""
    headers = door.signed(COMMAND)
    door.bolt.status = 503
    assert await door.knock(COMMAND, headers) == 503
    door.bolt.status = 200
    assert await door.knock(COMMAND, headers) == 200
    assert await door.knock(COMMAND, headers) == 401


async def test_slacks_probe_of_the_certificate_is_answered(door: Door) -> None:
    """It is not signed, and nothing is run for it."""
    assert await door.knock("ssl_check=1&token=xyzz0WbapA4vBCDEFasx0q6G", FORM) == 200
    assert door.bolt.heard == []


@pytest.mark.parametrize(
    "body", ["ssl_check=1&" + COMMAND, "ssl_check=0&token=x", "token=x", "ssl_check=true", ""]
)
async def test_what_only_looks_like_a_probe_is_refused(door: Door, body: str) -> None:
    """Bolt would answer the first of these with 200."""
    assert await door.knock(body, FORM) == 401
    assert door.bolt.heard == []


async def test_while_the_bot_stops_slack_hears_503(door: Door) -> None:
    """So that it sends its events again, to whoever runs then."""
    door.doors.stopping.set()
    assert await door.knock(COMMAND, door.signed(COMMAND)) == 503
    assert door.bolt.heard == []


@pytest.mark.parametrize("secret", [None, ""])
async def test_without_a_signing_secret_the_door_is_closed(open_door: OpenDoor, secret: str | None) -> None:
    """An empty secret would let anyone in who signs with it."""
    door = await open_door(signing_secret=secret)
    headers = door.signed(COMMAND, secret="")
    async with door.client.post(door.url("/slack/events"), data=COMMAND, headers=headers) as answer:
        assert answer.status == 404
        assert "Socket Mode is on" in await answer.text()
    assert door.bolt.heard == []


async def test_a_failure_behind_the_door_is_a_500_with_a_reference_that_is_in_the_log(door: Door) -> None:
    """And the request may be sent again; neither body nor signature is in the log."""
    door.bolt.before_answering = _fail
    headers = door.signed(COMMAND)
    with capture_logs() as logged:
        async with door.client.post(door.url("/slack/events"), data=COMMAND, headers=headers) as answer:
            assert answer.status == 500
            detail = (await answer.json(content_type=None))["detail"]
    door.bolt.before_answering = None
    assert await door.knock(COMMAND, headers) == 200
    [line] = logged
    assert re.fullmatch("[0-9a-f]{8}", line["ref"])
    assert line["ref"] in detail
    assert isinstance(line["exc_info"], aiohttp.ClientError)
    assert not _gives_away(line, headers)


async def test_refusals_are_logged_with_their_reason_and_without_the_body(door: Door) -> None:
    """An operator with a wrong secret or a wrong clock must find out."""
    headers = door.signed(COMMAND, secret="another")
    with capture_logs() as logged:
        await door.knock(COMMAND, headers)
    [line] = logged
    assert "SLACK_SIGNING_SECRET" in line["reason"]
    assert not _gives_away(line, headers)


header_values = st.one_of(
    st.binary(max_size=200).filter(lambda value: not set(value) & set(b"\r\n\0")),
    st.sampled_from(
        [b"v0=", b"v0=" + b"0" * 64, b"v1=" + b"a" * 64, b"v0=" + "é".encode() * 32, b"1795369260"]
    ),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    timestamps=st.lists(header_values, max_size=2),
    signatures=st.lists(header_values, max_size=2),
    length=st.one_of(st.none(), st.integers(-1, 10**30), header_values),
    body=st.binary(max_size=300),
)
async def test_whatever_the_headers_say_nothing_is_run_and_nothing_breaks(
    door: Door,
    timestamps: list[bytes],
    signatures: list[bytes],
    length: int | bytes | None,
    body: bytes,
) -> None:
    """Malformed requests get 400, 401 or 413; those that end too early get no answer."""
    announced = str(len(body)) if length is None else length
    lines = [b"X-Slack-Request-Timestamp: " + value for value in timestamps]
    lines += [b"X-Slack-Signature: " + value for value in signatures]
    lines += [b"Content-Length: " + (announced if isinstance(announced, bytes) else str(announced).encode())]
    raw = b"\r\n".join([b"POST /slack/events HTTP/1.1", b"Host: x", *lines, b"", body])
    answer = await _send_and_finish(door, raw)
    assert answer[:13] in {b"HTTP/1.1 400 ", b"HTTP/1.1 401 ", b"HTTP/1.1 413 ", b""}
    assert door.bolt.heard == []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.one_of(st.binary(max_size=500), st.text(max_size=500).map(str.encode)))
async def test_any_signed_body_is_let_in_or_refused(door: Door, body: bytes) -> None:
    """And never breaks the door."""
    assert await door.knock(body, door.signed(body)) in {200, 401}


async def _send_and_finish(door: Door, raw: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    try:
        writer.write(raw)
        writer.write_eof()
        return await reader.readline()
    finally:
        writer.close()


def _stay(inside: asyncio.Event, leave: asyncio.Event) -> Callable[[], Awaitable[None]]:
    async def stay() -> None:
        inside.set()
        await leave.wait()

    return stay


def _gives_away(line: MutableMapping[str, Any], headers: dict[str, str]) -> bool:
    return "checkout" in str(line) or headers["X-Slack-Signature"] in str(line)


async def _fail() -> None:
    raise aiohttp.ClientError("out of order")
