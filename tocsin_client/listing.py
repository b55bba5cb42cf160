"""Lists of any length, walked page by page; the next page is asked for when it is needed."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, overload

from tocsin_client.calls import Call
from tocsin_client.records import Record


@dataclass(frozen=True)
class Walk:
    """How a list is walked: the first call, where a page has its items, and what leads to the next one."""

    first: Call
    items: str
    parameter: str
    mark: Callable[[Record], Any]

    def following(self, page: Record) -> Call | None:
        """Give the call for the next page, when there is one."""
        mark = self.mark(page)
        return None if mark is None else replace(self.first, query={**self.first.query, self.parameter: mark})


class Listing:
    """A list that is asked for anew with each walk, by `listing[0]` and `listing[:5]` too. An empty one is false."""

    def __init__(self, send: Callable[[Call], Record], walk: Walk) -> None:
        """Ask by this, and walk so."""
        self._send, self._walk = send, walk

    def __iter__(self) -> Iterator[Record]:
        call: Call | None = self._walk.first
        while call:
            page = self._send(call)
            yield from page[self._walk.items]
            call = self._walk.following(page)

    @overload
    def __getitem__(self, where: int) -> Record: ...
    @overload
    def __getitem__(self, where: slice) -> list[Record]: ...
    def __getitem__(self, where: int | slice) -> Record | list[Record]:
        """Give one, or some; asks for no more than that needs."""
        return list(islice(self, _enough(where)))[where]

    def __bool__(self) -> bool:
        return any(True for _ in self)


class AsyncListing:
    """A list for `async for`, asked for anew with each walk; `await listing[0]` and `await listing[:5]` give some."""

    def __init__(self, send: Callable[[Call], Awaitable[Record]], walk: Walk) -> None:
        """Ask by this, and walk so."""
        self._send, self._walk = send, walk

    async def __aiter__(self) -> AsyncIterator[Record]:
        call: Call | None = self._walk.first
        while call:
            page = await self._send(call)
            for item in page[self._walk.items]:
                yield item
            call = self._walk.following(page)

    @overload
    async def __getitem__(self, where: int) -> Record: ...
    @overload
    async def __getitem__(self, where: slice) -> list[Record]: ...
    async def __getitem__(self, where: int | slice) -> Record | list[Record]:
        """Give one, or some; asks for no more than that needs."""
        enough, found = _enough(where), list[Record]()
        async for item in self:
            found.append(item)
            if enough is not None and len(found) >= enough:
                break
        return found[where]


def _enough(where: int | slice) -> int | None:
    """Tell how many items from the beginning suffice; None means all."""
    if isinstance(where, int):
        return where + 1 if where >= 0 else None
    plain = where.stop is not None and min(where.start or 0, where.stop) >= 0 and (where.step or 1) > 0
    return int(where.stop) if plain else None
