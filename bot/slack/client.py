"""Calls to Slack's Web API for delivery: once each, within a time, and every failure told as one of two kinds.

The client's own retry handlers are off: they post twice when a connection dies after Slack has acted. What
failed is tried again by the outbox, which looks first.
"""

import time
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Paced, Refused, TryLater
from bot.metrics import Metrics
from bot.slack.refusals import NOT_LET_IN, THEIR_FAULT, TOO_FAST

CALL_WITHIN = 10

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
        response = await client.api_call(method, **_encoded(method, arguments))
    except SlackApiError as error:
        raise _verdict(method, error) from error
    except (aiohttp.ClientConnectorError, ConnectionRefusedError) as error:
        raise TryLater(type(error).__name__) from error
    except (aiohttp.ClientError, SlackClientError, TimeoutError, OSError, ValueError) as error:
        raise TryLater(type(error).__name__, in_doubt=method in _ONCE_ONLY) from error
    finally:
        metrics.slack_call_seconds.labels(method=method).observe(time.perf_counter() - started)
    return response.data if isinstance(response.data, dict) else {}


def _encoded(method: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Methods that only read take forms and no JSON (docs.slack.dev/apis/web-api, "POST bodies")."""
    if method.endswith((".list", ".info", ".history", ".replies")):
        return {"params": {name: value for name, value in arguments.items() if value != ""}}
    return {"json": arguments}


def _verdict(method: str, failed: SlackApiError) -> TryLater | Refused:
    """Without an error code it was not Slack who answered, but something on the way."""
    response = failed.response
    said = response.data if isinstance(response.data, dict) else {}
    error = str(said.get("error") or "")
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS or error in TOO_FAST:
        return RateLimited(timedelta(seconds=float(response.headers.get("Retry-After", 1))))
    if not error or response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or error in THEIR_FAULT:
        return TryLater(error or f"http_{response.status_code}", in_doubt=method in _ONCE_ONLY)
    if error in NOT_LET_IN:
        return TryLater(error)
    return Refused(error)
