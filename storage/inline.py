"""The engine that runs units on the spot, for tests and simulation: without threads a run can be replayed."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from storage.batch import commit_together, read_in
from storage.migrate import migrate
from storage.sqlite import SqliteSession, with_all_alphabets
from storage.store import Store, Transaction, World

T = TypeVar("T")


class InlineStore(Store):
    """A store on one `sqlite3` connection; each unit is a batch of its own."""

    def __init__(self, connection: sqlite3.Connection, world: World, path: str) -> None:
        """Take over the connection."""
        self._connection = connection
        self._session = SqliteSession(connection, path)
        self._world = world
        migrate(self._session, world, path)

    async def read(self, unit: Callable[[Transaction], T]) -> T:
        return read_in(self._session, unit, self._world)

    async def close(self) -> None:
        self._connection.close()

    async def _commit(self, unit: Callable[[Transaction], T]) -> T:
        [outcome] = commit_together(self._session, [unit], self._world)
        if outcome.error is not None:
            raise outcome.error
        result: T = outcome.result
        return result


def open_inline(world: World, path: str = ":memory:") -> InlineStore:
    """Open a database in memory, or in a file that need not survive a power cut."""
    return InlineStore(with_all_alphabets(sqlite3.connect(path, isolation_level=None)), world, path)
