"""`POST /slack/events`, where Slack posts without Socket Mode. It lets in or refuses; Bolt does the rest.

Everything is checked before Bolt is asked, cheapest first: size, claim, time, then the body. Bodies and
signatures are never logged.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import structlog
from slack_bolt.response import BoltResponse
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.http.problems import Problem, Refusal
from bot.http.signatures import Claim, SeenSignatures, UnverifiedError, is_unsigned, read_claim

BODY_BYTES = 1024 * 1024
BODY_SECONDS = 5.0
PROBE_BYTES = 256
# Slack sends fourteen; a body of millions is none of Slack's.
MOST_FIELDS = 64

Dispatch = Callable[[dict[str, Any]], Awaitable[BoltResponse]]

log = structlog.get_logger(__name__)


class RefusedError(Exception):
    """The request is not let in. `unread` says that its body was not read to the end."""

    def __init__(self, status: int, detail: str, *, unread: bool) -> None:
        super().__init__(detail)
        self.status = status
        self.answer = (Refusal if unread else Problem)(status, detail)


class SlackEvents:
    """The door itself: it keeps the secret and the signatures seen."""

    def __init__(
        self, secret: str, dispatch: Dispatch, now: Callable[[], datetime], stopping: asyncio.Event
    ) -> None:
        self._secret = secret
        self._dispatch = dispatch
        self._now = now
        self._stopping = stopping
        self._seen = SeenSignatures()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request of Slack's, or of somebody who is not Slack."""
        answer = await self._answer(Request(scope, receive))
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            if is_unsigned(request.headers):
                return await _answer_probe(request)
            claim, payload = await self._let_in(request)
        except RefusedError as refused:
            log.info("request refused at Slack's door", status=refused.status, reason=str(refused))
            return refused.answer
        return await self._pass_on(claim, payload)

    async def _let_in(self, request: Request) -> tuple[Claim, dict[str, Any]]:
        self._refuse_while_stopping()
        _refuse_large(request.headers)
        claim = self._claim_of(request.headers)
        body = await _read_body(request, BODY_BYTES)
        payload = _parsed(self._verified(claim, body))
        self._refuse_replay(claim)
        return claim, payload

    def _refuse_while_stopping(self) -> None:
        if self._stopping.is_set():
            raise RefusedError(503, "Tocsin is stopping.", unread=True)

    def _claim_of(self, headers: Headers) -> Claim:
        try:
            return read_claim(headers, self._now())
        except UnverifiedError as error:
            raise RefusedError(401, str(error), unread=True) from None

    def _verified(self, claim: Claim, body: bytes) -> str:
        try:
            claim.check(self._secret, body)
            return body.decode()
        except UnverifiedError as error:
            raise RefusedError(401, str(error), unread=False) from None
        except UnicodeDecodeError:
            raise RefusedError(401, "The body is not UTF-8.", unread=False) from None

    def _refuse_replay(self, claim: Claim) -> None:
        if not self._seen.remember(claim.signature, self._now()):
            raise RefusedError(401, "This very request was already received.", unread=False)

    async def _pass_on(self, claim: Claim, payload: dict[str, Any]) -> Response:
        """Ask Bolt. Slack repeats at once what failed, and within a second that is the same signature."""
        done = False
        try:
            answer = await self._dispatch(payload)
            done = answer.status < HTTPStatus.INTERNAL_SERVER_ERROR
        finally:
            if not done:
                self._seen.forget(claim.signature)
        return _response(answer)


async def socket_mode_is_on(_request: Request) -> Response:
    """Answer in the place of the door when Slack has no reason to post here."""
    return Refusal(404, "Socket Mode is on: Slack does not post here. SLACK_SIGNING_SECRET opens this door.")


async def _answer_probe(request: Request) -> Response:
    """Slack probes the certificate with `ssl_check=1&token=...`, unsigned (slackapi/bolt-js#1397).

    That and nothing more is answered, and nothing is run for it.
    """
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > PROBE_BYTES:
        _refuse_large(request.headers)
        raise RefusedError(401, "The request is not signed.", unread=True)
    body = await _read_body(request, PROBE_BYTES)
    fields = dict(parse_qsl(body.decode("latin-1")))
    if fields.get("ssl_check") == "1" and fields.keys() <= {"ssl_check", "token"}:
        return Response()
    raise RefusedError(401, "The request is not signed.", unread=False)


def _refuse_large(headers: Headers) -> None:
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > BODY_BYTES:
        raise RefusedError(413, "The body is larger than 1 MiB.", unread=True)


async def _read_body(request: Request, at_most: int) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > at_most:
                    raise RefusedError(413, "The body is larger than 1 MiB.", unread=True)
    except TimeoutError:
        raise RefusedError(408, "The body did not arrive in time.", unread=True) from None
    except ClientDisconnect:
        raise RefusedError(400, "The sender hung up.", unread=False) from None
    return bytes(body)


def _parsed(body: str) -> dict[str, Any]:
    """Read a payload: JSON for events, a form for commands, JSON in a form for the rest.

    Bolt's own reading takes a command in which the word "payload" stands for an interaction, and loses it.
    """
    try:
        payload = json.loads(body) if body.startswith("{") else _form(body)
    except (ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict):
        raise RefusedError(401, "The body is not a payload of Slack's.", unread=False)
    return payload


def _form(body: str) -> Any:  # noqa: ANN401 - JSON is what it is
    fields = dict(parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    return json.loads(fields["payload"]) if "payload" in fields else fields


def _response(answer: BoltResponse) -> Response:
    response = Response(answer.body, answer.status)
    for name, values in answer.headers.items():
        for value in values:
            response.headers.append(name, value)
    return response
