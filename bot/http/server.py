"""uvicorn inside a loop that is not its own: it listens, and it stops when it is told to, not by signals."""

import asyncio
import contextlib
import errno
import math
import socket
from collections.abc import Iterator

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_BYTES = 32 * 1024
HEAD_SECONDS = 10
KEEP_ALIVE_SECONDS = 10
LOOK_AGAIN = 0.01  # seconds, while what is in flight comes to its end
BACKLOG = 2048


class ListenError(Exception):
    """The address cannot be listened on. The text says why and what to set."""


class HttpServer:
    """Serves one application on one port."""

    def __init__(self) -> None:
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self, app: ASGIApp, host: str, port: int) -> int:
        """Listen, and return the port (0 takes any free one). ListenError at once when that cannot be."""
        listener = _listen(host, port)
        self._server = _Server(_config(app))
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]), name="http")
        await self._server.listening.wait()
        return int(listener.getsockname()[1])

    async def stop(self, grace: float) -> None:
        """Take no more connections, finish what is in flight; after `grace` seconds cut off what is left."""
        if self._server is None or self._serving is None:
            return
        self._server.config.timeout_graceful_shutdown = math.ceil(grace)
        self._server.end()
        await self._serving
        await asyncio.gather(*self._server.server_state.tasks, return_exceptions=True)


class _Server(uvicorn.Server):
    """Is told to end. uvicorn's own looks ten times a second whether it is to, and then waits for nothing."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()
        self._ending = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: uvicorn would take SIGTERM for itself, and raise it again when it is done."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    def end(self) -> None:
        self.should_exit = True
        self._ending.set()

    async def main_loop(self) -> None:
        """Set the date of the answers, each second until the end."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close all that is idle, and give what is in flight its time."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        try:
            await asyncio.wait_for(self._nothing_is_in_flight(), self.config.timeout_graceful_shutdown)
        except TimeoutError:
            for task in self.server_state.tasks:
                task.cancel()

    async def _nothing_is_in_flight(self) -> None:
        await asyncio.sleep(0)  # connections that are closed are gone in the next turn of the loop
        while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 - there is no event
            await asyncio.sleep(LOOK_AGAIN)


class _Gathering(asyncio.Transport):
    """Sends at the end of a turn of the loop, at once, all that was written in it: an answer's head with its body.

    uvicorn writes them one by one, and each call of the system waits for the interpreter's lock afterwards.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport
        self._gathered: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._gathered:
            asyncio.get_running_loop().call_soon(self._send)
        self._gathered.append(bytes(data))

    def close(self) -> None:
        self._send()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: object = None) -> object:
        return self._transport.get_extra_info(name, default)

    def pause_reading(self) -> None:
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._transport.resume_reading()

    def _send(self) -> None:
        gathered = b"".join(self._gathered)
        self._gathered.clear()
        if gathered:
            self._transport.write(gathered)


class _ImpatientProtocol(H11Protocol):
    """Hangs up on whoever opens a connection and does not get to the end of a request's head.

    uvicorn waits for ever, and connections held open so would use up the files that this process may open.
    """

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        super().connection_made(transport)
        self.transport = _Gathering(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._await_head()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(HEAD_SECONDS, self.timeout_keep_alive_handler)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_ImpatientProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=HEAD_BYTES,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        backlog=BACKLOG,
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise ListenError(_reason(error, host, port)) from error
    # Connections inherit it. asyncio sets it only where the socket's proto says TCP; without it every answer
    # on a kept connection waits 40 ms for an acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _reason(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"port {port} is taken by something else: set PORT"
        case errno.EACCES:
            return f"port {port} is not for this user to take: set PORT to 1024 or more"
        case _:
            return f"{host} is not an address of this machine: set HOST"
