"""Requests and answers as values. Nothing here sends or waits."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Call:
    """One request, the key under which its repeats act once, and the media type of what it asks for."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    key: str | None = None
    wants: str = "application/json"

    @property
    def headers(self) -> dict[str, str]:
        """The headers that the call itself needs."""
        return {"Accept": self.wants} | ({"Idempotency-Key": self.key} if self.key else {})


@dataclass(frozen=True)
class Answer:
    """What came back: HTTP's status, the JSON when it was JSON, the text, and some headers.

    Status 0 says that nothing came.
    """

    status: int
    told: Any = None
    retry_after: str | None = None
    location: str = ""
    text: str = ""
    media: str = ""
    failure: Exception | None = None


def asking(path: str, **query: Any) -> Call:
    """Make a call that only looks; what is None is not asked for."""
    return Call("GET", path, {name: _written(value) for name, value in query.items() if value is not None})


def acting(path: str, body: Mapping[str, Any] | None = None, method: str = "POST") -> Call:
    """Make a call that does something, once however often it is sent."""
    written = None if body is None else {name: _written(value) for name, value in body.items()}
    return Call(method, path, body=written, key=uuid.uuid4().hex)


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
