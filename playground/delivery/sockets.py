"""One WebSocket of the bot, from its hello to its end: pings, and being sent away when its time is over.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from http import HTTPStatus

from aiohttp import WSMsgType, web

from playground.errors import JSON
from playground.state.installed import APP_ID
from playground.traffic.exchanges import CUT_OFF, Exchanges

LIFETIME, DEBUG_LIFETIME = 18_060.0, 360.0
"""Seconds until Slack sends a socket away, and those of one opened with debug_reconnects=true."""
NOTICE = 10.0
"""Seconds between the warning and the end."""
PING_SECONDS = 10.0
"""The official client of Node gives a socket up that was not pinged for 30 s."""
HOST, BUILD = "applink-playground", 1


class Socket:
    """A WebSocket that was accepted. `clock_factor` shortens its lifetime, not what it says of it."""

    def __init__(self, clock_factor: float, exchanges: Exchanges, *, debug_reconnects: bool) -> None:
        self.lifetime = DEBUG_LIFETIME if debug_reconnects else LIFETIME
        self._clock_factor = clock_factor
        self._exchanges = exchanges
        self._started = time.strftime("%Y-%m-%d %H:%M:%S.000", time.gmtime())
        self._websocket = web.WebSocketResponse(heartbeat=PING_SECONDS)
        self._transport: asyncio.Transport | None = None
        self._going: asyncio.Task[None] | None = None

    async def accept(self, request: web.Request) -> web.WebSocketResponse:
        await self._websocket.prepare(request)
        self._transport = request.transport
        return self._websocket

    async def greet(self, num_connections: int) -> None:
        debug = self._debug() | {"approximate_connection_time": int(self.lifetime)}
        await self._say(
            {
                "type": "hello",
                "num_connections": num_connections,
                "connection_info": {"app_id": APP_ID},
                "debug_info": debug,
            }
        )
        self._going = asyncio.create_task(self._grow_old((self.lifetime - NOTICE) / self._clock_factor))

    async def send(self, frame: JSON) -> None:
        await self._websocket.send_json(frame)

    async def receive(self) -> str | None:
        """Return the next text, None when the socket is closed."""
        async for frame in self._websocket:
            if frame.type is WSMsgType.TEXT:
                return str(frame.data)
        return None

    async def dismiss(self, reason: str) -> None:
        """Send the bot away: `warning` comes ten seconds before the end, any other reason is the end."""
        await self._say({"type": "disconnect", "reason": reason, "debug_info": self._debug()})
        if reason != "warning":
            await self.close()

    async def warn(self) -> None:
        """Say that the end is near, and let it come."""
        self.forget()
        await self.dismiss("warning")
        self._going = asyncio.create_task(self._leave(NOTICE / self._clock_factor))

    def abort(self) -> None:
        """Cut the connection without a word."""
        if self._transport:
            self._transport.abort()

    async def close(self) -> None:
        await self._websocket.close()

    def forget(self) -> None:
        """Let go of the clock."""
        if self._going and self._going is not asyncio.current_task():
            self._going.cancel()

    async def _grow_old(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        with suppress(ConnectionError):
            await self.dismiss("warning")
            await self._leave(NOTICE / self._clock_factor)

    async def _leave(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        with suppress(ConnectionError):
            await self.dismiss("refresh_requested")

    async def _say(self, frame: JSON) -> None:
        """Send a frame that is no envelope: nobody acknowledges it, so it is noted here."""
        noted = self._exchanges.begin("socket", frame["type"], frame, to_bot=True)
        try:
            await self.send(frame)
        except ConnectionError:
            self._exchanges.end(noted, CUT_OFF)
            raise
        self._exchanges.end(noted, HTTPStatus.OK)

    def _debug(self) -> JSON:
        return {"host": HOST, "started": self._started, "build_number": BUILD}
