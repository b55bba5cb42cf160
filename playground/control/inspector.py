"""The page's Inspector: the exchanges between bot and workspace, live, with all secrets masked.

Not part of Slack. The list carries what a row shows; the whole of an exchange is asked for when it is looked at.
"""

from __future__ import annotations

import asyncio
import json
import re

from aiohttp import web

from playground.errors import JSON
from playground.traffic.exchanges import Exchange, Exchanges

SHOWN_AT_FIRST = 1_000
GIST = 120
"""Characters of the line below a name."""
SECRETS = re.compile(r"(xox[a-z]-|xapp-|v0=|ticket=|/upload/v1/|/(?:commands|actions)/T\w+/)[\w.%-]+")
"""Tokens, signatures, and the parts of addresses by which whoever knows them is trusted."""
SECRET_KEYS = {"token", "ticket", "client_secret", "refresh_token", "access_token"}
SPOILT = re.compile(rf"""({"|".join(sorted(SECRET_KEYS))})("?\s*[:=]\s*"?)[^\s"&,]+""")
"""The same keys in a text that could not be taken apart."""
TOKEN_KIND = re.compile(r"xox[a-z]-|xapp-|")


class Inspector:
    """The routes under /page/exchanges."""

    def __init__(self, exchanges: Exchanges) -> None:
        self._exchanges = exchanges
        self._waiting: dict[web.WebSocketResponse, asyncio.Queue[Exchange]] = {}
        exchanges.listeners.append(self._told)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/page/exchanges", self.list_exchanges),
            web.get("/page/exchanges/socket", self.socket),
            web.get(r"/page/exchanges/{id:\d+}", self.show_exchange),
        ]

    async def list_exchanges(self, _request: web.Request) -> web.Response:
        last = self._exchanges.last(SHOWN_AT_FIRST)
        return web.json_response({"exchanges": [_row(exchange) for exchange in last]})

    async def show_exchange(self, request: web.Request) -> web.Response:
        exchange = self._exchanges.find(int(request.match_info["id"]))
        if exchange is None:
            raise web.HTTPNotFound
        return web.json_response({"exchange": _whole(exchange)})

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """Push `{"type": "exchanges", "exchanges": [row...]}` until the page closes the socket."""
        socket = web.WebSocketResponse()
        try:
            await socket.prepare(request)
        except ConnectionError:
            return web.Response()  # the page left before it was answered
        self._waiting[socket] = asyncio.Queue()
        writer = asyncio.create_task(_write(socket, self._waiting[socket]))
        try:
            async for _frame in socket:
                pass
        finally:
            del self._waiting[socket]
            writer.cancel()
        return socket

    async def close(self) -> None:
        for socket in list(self._waiting):
            await socket.close()

    def _told(self, exchange: Exchange) -> None:
        for queue in self._waiting.values():
            queue.put_nowait(exchange)


async def _write(socket: web.WebSocketResponse, queue: asyncio.Queue[Exchange]) -> None:
    """Send what has come together, each exchange once and as it is by now."""
    while not socket.closed:
        pending = {(first := await queue.get()).id: first}
        while not queue.empty():
            exchange = queue.get_nowait()
            pending[exchange.id] = exchange
        try:
            await socket.send_json(
                {"type": "exchanges", "exchanges": [_row(one) for one in pending.values()]}
            )
        except ConnectionError:
            return


def _row(exchange: Exchange) -> JSON:
    return {
        "id": exchange.id,
        "at": exchange.at,
        "kind": exchange.kind,
        "name": exchange.name,
        "gist": _masked(_gist(exchange.body))[:GIST],
        "to_bot": exchange.to_bot,
        "by_http": bool(exchange.headers) or not exchange.to_bot,
        "retry": exchange.retry,
        "status": exchange.status,
        "error": exchange.error,
        "fault": exchange.fault,
        "took": exchange.took,
    }


def _whole(exchange: Exchange) -> JSON:
    retry = {"retry_reason": exchange.retry_reason} if exchange.retry else {}
    return (
        _row(exchange)
        | retry
        | {
            "headers": {name: _header(name, value) for name, value in exchange.headers.items()},
            "request": _body(exchange.body),
            "unread": _unread(exchange.unread),
            "answer": _body(exchange.answer),
        }
    )


def _gist(body: JSON) -> str:
    """Return what tells one call of a method from another: where it goes, and the first words of it."""
    event: JSON = body.get("event") or {}
    [action, *_more] = body.get("actions") or [{}]
    about = (
        body.get("channel") if isinstance(body.get("channel"), str) else event.get("channel"),
        action.get("action_id") or action.get("value") if isinstance(action, dict) else None,
        body.get("callback_id"),
        body.get("reason") if isinstance(body.get("reason"), str) else None,
        body.get("text") if isinstance(body.get("text"), str) else event.get("text"),
    )
    return " · ".join(str(part) for part in about if part)


def _header(name: str, value: str) -> str:
    """Return a header to look at; of the one that authorizes only the scheme and the kind of token."""
    if name != "Authorization":
        return _masked(value)
    scheme, space, secret = value.rpartition(" ")
    kind = TOKEN_KIND.match(secret)
    return f"{scheme.split(' ')[0]}{space}{kind[0] if kind else ''}…"


def _unread(text: str) -> object:
    shown = _body(text)
    return SPOILT.sub(r"\1\2…", shown) if isinstance(shown, str) else shown


def _body(value: object) -> object:
    """Return a body to look at: JSON text in it and in its arguments unfolded, all deeper text as it was said."""
    whole = _unfolded(value)
    if isinstance(whole, dict):
        whole = {key: _unfolded(inner) for key, inner in whole.items()}
    return _shown(whole)


def _unfolded(value: object) -> object:
    """Return what JSON text says; a list of anything but objects is rather a text that somebody typed."""
    if not isinstance(value, str) or not value.startswith(("{", "[{")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _shown(value: object) -> object:
    """Return a value with its secrets masked."""
    match value:
        case dict():
            return {key: "…" if key in SECRET_KEYS else _shown(inner) for key, inner in value.items()}
        case list():
            return [_shown(inner) for inner in value]
        case str() if value[:1] in ("{", "["):
            return SPOILT.sub(r"\1\2…", _masked(value))
        case str():
            return _masked(value)
        case bool() | int() | float() | None:
            return value
        case _:
            return f"({type(value).__name__})"


def _masked(text: str) -> str:
    return SECRETS.sub(r"\1…", text)
