"""Socket Mode: the bot's WebSockets, envelopes to them, acknowledgements back.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode. What payloads say is decided elsewhere.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from playground.errors import JSON, Undelivered
from playground.installed import APP_ID
from playground.workspace import Happening, Workspace

ACK_SECONDS = 3.0
MOST_SOCKETS = 10
ANSWERABLE = {"slash_commands", "interactive"}


@dataclass(eq=False)
class Envelope:
    """One payload on its way; `socket` is None while nobody has it."""

    body: JSON
    acknowledged: asyncio.Future[JSON | None] = field(default_factory=asyncio.Future)
    socket: web.WebSocketResponse | None = None


class SocketMode:
    """Up to ten sockets; a payload goes to one of them, and to another when that one dies unanswered."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._sockets: list[web.WebSocketResponse] = []
        self._transports: dict[web.WebSocketResponse, asyncio.Transport] = {}
        self._envelopes: dict[str, Envelope] = {}

    @property
    def connected(self) -> bool:
        return bool(self._sockets)

    async def deliver(self, kind: str, payload: JSON, retry: JSON | None = None) -> JSON | None:
        """Return what the bot answered; Undelivered when it is not there or silent for three seconds."""
        if not self._sockets:
            raise Undelivered("dispatch_failed")
        id = str(uuid.uuid4())
        accepts = {"accepts_response_payload": kind in ANSWERABLE}
        envelope = Envelope({"envelope_id": id, "type": kind, "payload": payload, **accepts, **(retry or {})})
        self._envelopes[id] = envelope
        try:
            await self._send(envelope)
            return await asyncio.wait_for(envelope.acknowledged, ACK_SECONDS)
        except TimeoutError:
            raise Undelivered("operation_timeout") from None
        finally:
            del self._envelopes[id]

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one socket, whose ticket apps.connections.open gave out."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._workspace.connection_tickets:
            raise web.HTTPForbidden(text="this address has been used")
        self._workspace.connection_tickets.remove(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self._sockets) >= MOST_SOCKETS:
            await _dismiss(socket, "too_many_websockets")
            return socket
        if request.transport:
            self._transports[socket] = request.transport
            await self._serve(socket)
        return socket

    async def disconnect(self, reason: str) -> None:
        """Send every socket away as Slack does; `abort` cuts the connections instead."""
        for socket in list(self._sockets):
            if reason == "abort":
                self._transports[socket].abort()
            else:
                await _dismiss(socket, reason)

    async def close(self) -> None:
        for socket in list(self._sockets):
            await socket.close()

    async def _serve(self, socket: web.WebSocketResponse) -> None:
        self._sockets.append(socket)
        try:
            await socket.send_json(self._hello())
            self._workspace.tell(Happening("channels"))
            await self._hand_out_waiting()
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._acknowledge(frame.data)
        except ConnectionError:
            pass
        finally:
            await self._forget(socket)

    def _hello(self) -> JSON:
        return {
            "type": "hello",
            "num_connections": len(self._sockets),
            "connection_info": {"app_id": APP_ID},
            "debug_info": {"host": "playground", "approximate_connection_time": 18_060},
        }

    def _acknowledge(self, text: str) -> None:
        try:
            answer = json.loads(text)
            envelope = self._envelopes.get(answer["envelope_id"])
        except (ValueError, KeyError, TypeError):
            return
        if envelope and not envelope.acknowledged.done():
            envelope.acknowledged.set_result(answer.get("payload") or None)

    async def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self._sockets:
            self._sockets.remove(socket)
            del self._transports[socket]
        for envelope in self._envelopes.values():
            if envelope.socket is socket:
                envelope.socket = None
        self._workspace.tell(Happening("channels"))
        await self._hand_out_waiting()

    async def _hand_out_waiting(self) -> None:
        for envelope in list(self._envelopes.values()):
            if envelope.socket is None and not envelope.acknowledged.done():
                await self._send(envelope)

    async def _send(self, envelope: Envelope) -> None:
        """Give an envelope to the next socket in turn; when there is none it waits for one."""
        if not self._sockets:
            return
        socket = self._sockets.pop(0)
        self._sockets.append(socket)
        envelope.socket = socket
        try:
            await socket.send_json(envelope.body)
        except ConnectionError:
            await self._forget(socket)


async def _dismiss(socket: web.WebSocketResponse, reason: str) -> None:
    await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}})
    if reason != "warning":
        await socket.close()
