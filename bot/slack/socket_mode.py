"""Socket Mode, kept alive: connects in the background, again and again, and is built anew when it stays deaf.

Slack's client once got stuck in "Session is closed", and while Slack is down it writes two tracebacks every ping
interval. So the address is asked for here, and a connection that is not back soon is thrown away.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

PING_EVERY = 4.0
LOOK_EVERY = 0.5
CONNECT_WITHIN = 30.0
DEAF_FOR = 2.0
CLOSE_WITHIN = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0

log = structlog.get_logger(__name__)


class _Handler(AsyncSocketModeHandler):
    """Counts what is being answered, so that a stop can wait for it, and takes nothing new while stopping."""

    def __init__(self, bolt: AsyncApp, app_client: AsyncWebClient) -> None:
        super().__init__(bolt, app_client.token, web_client=app_client, ping_interval=PING_EVERY)
        self.answering: set[asyncio.Task[None] | None] = set()
        self.stopping = False

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        if self.stopping:
            return
        task = asyncio.current_task()
        self.answering.add(task)
        try:
            await super().handle(client, req)
        finally:
            self.answering.discard(task)


@dataclass
class SocketMode:
    """A connection that comes back by itself; `connected` is set while it stands. `app_client` has the app token.

    `was_cut` is called when there is another connection than before: what Slack told in between is lost.
    """

    bolt: AsyncApp
    app_client: AsyncWebClient
    was_cut: Callable[[], None]
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    _handler: _Handler | None = None
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Stay connected until stopped."""
        pause = FIRST_PAUSE
        while not self._stopped.is_set():
            self._handler = _Handler(self.bolt, self.app_client)
            try:
                await asyncio.wait_for(self._connect(self._handler), CONNECT_WITHIN)
                pause = FIRST_PAUSE
                await self._watch(self._handler)
            except Exception as failure:  # noqa: BLE001 - an edge: whatever went wrong, Slack is tried again
                log.warning("Socket Mode is not connected", error=type(failure).__name__, again_in=pause)
            if self._stopped.is_set():
                return  # `stop` hangs up, when what was taken is answered
            await self._close(self._handler)
            await self._sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def stop(self, grace: float) -> None:
        """Take nothing new, finish answering what was taken, then hang up."""
        self._stopped.set()
        if self._handler is None:
            return
        self._handler.stopping = True
        answering = {task for task in self._handler.answering if task is not None}
        if answering:
            await asyncio.wait(answering, timeout=grace)
        await self._close(self._handler)

    async def _connect(self, handler: _Handler) -> None:
        answer = await self.app_client.apps_connections_open(app_token=str(self.app_client.token))
        handler.client.wss_uri = str(answer["url"])
        await handler.connect_async()  # type: ignore[no-untyped-call]

    async def _watch(self, handler: _Handler) -> None:
        """Return when the connection has been down for too long to believe that it comes back."""
        deaf, connection = 0.0, None
        while not self._stopped.is_set() and deaf < DEAF_FOR:
            if await handler.client.is_connected():
                if connection is not handler.client.current_session:
                    connection = handler.client.current_session
                    self.was_cut()
                self.connected.set()
                deaf = 0.0
            else:
                self.connected.clear()
                deaf += LOOK_EVERY
            await self._sleep(LOOK_EVERY)

    async def _close(self, handler: _Handler) -> None:
        self.connected.clear()
        try:
            await asyncio.wait_for(handler.close_async(), CLOSE_WITHIN)  # type: ignore[no-untyped-call]
        except Exception as failure:  # noqa: BLE001 - an edge: it is thrown away in any case
            log.warning("closing Socket Mode failed", error=type(failure).__name__)

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopped.wait(), seconds)
        except TimeoutError:
            return
