"""A small shop beside the workspace: something to watch over, and to break. Not part of Slack."""

from __future__ import annotations

from aiohttp import web

from playground.control.routes import asked_of
from playground.state.workspace import Happening, Workspace


class Shop:
    """`GET /shop` is what a monitor looks at; `POST /control/shop {"broken": true}` breaks it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.broken = False

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/shop", self.visit), web.post("/control/shop", self.change)]

    async def visit(self, _request: web.Request) -> web.Response:
        if self.broken:
            return web.Response(status=503, text="The demo shop is broken.\n")
        return web.Response(text="The demo shop is open.\n")

    async def change(self, request: web.Request) -> web.Response:
        broken = (await asked_of(request)).get("broken")
        if not isinstance(broken, bool):
            raise web.HTTPBadRequest(text="broken: true or false")
        self.broken = broken
        self._workspace.tell(Happening("shop"))
        return web.json_response({"ok": True})
