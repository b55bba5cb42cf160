"""The page's Inbox: the letters that a bot mailed. Opening one is reading it."""

from __future__ import annotations

from aiohttp import web

from playground.state import letters
from playground.state.workspace import Workspace


class Inbox:
    """The routes that show letters; whoever acts sees all of them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/page/letters", self.letters), web.get("/page/letter", self.letter)]

    async def letters(self, _request: web.Request) -> web.Response:
        return web.json_response({"letters": letters.listed(self._workspace)})

    async def letter(self, request: web.Request) -> web.Response:
        return web.json_response({"letter": letters.opened(self._workspace, request.query.get("id", ""))})
