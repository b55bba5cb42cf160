"""`POST /alerts/<source>`: lets senders in by their token, reads what they send within bounds, and passes it on.

A sender that hears 2xx forgets the alert, and one that hears 4xx gives it up; so 2xx means stored, and what could be
taken a moment later hears 503. Alertmanager sends again after 5xx, and never after 429.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

import structlog
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive

from bot.auth import Scope, Token, alerting_actor, allows
from bot.http.bounded import read_body
from bot.http.gate import Guard, TurnedAway, neighbourhood
from bot.http.problems import Problem, Refusal, problem_of
from bot.http.refused import Refused
from bot.http.senders import ensure_from_there, ensure_signed
from incidents.alerting import AlertPolicy
from incidents.errors import Invalid
from incidents.model import Actor
from incidents.senders import Address, Network, Sender, address_of, sender_of

BODY_BYTES = 5 * 1024 * 1024
BODY_SECONDS = 20.0
# Alertmanager hangs up after 10 s. What is stored after all when 503 has been said is a repeat when it comes again.
STORED_WITHIN = 8.0
# What is being read and taken at once; beyond it a sender is asked to come again.
REQUESTS_AT_ONCE = 128
BYTES_AT_ONCE = 32 * 1024 * 1024
AGAIN_IN = {"retry-after": "5"}
MASK = "***"
# Of any sender; each source says which are used by its own.
METHODS = ["DELETE", "GET", "PATCH", "POST", "PUT"]

log = structlog.get_logger(__name__)


class Inbox(Protocol):
    """What stands behind the door."""

    def knows(self, source: str) -> bool:
        """Whether there is a source of that name."""

    def methods(self, source: str) -> Collection[str]:
        """Name the methods that its senders use."""

    def token_in(
        self, source: str, payload: bytes, path: str, headers: Mapping[str, str], query: Mapping[str, str]
    ) -> str | None:
        """Give the token that the sender put in a place of its own."""

    def receive(
        self,
        source: str,
        payload: bytes,
        path: str,
        headers: Mapping[str, str],
        query: Mapping[str, str],
        actor: Actor,
    ) -> Awaitable[tuple[int, object]]:
        """Take a request's alerts, and give the answer once they are stored."""


@dataclass(frozen=True)
class Sent:
    """A request taken apart."""

    source: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    token: str | None
    address: Address | None
    neighbourhood: str


class AlertsDoor:
    """The door itself: it counts what is on its way. Errors of the types in `passing` go by: come again."""

    def __init__(
        self,
        inbox: Inbox,
        guard: Guard,
        wishes: Callable[[], AlertPolicy],
        stopping: asyncio.Event,
        passing: tuple[type[Exception], ...],
    ) -> None:
        self._inbox = inbox
        self._guard = guard
        self._wishes = wishes
        self._stopping = stopping
        self._passing = passing
        self._requests = 0
        self._bytes = 0

    async def receive(self, request: Request) -> Response:
        """Answer one request."""
        sent = _taken_apart(request, self._wishes().proxies)
        if not self._inbox.knows(sent.source):
            return Refusal(404, f"There is no source of alerts named {sent.source}.")
        methods = self._inbox.methods(sent.source)
        if request.method not in methods:
            return Problem(405, f"Use {' or '.join(methods)} here.", {"allow": ", ".join(methods)})
        size = _size(request.headers)
        if self._stopping.is_set() or self._is_full(size):
            return _come_again("Too much is on its way. Send it again.")
        self._requests, self._bytes = self._requests + 1, self._bytes + size
        try:
            return await self._answer(sent, request.headers, request.receive)
        finally:
            self._requests, self._bytes = self._requests - 1, self._bytes - size

    def _is_full(self, size: int) -> bool:
        return self._requests >= REQUESTS_AT_ONCE or self._bytes + size > BYTES_AT_ONCE

    async def _answer(self, sent: Sent, headers: Headers, receive: Receive) -> Response:
        try:
            status, told = await self._take(sent, headers, receive)
            return JSONResponse(told, status)
        except self._passing as error:
            reason = str(error) or "storing them takes too long"
            log.warning("alerts were not taken; the sender is asked to send them again", reason=reason)
            return _come_again("That cannot be stored just now. Send it again.")
        except TurnedAway as away:
            return Refusal(away.refused.status, away.refused.message, away.standing.headers)
        except Invalid as error:
            log.info("an alert could not be read and is kept", source=sent.source, problem=str(error))
            return problem_of(Refused(400, "unreadable", error.message, {error.field: error.message}))
        except Refused as refused:
            late = refused.status is HTTPStatus.REQUEST_TIMEOUT
            return _come_again(refused.message) if late else Refusal(refused.status, refused.message)

    async def _take(self, sent: Sent, headers: Headers, receive: Receive) -> tuple[int, object]:
        """Let in who has shown a token before the body is read; some bring it within."""
        let_in = await self._let_in(sent, sent.token) if sent.token else None
        payload = await read_body(headers, receive, BODY_SECONDS, BODY_BYTES)
        if payload is None:
            raise Refused(408, "too_slow", "The request ended early.")
        token, sender = let_in or await self._let_in(sent, self._token_in(sent, payload))
        ensure_signed(sender, sent.headers, payload)
        async with asyncio.timeout(STORED_WITHIN):  # its error is an OSError, which passes by
            return await self._inbox.receive(
                sent.source, payload, sent.path, sent.headers, sent.query, alerting_actor(token)
            )

    async def _let_in(self, sent: Sent, presented: str | None) -> tuple[Token, Sender]:
        """Give the token, and what else is asked of who has it; from where it comes is asked at once."""
        token = await self._guard.identify(sent.neighbourhood, presented)
        if not allows(token, Scope.ALERTS):
            held = ", ".join(token.scopes)
            words = f"This needs a token with the scope {Scope.ALERTS}; {token.name} has {held}."
            raise Refused(401, "unauthorized", words)
        sender = sender_of(self._wishes().senders, sent.source, token.name)
        ensure_from_there(sender, sent.source, sent.address)
        return token, sender

    def _token_in(self, sent: Sent, payload: bytes) -> str | None:
        return self._inbox.token_in(sent.source, payload, sent.path, sent.headers, sent.query)


def _taken_apart(request: Request, proxies: Sequence[Network]) -> Sent:
    """Find source and token; one in the path is hidden from whoever logs the path from here on.

    The method goes by the name that HTTP/2 has for it among the headers.
    """
    parts = request.path_params["rest"].strip("/").split("/")
    token = _in_headers(request.headers)
    if len(parts) > 2 and parts[0] == "t":  # noqa: PLR2004 - t, the token, the source
        token, parts = token or parts[1], parts[2:]
        request.scope["path"] = "/".join(["/alerts/t", MASK, *parts])
    headers = {":method": request.method} | {name.lower(): each for name, each in request.headers.items()}
    peer = request.client.host if request.client else ""
    address = address_of(peer, request.headers.getlist("x-forwarded-for"), proxies)
    path, query = "/".join(parts[1:]), dict(request.query_params)
    return Sent(parts[0], path, headers, query, token, address, neighbourhood(request.scope))


def _in_headers(headers: Headers) -> str | None:
    kind, _, words = headers.get("authorization", "").partition(" ")
    if kind.lower() in ("bearer", "geniekey") and words.strip():
        return words.strip()
    return headers.get("x-api-key") or headers.get("x-routing-key")


def _size(headers: Headers) -> int:
    """Give how much is announced; what comes in pieces may be as much as is allowed, and what says nothing is empty."""
    if "transfer-encoding" in headers:
        return BODY_BYTES
    length = headers.get("content-length", "0")
    return min(int(length), BODY_BYTES) if length.isdecimal() else BODY_BYTES


def _come_again(why: str) -> Response:
    return Problem(503, why, {**AGAIN_IN, "connection": "close"})
