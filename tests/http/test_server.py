"""The server itself: ports, signals, stopping, and callers that keep it waiting."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.http import server as server_module
from bot.http.server import HttpServer, ListenError

REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Slow:
    """An application that answers when it is allowed to."""

    def __init__(self) -> None:
        self.inside = asyncio.Event()
        self.leave = asyncio.Event()
        self.cut_off = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.inside.set()
        try:
            await self.leave.wait()
        except asyncio.CancelledError:
            self.cut_off = True
            raise
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": b"done"})


def at_once() -> Slow:
    application = Slow()
    application.leave.set()
    return application


@asynccontextmanager
async def serving(application: ASGIApp) -> AsyncIterator[int]:
    server = HttpServer()
    try:
        yield await server.start(application, "127.0.0.1", 0)
    finally:
        await server.stop(1)


@asynccontextmanager
async def connection_to(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def text_of(port: int) -> str:
    async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{port}/") as answer:
        return await answer.text()


async def test_port_0_takes_a_free_port_and_says_which() -> None:
    """The one that then answers."""
    async with serving(at_once()) as port:
        assert await text_of(port) == "done"


async def test_a_port_that_is_taken_is_told_at_once_and_plainly() -> None:
    """With what to do about it."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ListenError) as refused:
            await HttpServer().start(at_once(), "127.0.0.1", port)
    assert str(refused.value) == f"port {port} is taken by something else: set PORT"


async def test_an_address_of_another_machine_is_told_plainly() -> None:
    """192.0.2.0/24 is for documentation: no machine has it."""
    with pytest.raises(ListenError, match=r"192\.0\.2\.1 is not an address of this machine: set HOST"):
        await HttpServer().start(at_once(), "192.0.2.1", 0)


async def test_the_port_is_free_again_after_a_stop() -> None:
    """At once, for the next start."""
    first, second = HttpServer(), HttpServer()
    port = await first.start(at_once(), "127.0.0.1", 0)
    assert await text_of(port) == "done"
    await first.stop(1)
    assert await second.start(at_once(), "127.0.0.1", port) == port
    await second.stop(1)


async def test_a_stop_finishes_what_is_in_flight_and_takes_nothing_new() -> None:
    """The caller hears the answer."""
    slow, server = Slow(), HttpServer()
    port = await server.start(slow, "127.0.0.1", 0)
    answer = asyncio.create_task(text_of(port))
    await slow.inside.wait()
    stopped = asyncio.create_task(server.stop(10))
    await _refusing(port)
    assert not stopped.done()
    slow.leave.set()
    assert await answer == "done"
    await stopped


async def test_a_stop_cuts_off_what_does_not_end_in_time() -> None:
    """And leaves no task behind."""
    slow, server = Slow(), HttpServer()
    port = await server.start(slow, "127.0.0.1", 0)
    answer = asyncio.create_task(text_of(port))
    await slow.inside.wait()
    await server.stop(0)
    assert slow.cut_off
    await asyncio.gather(answer, return_exceptions=True)


async def test_a_stop_does_not_wait_for_idle_connections() -> None:
    """A kept connection on which nothing is asked is closed."""
    server = HttpServer()
    port = await server.start(at_once(), "127.0.0.1", 0)
    async with connection_to(port) as (reader, writer):
        writer.write(REQUEST)
        await reader.readuntil(b"done")
        await asyncio.wait_for(server.stop(60), 5)
        assert await reader.read() == b""


async def test_a_server_that_never_started_stops() -> None:
    """So that whoever failed to start can clean up in one way."""
    await HttpServer().stop(1)


async def test_signals_stay_with_whoever_asked_for_them() -> None:
    """Left alone, uvicorn would take SIGTERM and stop on its own."""
    heard, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, heard.set)
    ours = signal.getsignal(signal.SIGTERM)
    async with serving(at_once()) as port:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(heard.wait(), 5)
        assert await text_of(port) == "done"
        assert signal.getsignal(signal.SIGTERM) is ours
    assert loop.remove_signal_handler(signal.SIGTERM)


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-Half"])
async def test_whoever_does_not_finish_a_request_is_hung_up_on(
    monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    """Whatever was said so far."""
    monkeypatch.setattr(server_module, "HEAD_SECONDS", 0.1)
    async with serving(at_once()) as port, connection_to(port) as (reader, writer):
        writer.write(said)
        assert await asyncio.wait_for(reader.read(), 5) == b""


async def test_the_second_request_of_a_connection_must_be_finished_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first one buys no patience."""
    monkeypatch.setattr(server_module, "HEAD_SECONDS", 0.1)
    async with serving(at_once()) as port, connection_to(port) as (reader, writer):
        writer.write(REQUEST)
        await reader.readuntil(b"done")
        writer.write(b"GET / HT")
        assert await asyncio.wait_for(reader.read(), 5) == b""


async def test_a_request_that_takes_its_time_to_be_answered_is_not_hung_up_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The patience is for heads alone."""
    monkeypatch.setattr(server_module, "HEAD_SECONDS", 0.05)
    slow = Slow()
    async with serving(slow) as port:
        answer = asyncio.create_task(text_of(port))
        await slow.inside.wait()
        asyncio.get_running_loop().call_later(0.2, slow.leave.set)
        assert await answer == "done"
    assert caplog.records == []


async def test_a_head_without_end_is_refused() -> None:
    """At 32 KiB."""
    async with serving(at_once()) as port, connection_to(port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 40_000)
        assert b" 400 " in await reader.readline()


async def test_answers_on_a_kept_connection_are_not_delayed() -> None:
    """Nagle's algorithm would hold each of them back for 40 ms."""
    slow, server = Slow(), HttpServer()
    port = await server.start(slow, "127.0.0.1", 0)
    answer = asyncio.create_task(text_of(port))
    await slow.inside.wait()
    assert server._server is not None
    [connection] = server._server.server_state.connections
    accepted = connection.transport.get_extra_info("socket")
    assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    slow.leave.set()
    await answer
    await server.stop(1)


async def _refusing(port: int) -> None:
    """Wait until nobody listens on the port any more."""
    async with asyncio.timeout(5):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionError:  # refused, or reset when it came in the very moment of closing
                return
            writer.close()
