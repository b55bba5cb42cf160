"""Tells readers who stay that a page has changed, by server-sent events; what changed they read on the page."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.types import Receive, Send

# Each is an open file and a little memory; whoever comes when there are so many reads the page as without JavaScript.
MOST = 1_000
# Other servers write too, so the page's version is asked for, once for all who listen to it.
LOOK_EVERY = 1.0
# A comment now and then keeps proxies from closing a stream on which nothing happens.
STILL_HERE_EVERY = 15.0

_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-allow-origin", b"*"),
]


@dataclass
class Live:
    """The readers who listen. Errors of the types in `broken` say that the database is away: then nothing is told."""

    version: Callable[[str], Awaitable[int | None]]
    broken: tuple[type[Exception], ...]
    most: int = MOST
    look_every: float = LOOK_EVERY
    still_here_every: float = STILL_HERE_EVERY
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    listening: int = 0
    _looks: dict[str, "asyncio.Task[int | None]"] = field(default_factory=dict)

    @property
    def has_room(self) -> bool:
        """Whether one more may listen."""
        return self.listening < self.most and not self.stopping.is_set()

    async def tell(self, slug: str, known: str, receive: Receive, send: Send) -> None:
        """Answer with events, until the reader leaves or the bot stops; `known` is the last that the reader heard."""
        self.listening += 1
        telling = asyncio.create_task(self._tell(slug, known, send))
        leaving = asyncio.create_task(_until_left(receive))
        try:
            await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            telling.cancel()
            leaving.cancel()
            self.listening -= 1
        await asyncio.gather(telling, leaving, return_exceptions=True)

    @staticmethod
    async def offer(send: Send) -> None:
        """Answer a HEAD: there is such a stream."""
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": b""})

    async def _tell(self, slug: str, known: str, send: Send) -> None:
        loop = asyncio.get_running_loop()
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send(_part(b"retry: 3000\n\n"))
        version, told_at = await self._version(slug), loop.time()
        while not self.stopping.is_set():
            if version is not None and str(version) != known:
                known, told_at = str(version), loop.time()
                await send(_part(f"id: {known}\nevent: changed\ndata: {known}\n\n".encode()))
            elif loop.time() - told_at >= self.still_here_every:
                told_at = loop.time()
                await send(_part(b": still here\n\n"))
            version = await self._next_look(slug)
        await send({"type": "http.response.body", "body": b""})

    async def _next_look(self, slug: str) -> int | None:
        """Wait for the next look at the page, which all who listen to it share."""
        look = self._looks.get(slug)
        # One that has just ended is no next look: to await it gives nobody else a turn, so that it would stay for ever.
        if look is None or look.done():
            look = self._looks[slug] = asyncio.create_task(self._look_in_a_while(slug))
        return await asyncio.shield(look)

    async def _look_in_a_while(self, slug: str) -> int | None:
        try:
            async with asyncio.timeout(self.look_every):
                await self.stopping.wait()
        except TimeoutError:
            return await self._version(slug)
        return None

    async def _version(self, slug: str) -> int | None:
        try:
            return await self.version(slug)
        except self.broken:
            return None


async def _until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _part(body: bytes) -> dict[str, object]:
    return {"type": "http.response.body", "body": body, "more_body": True}
