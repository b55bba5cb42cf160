"""Delivery by signed HTTP requests, for a bot with a request URL instead of a socket.

Source: https://docs.slack.dev/authentication/verifying-requests-from-slack.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

from playground.errors import JSON, Undelivered
from playground.installed import SIGNING_SECRET
from playground.workspace import Workspace

ACK_SECONDS = 3.0
FORM, DOCUMENT = "application/x-www-form-urlencoded", "application/json"


class SignedHttp:
    """POSTs every payload to the bot's request URL, within three seconds."""

    connected = True

    def __init__(self, workspace: Workspace, request_url: str) -> None:
        self._workspace = workspace
        self._request_url = request_url
        self._session: ClientSession | None = None

    async def deliver(self, kind: str, payload: JSON, retry: JSON | None = None) -> JSON | None:
        """Return what the bot answered; Undelivered when it refused, could not be reached or was silent."""
        content_type, body = encoded(kind, payload)
        headers = (
            signed(body, int(self._workspace.now())) | {"Content-Type": content_type} | _retry_headers(retry)
        )
        try:
            async with self._client().post(self._request_url, data=body, headers=headers) as answer:
                text = await answer.text()
        except TimeoutError:
            raise Undelivered("operation_timeout") from None
        except ClientError:
            raise Undelivered("dispatch_failed") from None
        if not answer.ok:
            raise Undelivered("dispatch_failed")
        return _spoken(text, answer.content_type)

    async def disconnect(self, reason: str) -> None:
        """Do nothing: there is no connection to end."""

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    def _client(self) -> ClientSession:
        self._session = self._session or ClientSession(timeout=ClientTimeout(total=ACK_SECONDS))
        return self._session


def encoded(kind: str, payload: JSON) -> tuple[str, bytes]:
    """Return content type and body, as Slack sends this kind of payload."""
    if kind == "slash_commands":
        return FORM, urlencode(payload).encode()
    if kind == "interactive":
        return FORM, urlencode({"payload": json.dumps(payload)}).encode()
    return DOCUMENT, json.dumps(payload).encode()


def signed(body: bytes, timestamp: int) -> dict[str, str]:
    base = f"v0:{timestamp}:".encode() + body
    digest = hmac.new(SIGNING_SECRET.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


def _retry_headers(retry: JSON | None) -> dict[str, str]:
    if not retry or not retry["retry_attempt"]:
        return {}
    return {"X-Slack-Retry-Num": str(retry["retry_attempt"]), "X-Slack-Retry-Reason": retry["retry_reason"]}


def _spoken(text: str, content_type: str) -> JSON | None:
    """Return the answer's body: an object as it is, plain text as a text."""
    if not text:
        return None
    answer = json.loads(text) if content_type == DOCUMENT else {"text": text}
    return answer or None
