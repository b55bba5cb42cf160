"""What people do to channels on the page: make them, come and go, bring others, describe, archive, bookmark."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from playground.asked import answering
from playground.errors import JSON, Refused
from playground.methods.conversations import free_name
from playground.state import bookmarks, channels
from playground.state.access import readable
from playground.state.kinds import kind_of
from playground.state.workspace import Workspace

ChannelAct = Callable[[str, JSON, JSON], Awaitable[None]]
TOPIC = 250
"""Characters."""


class ChannelActs:
    """The routes of these acts: each a POST with `act`, and the channel it is done to."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._acts: dict[str, ChannelAct] = {
            "leave": self.leave,
            "invite": self.invite,
            "rename": self.rename,
            "topic": self.describe,
            "archive": self.archive,
            "unarchive": self.unarchive,
            "delete": self.delete,
        }

    def routes(self) -> list[web.RouteDef]:
        acts = {"/page/channel": self.act, "/page/bookmark": self.bookmark}
        return [web.post(path, answering(self._workspace, act)) for path, act in acts.items()]

    async def act(self, me: str, body: JSON) -> JSON:
        """Do what `act` says; `{"ok": true, "channel": id}`."""
        kind = str(body.get("act"))
        if kind == "create":
            return self._create(me, body)
        if kind == "join":
            return self._join(me, body)
        if kind not in self._acts:
            raise Refused("invalid_arguments")
        channel = self._named(me, body)
        if channel["is_archived"] and kind not in ("unarchive", "delete"):
            raise Refused("is_archived")
        await self._acts[kind](me, channel, body)
        return {"ok": True, "channel": channel["id"]}

    async def leave(self, me: str, channel: JSON, _body: JSON) -> None:
        if channel["is_general"]:
            raise Refused("cant_leave_general")
        channels.leave(self._workspace, channel, me, me)

    async def invite(self, me: str, channel: JSON, body: JSON) -> None:
        user = self._workspace.user(str(body.get("user")))
        if user["deleted"]:
            raise Refused("cant_invite")
        if not channels.join(self._workspace, channel, user["id"], inviter=me):
            raise Refused("already_in_channel")

    async def rename(self, me: str, channel: JSON, body: JSON) -> None:
        channels.rename(self._workspace, channel, free_name(self._workspace, body), me)

    async def describe(self, me: str, channel: JSON, body: JSON) -> None:
        topic = str(body.get("topic") or "").strip()
        if len(topic) > TOPIC:
            raise Refused("too_long")
        channels.describe(self._workspace, channel, me, "topic", topic)

    async def archive(self, me: str, channel: JSON, _body: JSON) -> None:
        if channel["is_general"]:
            raise Refused("cant_archive_general")
        channels.archive(self._workspace, channel, me)

    async def unarchive(self, me: str, channel: JSON, _body: JSON) -> None:
        if not channel["is_archived"]:
            raise Refused("not_archived")
        channels.unarchive(self._workspace, channel, me)

    async def delete(self, me: str, channel: JSON, _body: JSON) -> None:
        if channel["is_general"]:
            raise Refused("cant_delete_general")
        channels.delete(self._workspace, channel, me)

    async def bookmark(self, me: str, body: JSON) -> JSON:
        """Add, edit or remove a link in the channel's head."""
        channel, act, id = self._named(me, body), body.get("act"), str(body.get("id"))
        if act == "remove":
            bookmarks.remove(self._workspace, channel, id)
            return {"ok": True}
        if not str(body.get("title") or "").strip():
            raise Refused("invalid_arguments")
        if act == "edit":
            return {"ok": True, "bookmark": bookmarks.edit(self._workspace, me, channel, id, body)}
        return {"ok": True, "bookmark": bookmarks.add(self._workspace, me, channel, body)}

    def _create(self, me: str, body: JSON) -> JSON:
        name = free_name(self._workspace, body)
        channel = channels.create(self._workspace, name, me, private=bool(body.get("private")))
        return {"ok": True, "channel": channel["id"]}

    def _join(self, me: str, body: JSON) -> JSON:
        channel = self._workspace.channel(str(body.get("channel")))
        if kind_of(channel) != "public_channel":
            raise Refused("channel_not_found")
        if channel["is_archived"]:
            raise Refused("is_archived")
        channels.join(self._workspace, channel, me)
        return {"ok": True, "channel": channel["id"]}

    def _named(self, me: str, body: JSON) -> JSON:
        channel = readable(self._workspace, me, body.get("channel"))
        if "im" in kind_of(channel):
            raise Refused("method_not_supported_for_channel_type")
        return channel
