"""What people do to messages beside reading and writing them: react, pin, edit, delete, mark as unread."""

from __future__ import annotations

from aiohttp import web

from playground.asked import answering
from playground.errors import JSON, Refused
from playground.methods.parts import TEXT
from playground.state import pins, reactions
from playground.state.access import looking, readable
from playground.state.installed import BOT_ID
from playground.state.messages import is_tombstone
from playground.state.typed import as_sent
from playground.state.unread import is_telling, mark_unread
from playground.state.workspace import Happening, Workspace


class MessageActs:
    """The routes of these acts."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def routes(self) -> list[web.RouteDef]:
        acts = {
            "/page/react": self.react,
            "/page/pin": self.pin,
            "/page/edit": self.edit,
            "/page/delete": self.delete,
            "/page/unread": self.mark_unread,
        }
        posted = [web.post(path, answering(self._workspace, act)) for path, act in acts.items()]
        return [*posted, web.get("/page/pins", self.pins)]

    async def react(self, me: str, body: JSON) -> JSON:
        channel, message = self._message(me, body)
        act = reactions.add if body.get("on", True) else reactions.remove
        act(self._workspace, me, channel, message, str(body.get("name")))
        return {"ok": True}

    async def pin(self, me: str, body: JSON) -> JSON:
        channel, message = self._message(me, body)
        act = pins.pin if body.get("on", True) else pins.unpin
        act(self._workspace, me, channel, message)
        return {"ok": True}

    async def pins(self, request: web.Request) -> web.Response:
        """List the pinned messages of a channel, the newest pin first."""
        me = looking(self._workspace, request.query.get("as"))
        channel = readable(self._workspace, me, request.query.get("channel"))["id"]
        items = pins.of(self._workspace, channel)
        return web.json_response({"messages": [item["message"] for item in items]})

    async def edit(self, me: str, body: JSON) -> JSON:
        channel, message = self._own(me, body)
        text = str(body.get("text", ""))
        if not text.strip():
            raise Refused("no_text")
        if len(text) > TEXT:
            raise Refused("msg_too_long")
        sent = as_sent(self._workspace, text, linked=True, named=False)
        edited = {"user": me, "ts": self._workspace.next_ts()}
        if sent != message["text"]:
            self._workspace.edit(channel["id"], message, {"text": sent, "edited": edited})
        return {"ok": True}

    async def delete(self, me: str, body: JSON) -> JSON:
        channel, message = self._own(me, body)
        self._workspace.delete(channel["id"], message)
        return {"ok": True}

    async def mark_unread(self, me: str, body: JSON) -> JSON:
        channel, message = self._message(me, body)
        mark_unread(self._workspace, me, channel["id"], message["ts"])
        self._workspace.tell(Happening("channels", to=me))
        return {"ok": True}

    def _message(self, me: str, body: JSON) -> tuple[JSON, JSON]:
        channel = readable(self._workspace, me, body.get("channel"))
        message = self._workspace.messages.find(channel["id"], str(body.get("ts")))
        if message is None or is_tombstone(message):
            raise Refused("message_not_found")
        return channel, message

    def _own(self, me: str, body: JSON) -> tuple[JSON, JSON]:
        """Return a message that this person wrote, in a channel that is not archived."""
        channel, message = self._message(me, body)
        if message.get("user") != me or message.get("bot_id") == BOT_ID or is_telling(message):
            raise Refused("cant_update_message")
        if channel["is_archived"]:
            raise Refused("is_archived")
        return channel, message
