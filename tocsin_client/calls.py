"""Requests as values, what an answer means, and when to try again. Nothing here sends or waits."""

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from tocsin_client.errors import ApiError, error_of

TRIES = 5
LONGEST_PAUSE = 30.0


@dataclass(frozen=True)
class Call:
    """One request, and the key under which its repeats act once."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    key: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers that the call itself needs."""
        return {"Idempotency-Key": self.key} if self.key else {}


def asking(path: str, **query: Any) -> Call:
    """Make a call that only looks; what is None is not asked for."""
    return Call("GET", path, {name: value for name, value in query.items() if value is not None})


def acting(path: str, body: Mapping[str, Any] | None = None, method: str = "POST") -> Call:
    """Make a call that does something, once however often it is sent."""
    return Call(method, path, body=body, key=uuid.uuid4().hex)


def answer_in(status: int, told: Any) -> Any:  # noqa: ANN401 - JSON is what it is
    """Give what was answered. Raises the `ApiError` that it means."""
    if status < HTTPStatus.BAD_REQUEST:
        return told
    raise error_of(status, told if isinstance(told, dict) else {})


def is_worth_a_retry(error: ApiError) -> bool:
    """Whether the same request may succeed in a while: no answer, too fast, being carried out, or broken."""
    passing = {0, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
    in_use = error.code == "idempotency_key_in_use"
    return error.status in passing or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR or in_use


def pause_before(attempt: int, retry_after: str | None) -> float:
    """Give the seconds to wait: what the server asks for, else longer each time, with chance in it."""
    if retry_after and retry_after.isdecimal():
        return min(float(retry_after), LONGEST_PAUSE * 2)
    return min(LONGEST_PAUSE, 0.2 * 2.0**attempt) * random.uniform(0.5, 1)  # noqa: S311 - spreads, hides nothing
