"""The two clients: how a call is sent, and how one waits. What an answer means stands in `effort`."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Self, TypeVar

import httpx

from tocsin_client.calls import Answer, Call, asking
from tocsin_client.effort import Effort, record_in, text_in
from tocsin_client.incidents import Incidents
from tocsin_client.listing import AsyncListing, Listing, Walk
from tocsin_client.records import Record
from tocsin_client.registry import Checks, Monitors, Pages

T = TypeVar("T")

WITHIN = 15.0
LOCAL = "http://127.0.0.1:8000"
ON_CALL = asking("/oncall")


class Client:
    """Waits for each answer. Use it as a context manager, or `close()` it.

    What fails in passing (no answer, 429, 5xx) is tried again, five times in all; what acts does so once.
    """

    def __init__(
        self, api_token: str, base_url: str = LOCAL, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Take a token that `tocsin token create` has made, and where the server is. Raises `ValueError`."""
        self._http = httpx.Client(**_settings(api_token, base_url))
        self._sleep = sleep
        self.incidents: Incidents[Record, Listing, str] = Incidents(self.send, self._walked, self.read)
        self.monitors: Monitors[Record, Listing] = Monitors(self.send, self._walked)
        self.checks: Checks[Record, Listing] = Checks(self.send, self._walked)
        self.pages: Pages[Record, Listing] = Pages(self.send, self._walked)

    def oncall(self) -> Record:
        """Show who is on call in each rota, until when and who is next, and whom the steps would remind now."""
        return self.send(ON_CALL)

    def send(self, call: Call) -> Record:
        """Send a call until it is answered for good. Raises `ApiError`."""
        return self._sent(call, Effort(call, record_in, Record({})))

    def read(self, call: Call) -> str:
        """Send a call that is answered with a document. Raises `ApiError`."""
        return self._sent(call, Effort(call, lambda answer: text_in(answer, call.wants), ""))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _walked(self, walk: Walk) -> Listing:
        return Listing(self.send, walk)

    def _sent(self, call: Call, effort: Effort[T]) -> T:
        while (told := effort.outcome(self._once(call))) is None:
            self._sleep(effort.pause)
        return told

    def _once(self, call: Call) -> Answer:
        try:
            return _answer_in(self._http.request(**_as_httpx(call)))
        except httpx.HTTPError as error:
            return _no_answer(error)


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
        """Take a token that `tocsin token create` has made, and where the server is. Raises `ValueError`."""
        self._http = httpx.AsyncClient(**_settings(api_token, base_url))
        self._sleep = sleep
        self.incidents: Incidents[Awaitable[Record], AsyncListing, Awaitable[str]] = Incidents(
            self.send, self._walked, self.read
        )
        self.monitors: Monitors[Awaitable[Record], AsyncListing] = Monitors(self.send, self._walked)
        self.checks: Checks[Awaitable[Record], AsyncListing] = Checks(self.send, self._walked)
        self.pages: Pages[Awaitable[Record], AsyncListing] = Pages(self.send, self._walked)

    async def oncall(self) -> Record:
        """Show who is on call in each rota, until when and who is next, and whom the steps would remind now."""
        return await self.send(ON_CALL)

    async def send(self, call: Call) -> Record:
        """Send a call until it is answered for good. Raises `ApiError`."""
        return await self._sent(call, Effort(call, record_in, Record({})))

    async def read(self, call: Call) -> str:
        """Send a call that is answered with a document. Raises `ApiError`."""
        return await self._sent(call, Effort(call, lambda answer: text_in(answer, call.wants), ""))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _walked(self, walk: Walk) -> AsyncListing:
        return AsyncListing(self.send, walk)

    async def _sent(self, call: Call, effort: Effort[T]) -> T:
        while (told := effort.outcome(await self._once(call))) is None:
            await self._sleep(effort.pause)
        return told

    async def _once(self, call: Call) -> Answer:
        try:
            return _answer_in(await self._http.request(**_as_httpx(call)))
        except httpx.HTTPError as error:
            return _no_answer(error)


def _settings(api_token: str | None, base_url: str) -> dict[str, Any]:
    if not (api_token and api_token.isascii() and api_token.isprintable() and api_token.strip()):
        raise ValueError("That is no token. One begins with tocsin_, and tocsin token create makes it.")
    headers = {"Authorization": f"Bearer {api_token}"}
    return {"base_url": f"{_base(base_url)}/api/v1", "headers": headers, "timeout": WITHIN}


def _base(base_url: str) -> str:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError(f"{base_url} is no address of a server. Write it like {LOCAL}.")
    return base_url.rstrip("/")


def _as_httpx(call: Call) -> dict[str, Any]:
    return {
        "method": call.method,
        "url": call.path,
        "params": dict(call.query),
        "json": call.body,
        "headers": call.headers,
    }


def _answer_in(response: httpx.Response) -> Answer:
    headers = response.headers
    try:
        told = response.json()
    except ValueError:  # nothing, or not the server but something on the way
        told = None
    media = headers.get("content-type", "")
    text = response.text if media.startswith("text/") else ""
    return Answer(
        response.status_code, told, headers.get("retry-after"), headers.get("location", ""), text, media
    )


def _no_answer(error: httpx.HTTPError) -> Answer:
    return Answer(0, failure=error)
