"""The playground in one process: every part built once, by hand, and served on one port."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from playground.asked import json_object, refusals
from playground.control.connection import Connection
from playground.control.inspector import Inspector
from playground.control.routes import Control
from playground.control.shop import Shop
from playground.delivery import response_urls
from playground.delivery.courier import Courier, Delivery
from playground.delivery.events import Events
from playground.delivery.interactions import Interactions
from playground.delivery.mail import mail_server
from playground.delivery.redelivery import Redelivery
from playground.delivery.signed_http import SignedHttp
from playground.delivery.socket_mode import SocketMode
from playground.demo.director import Director
from playground.errors import Refused
from playground.page.acts import Page
from playground.page.channel_acts import ChannelActs
from playground.page.file_routes import FileRoutes
from playground.page.inbox import Inbox
from playground.page.message_acts import MessageActs
from playground.page.pages import Pages
from playground.page.showing import Showing
from playground.page.surfaces import Surfaces
from playground.state.installed import read_manifest
from playground.state.scheduled import Clockwork
from playground.state.shelf import Shelf
from playground.state.workspace import Happening, Workspace
from playground.traffic.exchanges import Exchanges
from playground.traffic.faults import Faults
from playground.traffic.gate import Gate
from playground.visitors import own_pages_only
from playground.web_api.door import WebApi

LARGEST_BODY = 17 * 1024 * 1024


class Playground:
    """A Slack-shaped workspace with the app of one manifest in it.

    `state` is the file in which it survives a restart (None: memory). With `request_url` the bot gets signed
    requests there, else Socket Mode. `notice` is shown on the page. `now` gives epoch seconds. Slack's own long
    durations are divided by `clock_factor`, so that tests need not wait as long as Slack does.
    With `demo_pace` an incident plays by itself once a page is open; 1 is the pace for people.
    """

    def __init__(
        self,
        manifest: Path,
        *,
        state: Path | None = None,
        request_url: str | None = None,
        notice: str = "",
        now: Callable[[], float] = time.time,
        clock_factor: float = 1.0,
        demo_pace: float | None = None,
    ) -> None:
        self._shelf = Shelf(state)
        self.workspace = Workspace(read_manifest(manifest), self._shelf, now, clock_factor)
        self._faults, self._exchanges = Faults(now), Exchanges(now)
        self._sockets = SocketMode(self.workspace, self._exchanges)
        self._courier = Courier(self._way_to(request_url), self._faults, self._exchanges)
        self._inspector = Inspector(self._exchanges)
        self._faults.listeners.append(lambda: self.workspace.tell(Happening("faults")))
        self._redelivery = Redelivery(self._courier, clock_factor)
        self._pages = Pages(self.workspace)
        self._events = Events(self.workspace, self._redelivery)
        self._clockwork = Clockwork(self.workspace)
        self._notice = notice
        self._demo_pace = demo_pace

    @asynccontextmanager
    async def serve(
        self, host: str = "127.0.0.1", port: int = 0, smtp_port: int | None = None
    ) -> AsyncIterator[str]:
        """Serve until the block ends; the value is the base URL. Port 0 takes any free one.

        With `smtp_port` letters are taken there, for the Inbox.
        """
        runner = web.AppRunner(self._app(host), shutdown_timeout=1.0, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, host, port).start()
        self.workspace.url = f"http://{host}:{runner.addresses[0][1]}"
        clockwork = asyncio.create_task(self._clockwork.run())
        try:
            async with self._taking_mail(host, smtp_port):
                yield self.workspace.url
        finally:
            clockwork.cancel()
            await self._redelivery.close()
            await self._pages.close()
            await self._inspector.close()
            await self._courier.close()
            await runner.cleanup()
            self._shelf.close()

    @asynccontextmanager
    async def _taking_mail(self, host: str, port: int | None) -> AsyncIterator[None]:
        if port is None:
            yield
            return
        async with mail_server(self.workspace, host, port) as taken:
            self.workspace.mail_address = f"smtp://{host}:{taken}"
            yield

    def _app(self, host: str) -> web.Application:
        gate = Gate(self._faults, self._exchanges)
        interactions = Interactions(self.workspace, self._courier)
        page = Page(self.workspace, interactions)
        shop = Shop(self.workspace)
        director = Director(self.workspace, page, self._pages, self._courier, self._demo_pace)
        app = web.Application(middlewares=[own_pages_only(host), refusals], client_max_size=LARGEST_BODY)
        app.add_routes(
            [
                web.route("*", "/api/{method}", gate.guard(WebApi(self.workspace).answer, "web_api")),
                web.get("/link/", gate.guard(self._sockets.link, "socket")),
                web.post("/{kind:commands|actions}/{team}/{id}", gate.guard(self._respond, "response_url")),
                *ChannelActs(self.workspace).routes(),
                *MessageActs(self.workspace).routes(),
                *FileRoutes(self.workspace, gate).routes(),
                *shop.routes(),
                *Showing(
                    self.workspace, self._pages, self._courier, lambda: shop.broken, self._notice
                ).routes(),
                *page.routes(),
                *Inbox(self.workspace).routes(),
                *director.routes(),
                *Surfaces(self.workspace, interactions, self._courier).routes(),
                *Control(self.workspace, self._faults, self._exchanges, self._courier).routes(),
                *self._inspector.routes(),
                *Connection(self._courier, self._way_to).routes(),
            ]
        )
        app.cleanup_ctx.append(director.while_serving)
        return app

    def _way_to(self, request_url: str | None) -> Delivery:
        return SignedHttp(self.workspace, request_url) if request_url else self._sockets

    async def _respond(self, request: web.Request) -> web.Response:
        """Take a post to a response URL."""
        try:
            response_urls.post(self.workspace, request.match_info["id"], await json_object(request))
        except Refused as refused:
            gone = refused.code in ("invalid_url", "expired_url", "used_url")
            return web.json_response(refused.answer, status=404 if gone else 400)
        return web.json_response({"ok": True})
