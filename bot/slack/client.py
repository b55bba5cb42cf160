"""Calls to Slack's Web API for delivery: once each, within a time, and every failure told as one of two kinds.

The client's own retry handlers are off: they post twice when a connection dies after Slack has acted. What
failed is tried again by the outbox, which looks first. Nor does the client send: what it does around each request
costs as much again as the request (docs/performance.md); it keeps the token, the session and the proxy.
"""

import json
import time
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlencode

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Paced, Refused, TryLater
from bot.metrics import Metrics
from bot.slack.refusals import NOT_LET_IN, THEIR_FAULT, TOO_FAST, pause_asked_for

CALL_WITHIN = 10

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json; charset=utf-8"

# What leaves something new behind each time; everything else that is called here may be repeated.
_ONCE_ONLY = frozenset({"chat.postMessage"})


def web_client(token: str, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Make the one client of a token, on the shared session."""
    return AsyncWebClient(
        token=token, base_url=api_url, session=session, timeout=CALL_WITHIN, retry_handlers=[]
    )


class RateLimited(Paced):
    """Slack said how long to wait."""

    def __init__(self, after: timedelta) -> None:
        """Keep how long the method is closed for everybody."""
        super().__init__("rate limited", after)
        self.pause = after


async def call(
    client: AsyncWebClient, metrics: Metrics, method: str, /, **arguments: Any
) -> Mapping[str, Any]:
    """Call a method once. Raises `TryLater` (in doubt when it may have posted something) or `Refused`."""
    started = time.perf_counter()
    try:
        answer = await _answer(client, method, arguments)
    except (aiohttp.ClientConnectorError, ConnectionRefusedError) as error:
        raise TryLater(type(error).__name__) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise TryLater(type(error).__name__, in_doubt=method in _ONCE_ONLY) from error
    finally:
        metrics.slack_call_seconds.labels(method=method).observe(time.perf_counter() - started)
    if answer.status != HTTPStatus.OK or not answer.said.get("ok"):
        raise _verdict(method, answer)
    return answer.said


class _Answer(NamedTuple):
    status: int
    retry_after: float
    said: Mapping[str, Any]


async def _answer(client: AsyncWebClient, method: str, arguments: dict[str, Any]) -> _Answer:
    if client.session is None:
        raise LookupError("the client has no session")
    kind, body = _encoded(method, arguments)
    within = aiohttp.ClientTimeout(total=client.timeout)
    headers = {"Authorization": f"Bearer {client.token}", "Content-Type": kind}
    async with client.session.post(
        client.base_url + method, data=body, headers=headers, timeout=within, proxy=client.proxy
    ) as response:
        said = _parsed(await response.read())
        return _Answer(response.status, pause_asked_for(response.headers), said)


def _encoded(method: str, arguments: dict[str, Any]) -> tuple[str, bytes]:
    """Methods that only read take forms and no JSON (docs.slack.dev/apis/web-api, "POST bodies")."""
    if method.endswith((".list", ".info", ".history", ".replies")):
        form = {name: json.dumps(value) if value is True else value for name, value in arguments.items()}
        return _FORM, urlencode({name: value for name, value in form.items() if value != ""}).encode()
    return _JSON, json.dumps(arguments).encode()


def _parsed(body: bytes) -> Mapping[str, Any]:
    """Give what was said; nothing when it is no JSON object: then it was not Slack who answered."""
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _verdict(method: str, answer: _Answer) -> TryLater | Refused:
    """Without an error code it was not Slack who answered, but something on the way."""
    error = str(answer.said.get("error") or "")
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS or error in TOO_FAST:
        return RateLimited(timedelta(seconds=answer.retry_after))
    if not error or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or error in THEIR_FAULT:
        return TryLater(error or f"http_{answer.status}", in_doubt=method in _ONCE_ONLY)
    if error in NOT_LET_IN:
        return TryLater(error)
    return Refused(error)
