"""What the user of the page does: send, run commands, click, fill in modals."""

from __future__ import annotations

import uuid

from aiohttp import web

from playground.asked import answering
from playground.delivery.interactions import Interactions
from playground.errors import JSON, Refused
from playground.methods.parts import TEXT
from playground.state.access import readable
from playground.state.typed import as_sent, command_in
from playground.state.workspace import Workspace

NOT_A_COMMAND = (
    '{word} is not a valid command. In Slack, all messages that start with the "/" character are interpreted'
    " as commands. If you are trying to send a message, put a space before it."
)
ME = "/me"
"""Slack's own command: what it says is shown as what the person does."""
NOT_IN_THREADS = "{word} is not supported in threads. Sorry!"


class Page:
    """The routes that act."""

    def __init__(self, workspace: Workspace, interactions: Interactions) -> None:
        self._workspace = workspace
        self._interactions = interactions

    def routes(self) -> list[web.RouteDef]:
        acts = {
            "/page/mark": self.mark,
            "/page/dismiss": self.dismiss,
            "/page/send": self.send,
            "/page/action": self.action,
            "/page/view/submit": self.submit,
            "/page/view/close": self.close_view,
        }
        return [web.post(path, answering(self._workspace, act)) for path, act in acts.items()]

    async def mark(self, me: str, body: JSON) -> JSON:
        channel = readable(self._workspace, me, body.get("channel"))
        self._workspace.mark_read(me, channel["id"], str(body.get("ts", "0")))
        return {"ok": True}

    async def dismiss(self, me: str, body: JSON) -> JSON:
        """Take a private answer away for good, from every page of the one who read it."""
        kept = self._workspace.ephemerals.get(str(body.get("ts")))
        if kept is None or (kept["channel"], kept["to"]) != (body.get("channel"), me):
            raise Refused("message_not_found")
        self._workspace.unwhisper(kept)
        return {"ok": True}

    async def send(self, me: str, body: JSON) -> JSON:
        """Post what was typed, or run it when it is a slash command."""
        channel = readable(self._workspace, me, body.get("channel"))
        text, thread = str(body.get("text", "")), body.get("thread_ts")
        if len(text) > TEXT:
            raise Refused("msg_too_long")
        word, rest = command_in(text)
        if word is None:
            return self._say(me, channel, text, thread, broadcast=bool(body.get("broadcast")))
        if word == ME:
            return self._say(me, channel, rest, thread, subtype="me_message")
        command = self._workspace.app.command(word)
        if command is None:
            return {"ok": False, "error": NOT_A_COMMAND.format(word=word)}
        if thread:
            return {"ok": False, "error": NOT_IN_THREADS.format(word=word)}
        sent = as_sent(self._workspace, rest, linked=command.get("should_escape", False), named=True)
        return await self._interactions.command(me, channel, word, sent)

    async def action(self, me: str, body: JSON) -> JSON:
        state = body.get("state") or {"values": {}}
        if body.get("view_id"):
            return await self._interactions.click_in_view(me, str(body["view_id"]), body, state)
        channel = readable(self._workspace, me, body.get("channel"))
        return await self._interactions.click(me, channel, str(body.get("ts")), body, state)

    async def submit(self, me: str, body: JSON) -> JSON:
        return await self._interactions.submit(
            me, str(body.get("view_id")), body.get("state") or {"values": {}}
        )

    async def close_view(self, me: str, body: JSON) -> JSON:
        return await self._interactions.close(me, str(body.get("view_id")))

    def _say(
        self,
        me: str,
        channel: JSON,
        text: str,
        thread: str | None,
        *,
        broadcast: bool = False,
        subtype: str | None = None,
    ) -> JSON:
        if not text.strip():
            raise Refused("no_text")
        if channel["is_archived"]:
            raise Refused("is_archived")
        if thread and self._workspace.messages.find(channel["id"], thread) is None:
            raise Refused("thread_not_found")
        place = {"thread_ts": thread} if thread else {}
        kind = "thread_broadcast" if thread and broadcast else subtype
        sent = as_sent(self._workspace, text, linked=True, named=False)
        said = {"user": me, "text": sent, "client_msg_id": str(uuid.uuid4())}
        message = said | place | ({"subtype": kind} if kind else {})
        return {"ok": True, "ts": self._workspace.post(channel["id"], message)["ts"]}
