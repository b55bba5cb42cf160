"""What was said between the bot and the workspace, in both directions: every request and its answer.

Tests ask it what the bot called; the page's Inspector shows it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.errors import JSON

REMEMBERED = 20_000
IN_FULL = 3_000
"""Older ones keep what was asked, for tests, but not what was answered."""
CUT_OFF = 0
"""The status of a request whose connection was cut."""


@dataclass(eq=False)
class Exchange:
    """One request and its answer.

    `kind` is web_api, response_url, upload, download, socket, or an envelope's type; `name` is what is called
    within it.
    `body` is what was asked, `unread` the text of a body in which Slack saw no arguments.
    `status` is HTTP's, None while there is no answer; `answer` is the body as it was sent. `took` is in
    milliseconds, `retry` counts from 0, `fault` is the kind of the one that befell it.
    """

    id: int
    at: float
    kind: str
    name: str
    body: JSON
    headers: JSON = field(default_factory=dict)
    to_bot: bool = False
    unread: str = ""
    retry: int = 0
    retry_reason: str = ""
    status: int | None = None
    error: str | None = None
    answer: object = None
    fault: str | None = None
    took: float | None = None
    began: float = field(default_factory=time.perf_counter)


class Exchanges:
    """The last exchanges, oldest first. Listeners hear of each when it begins and when it ends."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._all: deque[Exchange] = deque(maxlen=REMEMBERED)
        self._last_id = 0
        self.listeners: list[Callable[[Exchange], None]] = []

    def begin(self, kind: str, name: str, body: JSON, **more: object) -> Exchange:
        self._last_id += 1
        exchange = Exchange(self._last_id, self._now(), kind, name, body, **more)  # type: ignore[arg-type]
        self._all.append(exchange)
        if len(self._all) > IN_FULL:
            self._all[-IN_FULL - 1].answer = None
        self._tell(exchange)
        return exchange

    def end(self, exchange: Exchange, status: int, answer: object = None, error: str | None = None) -> None:
        exchange.status, exchange.answer, exchange.error = status, answer, error
        exchange.took = (time.perf_counter() - exchange.began) * 1_000
        self._tell(exchange)

    def last(self, most: int) -> list[Exchange]:
        """Return the newest, newest first."""
        return [self._all[-number] for number in range(1, min(most, len(self._all)) + 1)]

    def find(self, id: int) -> Exchange | None:
        return next((one for one in reversed(self._all) if one.id == id), None)

    def calls(self, method: str | None) -> list[JSON]:
        """Return the Web API calls: `{"method", "args", "status", "error", "at"}`; status 0: cut off."""
        return [_call(one) for one in self._all if one.kind == "web_api" and method in (None, one.name)]

    def _tell(self, exchange: Exchange) -> None:
        for listener in self.listeners:
            listener(exchange)


def _call(exchange: Exchange) -> JSON:
    return {
        "method": exchange.name,
        "args": exchange.body,
        "status": exchange.status,
        "error": exchange.error,
        "at": exchange.at,
    }
