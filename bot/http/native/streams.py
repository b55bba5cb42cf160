"""The streams that are open: so many a token, and one look at the database wakes them all."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from bot.auth import Token
from bot.http.refused import Refused

STREAMS = 10
# Other processes write too (a token made beside the server, another replica), so the streams look by themselves.
LOOK_EVERY = 1.0
# A comment now and then keeps proxies from closing a stream on which nothing happens, and finds out who has left.
STILL_HERE_EVERY = 15


@dataclass
class Streams:
    """Knows how many streams each token has, and when there is something to tell."""

    newest: Callable[[], Awaitable[int]]
    stopping: asyncio.Event
    look_every: float = LOOK_EVERY
    _open: Counter[str] = field(default_factory=Counter)
    _look: asyncio.Task[int] | None = None

    def answer(self, token: Token, told: AsyncIterator[str]) -> "Stream":
        """Give the answer that tells this; it counts until whoever listens has gone. Raises `Refused`."""
        if self._open[token.id] >= STREAMS:
            words = f"{token.name} has {STREAMS} streams open, which is the most. Close one: each tells everything."
            raise Refused(429, "rate_limited", words, headers={"retry-after": str(STILL_HERE_EVERY)})
        self._open[token.id] += 1
        return Stream(told, lambda: self._close(token))

    async def next_look(self) -> int:
        """Wait for the next look, which all streams share; give the position of the newest event of all."""
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._look_in_a_while())
        return await asyncio.shield(self._look)

    async def _look_in_a_while(self) -> int:
        try:
            async with asyncio.timeout(self.look_every):
                await self.stopping.wait()
        except TimeoutError:
            return await self.newest()
        return 0

    def _close(self, token: Token) -> None:
        self._open[token.id] -= 1
        if not self._open[token.id]:
            del self._open[token.id]


class Stream(StreamingResponse):
    """Server-sent events; whatever ends it, somebody hears that it has ended."""

    media_type = "text/event-stream"

    def __init__(self, told: AsyncIterator[str], ended: Callable[[], None]) -> None:
        """Tell this, and call `ended` afterwards."""
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        super().__init__(told, headers=headers)
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell it all."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._ended()
