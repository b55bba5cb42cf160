"""The two clients: how a call is sent, and what is waited for in between."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any, Self

import httpx

from tocsin_client.calls import TRIES, Call, answer_in, is_worth_a_retry, pause_before
from tocsin_client.errors import ApiError, Unreachable
from tocsin_client.incidents import Incidents, Monitors, Pages
from tocsin_client.records import Record

WITHIN = 15.0
LOCAL = "http://127.0.0.1:8000"


class Listing:
    """Walks through a list of any length; the next page is asked for when it is needed."""

    def __init__(self, send: Callable[[Call], Record], call: Call, name: str) -> None:
        """Ask by this; `name` is where the answer has its items."""
        self._send, self._call, self._name = send, call, name

    def __iter__(self) -> Iterator[Record]:
        call: Call | None = self._call
        while call:
            page = self._send(call)
            yield from page[self._name]
            call = _following(call, page)


class AsyncListing:
    """Walks through a list of any length, with `async for`."""

    def __init__(self, send: Callable[[Call], Awaitable[Record]], call: Call, name: str) -> None:
        """Ask by this; `name` is where the answer has its items."""
        self._send, self._call, self._name = send, call, name

    async def __aiter__(self) -> AsyncIterator[Record]:
        call: Call | None = self._call
        while call:
            page = await self._send(call)
            for item in page[self._name]:
                yield item
            call = _following(call, page)


class Client:
    """Waits for each answer. Use it as a context manager, or `close()` it.

    What fails in passing (no answer, 429, 5xx) is tried again, five times in all; what acts does so once.
    """

    def __init__(
        self, api_token: str, base_url: str = LOCAL, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Take a token that `tocsin token create` has made, and where the server is."""
        self._http = httpx.Client(**_settings(api_token, base_url))
        self._sleep = sleep
        self.incidents: Incidents[Record, Listing] = Incidents(
            self.send, lambda call, name: Listing(self.send, call, name)
        )
        self.monitors: Monitors[Record] = Monitors(self.send)
        self.pages: Pages[Record] = Pages(self.send)

    def send(self, call: Call) -> Record:
        """Send a call until it is answered for good. Raises `ApiError`."""
        for attempt in range(TRIES - 1):
            try:
                return self._once(call)
            except ApiError as error:
                if not is_worth_a_retry(error):
                    raise
                self._sleep(pause_before(attempt, error.problem.get("retry_after")))
        return self._once(call)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _once(self, call: Call) -> Record:
        try:
            return _record_in(self._http.request(**_as_httpx(call)))
        except httpx.HTTPError as error:
            raise _unreachable(error) from error


class AsyncClient:
    """Is awaited. Use it as an asynchronous context manager, or await `close()`.

    What fails in passing (no answer, 429, 5xx) is tried again, five times in all; what acts does so once.
    """

    def __init__(
        self,
        api_token: str,
        base_url: str = LOCAL,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Take a token that `tocsin token create` has made, and where the server is."""
        self._http = httpx.AsyncClient(**_settings(api_token, base_url))
        self._sleep = sleep
        self.incidents: Incidents[Awaitable[Record], AsyncListing] = Incidents(
            self.send, lambda call, name: AsyncListing(self.send, call, name)
        )
        self.monitors: Monitors[Awaitable[Record]] = Monitors(self.send)
        self.pages: Pages[Awaitable[Record]] = Pages(self.send)

    async def send(self, call: Call) -> Record:
        """Send a call until it is answered for good. Raises `ApiError`."""
        for attempt in range(TRIES - 1):
            try:
                return await self._once(call)
            except ApiError as error:
                if not is_worth_a_retry(error):
                    raise
                await self._sleep(pause_before(attempt, error.problem.get("retry_after")))
        return await self._once(call)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _once(self, call: Call) -> Record:
        try:
            return _record_in(await self._http.request(**_as_httpx(call)))
        except httpx.HTTPError as error:
            raise _unreachable(error) from error


def _settings(api_token: str, base_url: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {api_token}", "Accept": "application/json"}
    return {"base_url": f"{base_url.rstrip('/')}/api/v1", "headers": headers, "timeout": WITHIN}


def _as_httpx(call: Call) -> dict[str, Any]:
    return {
        "method": call.method,
        "url": call.path,
        "params": dict(call.query),
        "json": call.body,
        "headers": call.headers,
    }


def _record_in(response: httpx.Response) -> Record:
    try:
        told = response.json() if response.content else {}
    except ValueError:  # not the server, but something on the way
        told = {}
    if response.is_error and isinstance(told, dict):
        told = {**told, "retry_after": response.headers.get("retry-after")}
    return Record(answer_in(response.status_code, told))


def _unreachable(error: httpx.HTTPError) -> Unreachable:
    return Unreachable(f"No answer from the server ({str(error) or type(error).__name__}).")


def _following(call: Call, page: Record) -> Call | None:
    cursor = page.get("next_cursor")
    return replace(call, query={**call.query, "cursor": cursor}) if cursor else None
