"""Bodies within bounds, on a real port: what is too large, too slow or too deep never reaches the application."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http import HTTPStatus

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from bot.http.bounded import BODY_BYTES, DEEPEST, Bounded
from bot.http.media import OR_BY_DEFAULT
from bot.http.problems import problem_of
from bot.http.server import HttpServer

PATIENCE = 0.2


@dataclass
class Echo:
    """An application that tells how large the body was, and remembers what reached it."""

    port: int = 0
    heard: list[bytes] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await Request(scope, receive).body()
        self.heard.append(body)
        await JSONResponse(len(body))(scope, receive, send)

    async def ask(self, *pieces: bytes) -> tuple[int, bytes]:
        """Write these very bytes one after the other; give the status and all that comes back."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            head = await reader.readuntil(b"\r\n\r\n")
            return int(head.split()[1]), head
        finally:
            writer.close()


@pytest.fixture
async def echo() -> AsyncIterator[Echo]:
    """The application behind the bounds, served; a body has a fifth of a second to arrive."""
    echo, server = Echo(), HttpServer()
    echo.port = await server.start(Bounded(echo, problem_of, OR_BY_DEFAULT, PATIENCE), "127.0.0.1", 0)
    yield echo
    await server.stop(1)


def head(*lines: str) -> bytes:
    return "\r\n".join(["POST / HTTP/1.1", "Host: x", *lines, "", ""]).encode()


def whole(body: bytes) -> bytes:
    return head(f"Content-Length: {len(body)}") + body


async def test_a_body_of_the_largest_size_is_handed_on_whole(echo: Echo) -> None:
    """And one byte more is not."""
    largest = b"x" * BODY_BYTES

    assert (await echo.ask(whole(largest)))[0] == HTTPStatus.OK
    assert (await echo.ask(whole(largest + b"x")))[0] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert echo.heard == [largest]


async def test_a_sender_of_many_megabytes_reads_why_and_sees_no_reset(echo: Echo) -> None:
    """The body is thrown away for a moment before the connection is closed."""
    for _ in range(5):
        status, told = await echo.ask(whole(b"x" * 8_000_000))
        assert (status, b"connection: close" in told) == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, True)
    assert echo.heard == []


async def test_a_body_in_chunks_that_claims_no_size_is_counted_as_it_comes(echo: Echo) -> None:
    """It is refused though it never ends."""
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"

    status, _ = await echo.ask(head("Transfer-Encoding: chunked"), *[chunk] * 5)

    assert (status, echo.heard) == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, [])


async def test_a_body_that_does_not_arrive_in_time_is_cut_off(echo: Echo) -> None:
    """What is there of it is told to nobody."""
    status, told = await echo.ask(head("Content-Length: 10"), b"12345")

    assert (status, b"connection: close" in told) == (HTTPStatus.REQUEST_TIMEOUT, True)
    assert echo.heard == []


async def test_a_packed_body_is_refused_before_it_was_read(echo: Echo) -> None:
    """Whoever unpacks may find a thousand times as much."""
    status, _ = await echo.ask(head("Content-Length: 2", "Content-Encoding: gzip"), b"{}")

    assert (status, echo.heard) == (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, [])


@pytest.mark.parametrize(("depth", "status"), [(DEEPEST, HTTPStatus.OK), (DEEPEST + 1, 422)])
async def test_a_body_may_be_nested_so_deeply_and_no_deeper(echo: Echo, depth: int, status: int) -> None:
    """Lists and objects alike."""
    assert (await echo.ask(whole(b"[" * depth + b"]" * depth)))[0] == status
    assert (await echo.ask(whole(b'{"a":' * depth + b"1" + b"}" * depth)))[0] == status


@pytest.mark.parametrize(
    "words",
    ["\x1b[31m" * 500, '\\"[{' * 500, "\\" * 501 + "[" * 500, "[" * 500],
    ids=["colours", "quotes", "backslashes", "brackets"],
)
async def test_brackets_in_a_text_are_no_depth(echo: Echo, words: str) -> None:
    """Somebody pastes a log with colours into a description."""
    assert (await echo.ask(whole(json.dumps({"description": words}).encode())))[0] == HTTPStatus.OK


async def test_depth_behind_a_text_is_seen(echo: Echo) -> None:
    """A text that ends in backslashes hides nothing of what follows."""
    body = b'["a\\\\",' + b"[" * DEEPEST + b"]" * DEEPEST + b"]"

    assert (await echo.ask(whole(body)))[0] == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "latin-1"])
async def test_a_body_that_is_no_utf_8_is_refused(echo: Echo, encoding: str) -> None:
    """In another encoding a NUL would pass unseen. JSON between programs is UTF-8 (RFC 8259)."""
    body = json.dumps({"title": "é \x00"}, ensure_ascii=False).replace("\\u0000", "é").encode(encoding)

    assert (await echo.ask(whole(body)))[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert echo.heard == []


async def test_a_body_in_utf_8_may_say_so_at_its_beginning(echo: Echo) -> None:
    """As some editors save it."""
    assert (await echo.ask(whole('{"title": "é"}'.encode("utf-8-sig"))))[0] == HTTPStatus.OK
