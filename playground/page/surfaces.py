"""What people do beside messages: look at the App Home, run shortcuts, search in external selects."""

from __future__ import annotations

from aiohttp import web

from playground.asked import answering
from playground.delivery.courier import Courier
from playground.delivery.interactions import Interactions
from playground.delivery.suggestions import Suggestions
from playground.errors import JSON, Refused
from playground.state import views
from playground.state.access import readable
from playground.state.workspace import Happening, Workspace

TABS = ("home", "messages", "about")


class Surfaces:
    """The routes of these acts."""

    def __init__(self, workspace: Workspace, interactions: Interactions, courier: Courier) -> None:
        self._workspace = workspace
        self._interactions = interactions
        self._suggestions = Suggestions(workspace, courier)

    def routes(self) -> list[web.RouteDef]:
        acts = {
            "/page/home": self.look_at_home,
            "/page/shortcut": self.shortcut,
            "/page/options": self.options,
        }
        return [web.post(path, answering(self._workspace, act)) for path, act in acts.items()]

    async def look_at_home(self, me: str, body: JSON) -> JSON:
        """Open a tab of the App Home, and answer what the bot published on it.

        Source: https://docs.slack.dev/reference/events/app_home_opened.
        """
        tab, view = body.get("tab", "home"), views.home_of(self._workspace, me)
        if tab not in TABS or (tab == "home" and not self._workspace.app.has_home):
            raise Refused("not_enabled")
        if tab != "about":
            shown = {"view": view} if tab == "home" and view else {}
            channel = self._workspace.direct_message(me)["id"]
            self._workspace.tell(Happening("app_home_opened", {"user": me, "tab": tab, **shown}, channel))
        return {"ok": True, "view": view}

    async def shortcut(self, me: str, body: JSON) -> JSON:
        channel = readable(self._workspace, me, body["channel"]) if body.get("channel") else None
        callback_id, ts = str(body.get("callback_id")), str(body.get("ts"))
        if channel and "ts" not in body:  # a global shortcut, run while a channel was open
            channel = None
        return await self._interactions.shortcut(me, callback_id, channel, ts)

    async def options(self, me: str, body: JSON) -> JSON:
        if body.get("view_id"):
            return await self._suggestions.in_view(me, str(body["view_id"]), body)
        channel = readable(self._workspace, me, body.get("channel"))
        return await self._suggestions.in_message(me, channel, str(body.get("ts")), body)
