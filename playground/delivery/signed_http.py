"""Delivery by signed HTTP requests, for a bot with a request URL instead of a socket.

Sources: https://docs.slack.dev/authentication/verifying-requests-from-slack and
https://docs.slack.dev/apis/events-api/using-http-request-urls.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from http import HTTPStatus
from urllib.parse import urlencode

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TooManyRedirects

from playground.errors import JSON, Undelivered
from playground.state.installed import SIGNING_SECRET, VERIFICATION_TOKEN
from playground.state.workspace import Workspace
from playground.traffic.exchanges import Exchange

ACK_SECONDS = 3.0
MOST_REDIRECTS = 2
FORM, DOCUMENT = "application/x-www-form-urlencoded", "application/json"


class SignedHttp:
    """POSTs every payload to the bot's request URL; only a 2xx within three seconds takes it."""

    connected = True

    def __init__(self, workspace: Workspace, request_url: str) -> None:
        self._workspace = workspace
        self._request_url = request_url
        self._session: ClientSession | None = None

    async def deliver(self, exchange: Exchange) -> JSON | None:
        """Return what the bot answered; Undelivered when it refused, could not be reached or was silent."""
        content_type, body = encoded(exchange.kind, exchange.body)
        exchange.headers = self._headers(content_type, body) | _retry_headers(exchange)
        try:
            posted = self._client().post(
                self._request_url, data=body, headers=exchange.headers, max_redirects=MOST_REDIRECTS + 1
            )
            async with posted as answer:
                text = await answer.text(errors="replace")
        except TimeoutError:
            raise Undelivered("operation_timeout", "http_timeout") from None
        except TooManyRedirects:
            raise Undelivered("dispatch_failed", "too_many_redirects") from None
        except ClientError:
            raise Undelivered("dispatch_failed", "connection_failed") from None
        exchange.status = answer.status
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise _refusal(answer)
        return _spoken(text, answer.content_type)

    async def disconnect(self, reason: str) -> None:
        """Do nothing: there is no connection to end."""

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    def _client(self) -> ClientSession:
        self._session = self._session or ClientSession(timeout=ClientTimeout(total=ACK_SECONDS))
        return self._session

    def _headers(self, content_type: str, body: bytes) -> JSON:
        return {"Content-Type": content_type, **signed(body, int(self._workspace.now()))}


def encoded(kind: str, payload: JSON) -> tuple[str, bytes]:
    """Return content type and body, as Slack sends this kind of payload."""
    if kind in ("slash_commands", "ssl_check"):
        return FORM, urlencode(payload).encode()
    if kind == "interactive":
        return FORM, urlencode({"payload": json.dumps(payload)}).encode()
    return DOCUMENT, json.dumps(payload).encode()


def signed(body: bytes, timestamp: int) -> dict[str, str]:
    base = f"v0:{timestamp}:".encode() + body
    digest = hmac.new(SIGNING_SECRET.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


def challenge() -> JSON:
    """Return what Slack asks of a URL before it takes it: to say the challenge again.

    Source: https://docs.slack.dev/reference/events/url_verification.
    """
    return {
        "token": VERIFICATION_TOKEN,
        "challenge": secrets.token_urlsafe(32),
        "type": "url_verification",
    }


def is_met(asked: JSON, answer: JSON | None) -> bool:
    """Whether the challenge came back, as JSON or as plain text."""
    said = answer or {}
    return asked["challenge"] in (said.get("challenge"), str(said.get("text", "")).strip())


def _retry_headers(exchange: Exchange) -> dict[str, str]:
    if not exchange.retry:
        return {}
    return {"X-Slack-Retry-Num": str(exchange.retry), "X-Slack-Retry-Reason": exchange.retry_reason}


def _refusal(answer: ClientResponse) -> Undelivered:
    """Return what the person is told of an answer that is no 2xx, and whether an event may come again."""
    is_theirs = answer.status < HTTPStatus.INTERNAL_SERVER_ERROR
    code = "http_client_error" if is_theirs else "http_service_error"
    return Undelivered(code, "http_error", is_final=answer.headers.get("X-Slack-No-Retry") == "1")


def _spoken(text: str, content_type: str) -> JSON | None:
    """Return the answer's body: an object as it is, plain text as a text."""
    if content_type != DOCUMENT:
        return {"text": text} if text else None
    try:
        answer = json.loads(text or "{}")
    except ValueError:
        return {"text": text}
    return answer if answer and isinstance(answer, dict) else None
