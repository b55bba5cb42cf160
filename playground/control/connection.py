"""How the bot is reached, changed while the workspace runs: sockets sent away, a request URL set or tried.

Part of the control API: what an administrator does in the settings of an app, and Slack's own servers now and then.
"""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from playground.control.routes import asked_of
from playground.delivery.courier import Courier, Delivery
from playground.delivery.signed_http import challenge, is_met
from playground.errors import JSON, Undelivered
from playground.state.installed import VERIFICATION_TOKEN

REASONS = ("warning", "refresh_requested", "link_disabled", "too_many_websockets", "abort")
UNMET = "Your URL didn't respond with the value of the challenge parameter."


class Connection:
    """The routes that change the way to the bot; `way_to` makes one from a request URL, or None for sockets."""

    def __init__(self, courier: Courier, way_to: Callable[[str | None], Delivery]) -> None:
        self._courier = courier
        self._way_to = way_to

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/control/disconnect", self.disconnect),
            web.post("/control/request_url", self.set_request_url),
            web.post("/control/ssl_check", self.check_ssl),
            web.post("/control/redeliver", self.deliver_again),
        ]

    async def disconnect(self, request: web.Request) -> web.Response:
        """Take `{"reason"}`; `abort` cuts the sockets without a word."""
        reason = (await asked_of(request)).get("reason", "refresh_requested")
        if reason not in REASONS:
            raise web.HTTPBadRequest(text=f"reason: one of {', '.join(REASONS)}")
        await self._courier.disconnect(reason)
        return web.json_response({"ok": True})

    async def set_request_url(self, request: web.Request) -> web.Response:
        """Take `{"url"}` if it answers the challenge; null goes back to Socket Mode."""
        url = (await asked_of(request)).get("url")
        if url is not None and not str(url).startswith(("http://", "https://")):
            raise web.HTTPBadRequest(text="url: http://... or https://..., or null for Socket Mode")
        way = self._way_to(url)
        if url and not await self._answers_challenge(way):
            await way.close()
            return web.json_response({"ok": False, "error": UNMET})
        await self._courier.switch(way)
        return web.json_response({"ok": True})

    async def check_ssl(self, request: web.Request) -> web.Response:
        """Probe `{"url"}` as Slack does from time to time; a bot must not take that for a command."""
        way = self._way_to(str((await asked_of(request)).get("url")))
        probe = {"ssl_check": "1", "token": VERIFICATION_TOKEN}
        try:
            answer: JSON = {"ok": True, "answer": await self._courier.ask(way, "ssl_check", probe)}
        except Undelivered as undelivered:
            answer = {"ok": False, "error": undelivered.code}
        await way.close()
        return web.json_response(answer)

    async def deliver_again(self, _request: web.Request) -> web.Response:
        return web.json_response(await self._courier.deliver_again())

    async def _answers_challenge(self, way: Delivery) -> bool:
        asked = challenge()
        try:
            return is_met(asked, await self._courier.ask(way, "url_verification", asked))
        except Undelivered:
            return False
