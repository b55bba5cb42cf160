"""What the open pages are told, live: every change in the workspace, to those who may see it, numbered."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

from aiohttp import web

from playground.errors import JSON
from playground.state.workspace import Happening, Workspace

PUSHED = {
    "message": "message",
    "message_changed": "message_changed",
    "reply_counted": "message_changed",
    **dict.fromkeys(("reaction_added", "reaction_removed", "pin_added", "pin_removed"), "message_changed"),
    "message_deleted": "message_deleted",
    "ephemeral_deleted": "ephemeral_deleted",
    "view_open": "view_open",
    "view_update": "view_update",
    "view_closed": "view_closed",
    "home_published": "home_published",
    **dict.fromkeys(("channels", "user_change", "team_join", "subteam_created", "shop"), "channels"),
    "toast": "toast",
    "faults": "faults",
    "letters": "letters",
    "caption": "caption",
    "gesture": "gesture",
}
"""What a page hears of a happening; the others are for the bot alone."""


class Pages:
    """The open pages, by acting user."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._sockets: dict[str, set[web.WebSocketResponse]] = defaultdict(set)
        self._queues: dict[web.WebSocketResponse, asyncio.Queue[JSON]] = {}
        self._seq = 0
        workspace.listeners.append(self.push)

    async def serve(self, request: web.Request, user: str) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        try:
            await socket.prepare(request)
        except ConnectionError:
            return web.Response()  # the page left before it was answered
        queue: asyncio.Queue[JSON] = asyncio.Queue()
        self._sockets[user].add(socket)
        self._queues[socket] = queue
        self._workspace.tell(Happening("page_opened", to=user))
        writer = asyncio.create_task(_write(socket, queue))
        try:
            async for _frame in socket:
                pass
        finally:
            self._sockets[user].discard(socket)
            del self._queues[socket]
            writer.cancel()
        return socket

    def somebody_watches(self) -> bool:
        return bool(self._queues)

    def watched_by(self, user: str) -> bool:
        return bool(self._sockets[user])

    def push(self, happening: Happening) -> None:
        if happening.type not in PUSHED:
            return
        self._seq += 1
        told = {"type": PUSHED[happening.type], "seq": self._seq, **self._body(happening)}
        for user, sockets in self._sockets.items():
            if self._may_see(user, happening):
                for socket in sockets:
                    self._queues[socket].put_nowait(told)

    async def close(self) -> None:
        for socket in list(self._queues):
            await socket.close()

    def shown(self, channel: str, message: JSON) -> JSON:
        """Return a message as a page shows it: its thread counted, its writer named."""
        writer = self._workspace.users.get(message.get("user", ""), {})
        name = writer.get("real_name", "Slackbot")
        told = message if message.get("ephemeral") else self._workspace.messages.shown(channel, message)
        return {"username": name, **told}

    def _body(self, happening: Happening) -> JSON:
        body: dict[str, Any] = {
            key: value for key, value in happening.body.items() if key != "previous_message"
        }
        if happening.channel:
            body["channel"] = happening.channel
        if happening.channel and "message" in body:
            body["message"] = self.shown(happening.channel, body["message"])
        return body

    def _may_see(self, user: str, happening: Happening) -> bool:
        if happening.to:
            return happening.to == user
        channel = self._workspace.channels.get(happening.channel or "")
        return channel is None or user in channel["members"]


async def _write(socket: web.WebSocketResponse, queue: asyncio.Queue[JSON]) -> None:
    while not socket.closed:
        try:
            await socket.send_json(await queue.get())
        except ConnectionError:
            return
