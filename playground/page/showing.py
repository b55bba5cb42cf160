"""What the page shows: its files, the state of the workspace, messages, open modals, the live socket."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from playground.delivery.courier import Courier
from playground.errors import JSON
from playground.page.pages import Pages
from playground.state import bookmarks, letters, unread, views
from playground.state.access import looking, readable
from playground.state.installed import BOT_ID, BOT_USER
from playground.state.kinds import is_channel, kind_of
from playground.state.seed import TEAM
from playground.state.workspace import Happening, Workspace, whispered

STATIC = Path(__file__).parents[1] / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https: http:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""What the page may load and do, and that no site may frame it. A header, since frames cannot be ruled from within."""


class Showing:
    """The routes that only look. Looking at a channel is reading it."""

    def __init__(
        self,
        workspace: Workspace,
        pages: Pages,
        courier: Courier,
        shop_is_broken: Callable[[], bool],
        notice: str,
    ) -> None:
        self._workspace = workspace
        self._pages = pages
        self._courier = courier
        self._shop_is_broken = shop_is_broken
        self._notice = notice

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.index),
            web.get("/static/{path:.+}", self.static),
            web.get(r"/archives/{channel}/p{ts:\d{16}}", self.follow_permalink),
            web.get("/page/state", self.state),
            web.get("/page/messages", self.messages),
            web.get("/page/views", self.open_views),
            web.get("/page/socket", self.socket),
        ]

    async def index(self, _request: web.Request) -> web.StreamResponse:
        return _file("index.html")

    async def static(self, request: web.Request) -> web.StreamResponse:
        return _file(request.match_info["path"])

    async def follow_permalink(self, request: web.Request) -> web.StreamResponse:
        ts = request.match_info["ts"]
        thread = request.query.get("thread_ts", f"{ts[:10]}.{ts[10:]}")
        raise web.HTTPFound(f"/#/{request.match_info['channel']}/{thread}")

    async def state(self, request: web.Request) -> web.Response:
        me = looking(self._workspace, request.query.get("as"))
        self._workspace.direct_message(me)
        channels = self._workspace.channels_of(me)
        return web.json_response(
            {
                "team": TEAM,
                "me": me,
                "notice": self._notice,
                "bot": {"id": BOT_ID, "user": BOT_USER, "name": self._workspace.app.name},
                **_installed(self._workspace),
                "connected": self._courier.connected,
                "shop_is_broken": self._shop_is_broken(),
                "users": [
                    _picked(user, "id", "name", "real_name", "is_bot", "deleted") for user in self._users()
                ],
                "usergroups": [
                    _picked(group, "id", "handle", "name", "users") for group in self._usergroups()
                ],
                "channels": [self._channel(me, channel) for channel in channels if is_channel(channel)],
                "dms": [self._direct_message(me, channel) for channel in _own_first(channels)],
                "inbox": self._inbox(),
                "others": [_other(channel) for channel in self._others(me)],
                "commands": [_command(command) for command in self._workspace.app.commands],
            }
        )

    async def messages(self, request: web.Request) -> web.Response:
        me = looking(self._workspace, request.query.get("as"))
        channel = readable(self._workspace, me, request.query.get("channel"))["id"]
        thread = request.query.get("thread_ts")
        found = self._thread(channel, thread) if thread else self._workspace.messages.roots(channel)
        private = [kept for kept in self._private_answers(channel, me) if kept.get("thread_ts") == thread]
        shown = [self._pages.shown(channel, message) for message in [*found, *map(whispered, private)]]
        if thread:
            unread.mark_thread_read(self._workspace, me, channel, thread)
        else:
            self._looked_at(me, channel, found)
        return web.json_response({"messages": sorted(shown, key=lambda message: str(message["ts"]))})

    async def open_views(self, request: web.Request) -> web.Response:
        me = looking(self._workspace, request.query.get("as"))
        return web.json_response({"views": views.stack_of(self._workspace, me)})

    async def socket(self, request: web.Request) -> web.StreamResponse:
        return await self._pages.serve(request, looking(self._workspace, request.query.get("as")))

    def _users(self) -> list[JSON]:
        return list(self._workspace.users.values())

    def _usergroups(self) -> list[JSON]:
        return list(self._workspace.usergroups.values())

    def _channel(self, me: str, channel: JSON) -> JSON:
        shown = _picked(
            channel, "id", "name", "is_im", "is_private", "is_archived", "members", "topic", "purpose"
        )
        shelf = {"bookmarks": bookmarks.of(self._workspace, channel["id"])}
        return shown | shelf | unread.unread(self._workspace, me, channel["id"])

    def _others(self, me: str) -> list[JSON]:
        """Return the public channels that one could join, by name."""
        found = [one for one in self._workspace.channels.values() if kind_of(one) == "public_channel"]
        joinable = [one for one in found if me not in one["members"] and not one["is_archived"]]
        return sorted(joinable, key=lambda channel: str(channel["name"]))

    def _direct_message(self, me: str, channel: JSON) -> JSON:
        new = unread.unread(self._workspace, me, channel["id"])
        names = [self._workspace.users[user]["real_name"] for user in channel["members"] if user != me]
        return {"id": channel["id"], "user": BOT_USER, "name": ", ".join(names)} | new

    def _inbox(self) -> JSON | None:
        """Return where a bot hands letters in, and how many nobody has opened; None where it cannot."""
        address = self._workspace.mail_address
        return {"address": address, "unread": letters.unread(self._workspace)} if address else None

    def _thread(self, channel: str, ts: str) -> list[JSON]:
        root = self._workspace.messages.find(channel, ts)
        return [*([root] if root else []), *self._workspace.messages.replies(channel, ts)]

    def _private_answers(self, channel: str, me: str) -> list[JSON]:
        kept = self._workspace.ephemerals.values()
        return [answer for answer in kept if (answer["channel"], answer["to"]) == (channel, me)]

    def _looked_at(self, me: str, channel: str, messages: list[JSON]) -> None:
        self._workspace.mark_read(me, channel, messages[-1]["ts"] if messages else "0")
        if channel == self._workspace.direct_message(me)["id"]:
            self._workspace.tell(Happening("app_home_opened", {"user": me}, channel))


def _own_first(channels: list[JSON]) -> list[JSON]:
    """Return the direct messages: the one with the bot, then those with others as well."""
    direct = [channel for channel in channels if not is_channel(channel)]
    return sorted(direct, key=lambda channel: not channel["is_im"])


def _picked(thing: JSON, *keys: str) -> JSON:
    return {key: thing[key] for key in keys}


def _other(channel: JSON) -> JSON:
    return _picked(channel, "id", "name") | {"members": len(channel["members"])}


def _installed(workspace: Workspace) -> JSON:
    """Return what the app's manifest puts on the page, beside its commands."""
    app = workspace.app
    return {
        "description": app.description,
        "home": app.has_home,
        "messages_tab": app.has_messages,
        "messages_read_only": app.messages_read_only,
        "shortcuts": [_picked(one, "type", "name", "callback_id", "description") for one in app.shortcuts],
    }


def _command(command: JSON) -> JSON:
    return {key: command.get(key, "") for key in ("command", "description", "usage_hint")}


def _file(path: str) -> web.StreamResponse:
    found = (STATIC / path).resolve()
    if not found.is_relative_to(STATIC.resolve()) or not found.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(found, headers={"Cache-Control": "no-cache", "Content-Security-Policy": POLICY})
