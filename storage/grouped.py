"""Group commit: units that queue up while a batch is being committed make the next batch. Knows no engine."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeVar

from storage.batch import Outcome, Unit, commit_together, read_in
from storage.errors import Closed
from storage.session import Session
from storage.store import Store, Transaction, World

T = TypeVar("T")

BATCH = 64
TURNS = 16  # of the loop, some microseconds each


class DatabaseThread(Protocol):
    """A thread with a connection of its own; what it is given runs in order."""

    @property
    def session(self) -> Session:
        """The connection, for use on the thread only."""

    def submit(self, work: Callable[[], None]) -> None:
        """Run this some time, and tell nobody."""

    async def call(self, work: Callable[[], T]) -> T:
        """Run this and give what it gives."""

    async def close(self) -> None:
        """Do what was submitted, then end."""


class _Asked(NamedTuple):
    unit: Unit
    answer: asyncio.Future[Any]


class GroupedStore(Store):
    """A store with one thread that writes and some that read."""

    def __init__(self, world: World, writer: DatabaseThread, readers: Sequence[DatabaseThread]) -> None:
        """Take over the threads, already connected."""
        self._world = world
        self._writer = writer
        self._readers = readers
        self._idle: asyncio.Queue[DatabaseThread] = asyncio.Queue()
        self._waiting: deque[_Asked] = deque()
        self._loop = asyncio.get_running_loop()
        self._summoned = False
        self._closing: asyncio.Task[None] | None = None
        for reader in readers:
            self._idle.put_nowait(reader)

    async def read(self, unit: Callable[[Transaction], T]) -> T:
        self._ensure_open()
        reader = await self._idle.get()
        try:
            self._ensure_open()
            return await reader.call(partial(read_in, reader.session, unit, self._world))
        finally:
            self._idle.put_nowait(reader)

    async def close(self) -> None:
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    async def _commit(self, unit: Callable[[Transaction], T]) -> T:
        self._ensure_open()
        asked = _Asked(unit, self._loop.create_future())
        self._waiting.append(asked)
        self._summon()
        result: T = await asked.answer
        return result

    def _summon(self) -> None:
        """Wake the database's thread once, when everybody whose turn it is in the loop has asked."""
        if not self._summoned:
            self._summoned = True
            self._loop.call_soon(self._gather, TURNS)

    def _gather(self, turns: int) -> None:
        """Where several ask, let the loop come to rest: it and the database's thread would fight for Python's lock."""
        if turns and 1 < len(self._waiting) < BATCH and self._closing is None:
            self._loop.call_soon(self._gather, turns - 1)
        else:
            self._submit()

    def _submit(self) -> None:
        self._summoned = False
        self._writer.submit(self._commit_waiting)

    def _commit_waiting(self) -> None:
        """Commit batch after batch until nobody waits, on the database's thread."""
        while batch := self._next_batch():
            outcomes = commit_together(self._writer.session, [asked.unit for asked in batch], self._world)
            self._loop.call_soon_threadsafe(_answer, batch, outcomes)

    def _next_batch(self) -> list[_Asked]:
        batch: list[_Asked] = []
        while self._waiting and len(batch) < BATCH:
            asked = self._waiting.popleft()
            if not asked.answer.cancelled():
                batch.append(asked)
        return batch

    def _ensure_open(self) -> None:
        if self._closing is not None:
            raise Closed("The database is closed already: the bot is stopping.")

    async def _close(self) -> None:
        """Close the readers first: the last to go tidies up the write-ahead log, which readers may not do."""
        for reader in self._readers:
            await reader.close()
        await self._writer.close()


def _answer(batch: Sequence[_Asked], outcomes: Sequence[Outcome]) -> None:
    for asked, outcome in zip(batch, outcomes, strict=True):
        if asked.answer.done():
            continue  # its caller was cancelled meanwhile
        if outcome.error is None:
            asked.answer.set_result(outcome.result)
        else:
            asked.answer.set_exception(outcome.error)
