"""The routes of the HTTP door, put together from what bot/app.py hands in."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, request_response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.http import native
from bot.http.api import Api, with_summaries
from bot.http.dialects import Dialect, load_dialects
from bot.http.front import Front
from bot.http.health import Report, Watchers
from bot.http.inbound import METHODS, AlertsDoor
from bot.http.problems import AnswersFailures, answer_http_error
from bot.http.slack_events import Dispatch, SlackEvents, socket_mode_is_on

SLACK = "/slack/events"


@dataclass(frozen=True)
class Doors:
    """What the HTTP door needs of the rest.

    `readiness` says whether commands are taken, Slack or no Slack; `health` whether anything is sick.
    `api` is what programs reach, `alerts` what monitoring does, `pages` what the public does; without one there
    is none.
    `slack` answers a payload. Without it, or without a
    signing secret, `/slack/events` is closed. Once `stopping` is set, Slack hears 503.
    """

    signing_secret: str | None = field(repr=False)
    slack: Dispatch | None
    readiness: Callable[[], Awaitable[Report]]
    health: Callable[[], Awaitable[Report]]
    registry: CollectorRegistry
    now: Callable[[], datetime]
    api: Api | None = None
    alerts: AlertsDoor | None = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    pages: ASGIApp | None = None


def build(doors: Doors) -> ASGIApp:
    """Make the application that HttpServer serves."""
    exact = {("POST", SLACK): slack} if (slack := _slack(doors)) else {}
    parts = {"status": doors.pages} if doors.pages else {}
    return AnswersFailures(Front(exact, parts, _rest(doors)))


def _rest(doors: Doors) -> Starlette:
    app = Starlette(exception_handlers={HTTPException: answer_http_error})
    app.router.redirect_slashes = False
    app.add_route(SLACK, socket_mode_is_on, methods=["POST"])
    _add_watchers(app, doors)
    if doors.alerts:
        # Starlette would answer a failure by itself, without the reference by which it is found in the log.
        receive = AnswersFailures(request_response(doors.alerts.receive))
        app.router.routes.append(Route("/alerts/{rest:path}", receive, methods=METHODS))
    if doors.api:
        _mount_apis(app, doors.api)
    _let_mounts_have_every_address(app)
    return app


def _slack(doors: Doors) -> SlackEvents | None:
    if not doors.signing_secret or doors.slack is None:
        return None
    return SlackEvents(doors.signing_secret, doors.slack, doors.now, doors.stopping)


def _mount_apis(app: Starlette, api: Api) -> None:
    _mount(app, native.MOUNT, BuiltWhenAsked(partial(native.build, api)))
    app.add_route("/", _what_this_is)
    app.add_route("/docs", _to_the_page)
    for name, dialect in load_dialects().items():
        _mount(app, f"/compat/{name}", BuiltWhenAsked(partial(_speaking, dialect, api)))


def _let_mounts_have_every_address(app: Starlette) -> None:
    """Starlette's pattern stops at a line break; such an address belongs to the mount too, token and words included."""
    for route in app.routes:
        if isinstance(route, Mount):
            route.path_regex = re.compile(route.path_regex.pattern, re.DOTALL)


async def _what_this_is(_: Request) -> Response:
    """Tell whoever opens the bare address where to go from here."""
    return PlainTextResponse(
        "This is Tocsin, an incident bot. Its HTTP API is described at /docs, a status page is at /status/<page>.\n"
    )


async def _to_the_page(_: Request) -> Response:
    """Lead whoever tries the usual address to the page that reads the native API."""
    return RedirectResponse(f"{native.MOUNT}/docs")


def _speaking(dialect: Dialect, api: Api) -> FastAPI:
    return with_summaries(dialect.build(api))


class BuiltWhenAsked:
    """An API that is built at its first request: most are never asked anything, and each costs time and memory."""

    def __init__(self, build: Callable[[], ASGIApp]) -> None:
        self._build = build
        self._built: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if self._built is None:
            self._built = self._build()
        await self._built(scope, receive, send)


def _mount(app: Starlette, path: str, api: ASGIApp) -> None:
    app.mount(path, api)
    app.router.routes.append(Route(path, Bare(api)))


class Bare:
    """An API at its own address with nothing behind it, which a mount leaves out: token and words are its own."""

    def __init__(self, api: ASGIApp) -> None:
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as one to the API."""
        await self._api({**scope, "root_path": scope["path"]}, receive, send)


def _add_watchers(app: Starlette, doors: Doors) -> None:
    watchers = Watchers(doors.readiness, doors.health, doors.registry)
    app.add_route("/readyz", watchers.readyz)
    app.add_route("/healthz", watchers.healthz)
    app.add_route("/metrics", watchers.metrics)
