"""Socket Mode: envelopes to the bot's WebSockets, acknowledgements back. One socket's life: `sockets.py`.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode. What payloads say is decided elsewhere.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass, field

from aiohttp import web

from playground.delivery.sockets import Socket
from playground.errors import JSON, Undelivered
from playground.state.workspace import Happening, Workspace
from playground.traffic.exchanges import Exchange, Exchanges

ACK_SECONDS = 3.0
MOST_SOCKETS = 10
ANSWERABLE = {"slash_commands", "interactive"}


@dataclass(eq=False)
class Envelope:
    """One payload on its way; `socket` is None while nobody has it."""

    body: JSON
    acknowledged: asyncio.Future[JSON | None] = field(default_factory=asyncio.Future)
    socket: Socket | None = None


class SocketMode:
    """Up to ten sockets; a payload goes to one of them, and to another when that one dies unanswered."""

    def __init__(self, workspace: Workspace, exchanges: Exchanges) -> None:
        self._workspace = workspace
        self._exchanges = exchanges
        self._sockets: list[Socket] = []
        self._envelopes: dict[str, Envelope] = {}

    @property
    def connected(self) -> bool:
        return bool(self._sockets)

    async def deliver(self, exchange: Exchange) -> JSON | None:
        """Return what the bot answered; Undelivered when it is not there or silent for three seconds."""
        if not self._sockets:
            raise Undelivered("dispatch_failed", "connection_failed")
        id = str(uuid.uuid4())
        envelope = Envelope(_enveloped(id, exchange))
        self._envelopes[id] = envelope
        try:
            await self._send(envelope)
            return await asyncio.wait_for(envelope.acknowledged, ACK_SECONDS)
        except TimeoutError:
            raise Undelivered("operation_timeout", "timeout") from None
        finally:
            del self._envelopes[id]

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one socket, whose ticket apps.connections.open gave out."""
        self._take(request.query.get("ticket", ""))
        debug_reconnects = request.query.get("debug_reconnects") == "true"
        socket = Socket(self._workspace.clock_factor, self._exchanges, debug_reconnects=debug_reconnects)
        accepted = await socket.accept(request)
        if len(self._sockets) >= MOST_SOCKETS:
            await socket.dismiss("too_many_websockets")
        else:
            await self._serve(socket)
        return accepted

    async def disconnect(self, reason: str) -> None:
        """Send every socket away as Slack does; `abort` cuts the connections instead."""
        for socket in list(self._sockets):
            if reason == "abort":
                socket.abort()
            elif reason == "warning":
                await socket.warn()
            else:
                await socket.dismiss(reason)

    async def close(self) -> None:
        for socket in list(self._sockets):
            await socket.close()

    def _take(self, ticket: str) -> None:
        """Use a ticket up; each works once, and not for long."""
        expires = self._workspace.connection_tickets.pop(ticket, 0)
        if self._workspace.now() > expires:
            raise web.HTTPForbidden(text="this address was used before, or is too old")

    async def _serve(self, socket: Socket) -> None:
        self._sockets.append(socket)
        try:
            await socket.greet(len(self._sockets))
            self._workspace.tell(Happening("channels"))
            await self._hand_out_waiting()
            while (text := await socket.receive()) is not None:
                self._acknowledge(text)
        except ConnectionError:
            pass
        finally:
            await self._forget(socket)

    def _acknowledge(self, text: str) -> None:
        """Take an acknowledgement; what is none, or of no envelope that is waiting, is passed over."""
        answer = _read(text)
        envelope = self._envelopes.get(str(answer.get("envelope_id")))
        if envelope and not envelope.acknowledged.done():
            payload = answer.get("payload")
            wanted = envelope.body["accepts_response_payload"] and isinstance(payload, dict)
            envelope.acknowledged.set_result((payload or None) if wanted else None)

    async def _forget(self, socket: Socket) -> None:
        socket.forget()
        if socket in self._sockets:
            self._sockets.remove(socket)
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
            await socket.send(envelope.body)
        except ConnectionError:
            await self._forget(socket)


def _enveloped(id: str, exchange: Exchange) -> JSON:
    body = {"envelope_id": id, "type": exchange.kind, "payload": exchange.body}
    if exchange.kind in ANSWERABLE:
        return body | {"accepts_response_payload": True}
    retry = {"retry_attempt": exchange.retry, "retry_reason": exchange.retry_reason}
    return body | {"accepts_response_payload": False} | retry


def _read(text: str) -> JSON:
    try:
        answer = json.loads(text)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
