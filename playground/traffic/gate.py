"""The gate that every request of the bot passes: it is noted, and the faults that are set befall it."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Awaitable, Callable

from aiohttp import web

from playground.errors import JSON
from playground.traffic.exchanges import CUT_OFF, Exchanges
from playground.traffic.faults import Fault, Faults
from playground.web_api.door import args_and_rest

PAGE = "<!DOCTYPE html>\n<html><head><title>Server Error</title></head><body><h1>Server Error</h1></body></html>\n"
SHOWN = ("Authorization", "Content-Type", "User-Agent")
"""The headers that are noted."""
ASKED_BY_PATH = ("file", "name")
"""What an address tells of a file that is asked for."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Cut(web.Response):
    """What stands for the answer when the connection was cut instead: nobody gets it."""


class Gate:
    """Stands before the Web API, the response URLs, the files and the sockets."""

    def __init__(self, faults: Faults, exchanges: Exchanges) -> None:
        self._faults = faults
        self._exchanges = exchanges

    def guard(self, handler: Handler, kind: str) -> Handler:
        """Return the handler behind the gate."""

        async def answer(request: web.Request) -> web.StreamResponse:
            if "Sec-Fetch-Site" in request.headers:
                return await handler(request)  # a person's browser, not the bot
            name = request.match_info.get("method", kind)
            args, rest = await args_and_rest(request)
            args |= {key: request.match_info[key] for key in ASKED_BY_PATH if key in request.match_info}
            unread = "" if kind == "upload" else rest
            exchange = self._exchanges.begin(kind, name, args, headers=_headers(request), unread=unread)
            fault = self._faults.due(name, args)
            exchange.fault = fault.kind if fault else None
            response: web.StreamResponse = web.Response(status=500)
            try:
                response = await _befallen(fault, handler, request)
            except web.HTTPException as refused:
                response = refused
                raise
            finally:
                self._exchanges.end(exchange, *_outcome(response))
            return response

        return answer


def _headers(request: web.Request) -> JSON:
    return {name: request.headers[name] for name in SHOWN if name in request.headers}


async def _befallen(fault: Fault | None, handler: Handler, request: web.Request) -> web.StreamResponse:
    if fault is None:
        return await handler(request)
    if fault.when == "before":
        return await _struck(fault, request) or await handler(request)
    answer = await handler(request)
    return await _struck(fault, request) or answer


async def _struck(fault: Fault, request: web.Request) -> web.Response | None:
    """Do what a fault does; what it answers in Slack's place, None when Slack shall answer itself."""
    match fault.kind:
        case "latency":
            await asyncio.sleep(fault.seconds)
            return None
        case "ratelimited":
            return _refused("ratelimited", 429, {"Retry-After": str(math.ceil(fault.seconds))})
        case "error":
            return _refused(fault.error, 200)
        case "down" if fault.html:
            return web.Response(status=fault.status, text=PAGE, content_type="text/html")
        case "down":
            return _refused("service_unavailable", fault.status)
        case _:
            if request.transport:
                request.transport.abort()
            return Cut()


def _refused(error: str, status: int, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"ok": False, "error": error}, status=status, headers=headers)


def _outcome(response: web.StreamResponse) -> tuple[int, str | None, str | None]:
    """Return status, body and Slack's error code."""
    if isinstance(response, Cut):
        return CUT_OFF, None, None
    text = _text(response) if isinstance(response, web.Response) else None
    try:
        answer: JSON = json.loads(text or "{}")
    except ValueError:
        answer = {}
    return response.status, text, answer.get("error")


def _text(response: web.Response) -> str | None:
    """Return a body to look at; of a file that is none to read, what and how much it is."""
    if response.content_type.startswith("text/") or response.content_type == "application/json":
        return response.text
    size = len(response.body) if isinstance(response.body, bytes) else 0
    return f"({response.content_type}, {size} bytes)"
