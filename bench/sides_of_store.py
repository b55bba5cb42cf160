"""The ways to commit the real units, each on a new file with synchronous=FULL: how many a second."""

import asyncio
import sqlite3
import time
from collections.abc import Coroutine, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite

from bench.places import new_folder
from bench.units import Added, Known, Statement, Taken, Unit, real_units, replay
from bot.world import RealWorld
from storage import open_store, tally
from storage.sqlite import SqliteSession, connect_to_write
from storage.tally import Tally

CALLERS = 64
BATCH = 64


def through_the_store(count: int) -> float:
    """Have 64 callers ask our store, each waiting for its commit before it asks for the next unit."""
    units = real_units(count)
    with new_folder() as folder:
        return asyncio.run(_through_the_store(folder, units))


def in_plain_batches(count: int) -> float:
    """Commit 64 units at a time from one thread with nothing but `sqlite3`."""
    units = real_units(count)
    with new_folder() as folder:
        _make_tables(folder / "bench.db")
        with closing(connect_to_write(str(folder / "bench.db"))) as connection:
            began = time.perf_counter()
            for start in range(0, count, BATCH):
                _commit(connection, units[start : start + BATCH])
            return count / (time.perf_counter() - began)


def statement_by_statement(count: int) -> float:
    """Have 64 callers await each statement of aiosqlite, with a commit for each unit."""
    units = real_units(count)
    with new_folder() as folder:
        _make_tables(folder / "bench.db")
        return asyncio.run(_statement_by_statement(folder / "bench.db", units))


class _PlainTransaction:
    """The least that a unit can be given; it counts in memory too."""

    def __init__(self, connection: sqlite3.Connection, tally: Tally) -> None:
        self._connection = connection
        self.take, self.add, self.known = tally.take, tally.add, tally.known

    def all(self, query: str, /, **parameters: Any) -> list[Any]:
        return self._connection.execute(query, parameters).fetchall()

    def run(self, query: str, /, **parameters: Any) -> int:
        return self._connection.execute(query, parameters).rowcount


def _commit(connection: sqlite3.Connection, units: Sequence[Unit]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    counted = Tally(SqliteSession(connection, "the bench's database"))
    for unit in units:
        replay(unit, _PlainTransaction(connection, counted))
    counted.write()
    connection.execute("COMMIT")


async def _through_the_store(folder: Path, units: Sequence[Unit]) -> float:
    store = await open_store(f"sqlite:///{folder / 'bench.db'}", RealWorld())
    waiting = iter(units)

    async def caller() -> None:
        for unit in waiting:
            await store.run(partial(replay, unit))

    rate = await _by_callers([caller() for _ in range(CALLERS)], len(units))
    await store.close()
    return rate


async def _statement_by_statement(path: Path, units: Sequence[Unit]) -> float:
    waiting, turn = iter(units), asyncio.Lock()
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        await connection.execute("PRAGMA synchronous = FULL")

        async def caller() -> None:
            for unit in waiting:
                async with turn:
                    await _commit_awaiting(connection, unit)

        return await _by_callers([caller() for _ in range(CALLERS)], len(units))


async def _commit_awaiting(connection: aiosqlite.Connection, unit: Unit) -> None:
    await connection.execute("BEGIN IMMEDIATE")
    for query, parameters in map(_as_statement, unit):
        cursor = await connection.execute(query, parameters)
        await cursor.fetchall()
    await connection.execute("COMMIT")


def _as_statement(step: Statement | Taken | Added | Known) -> tuple[str, dict[str, Any]]:
    match step:
        case Taken(counter, count):
            return tally.SQL["take"], {"name": counter, "count": count}
        case Added(query, key, numbers):
            return query, {"key": key, **numbers}
        case Known(query):
            return query, {}
    return step.query, step.parameters


async def _by_callers(callers: Sequence[Coroutine[Any, Any, None]], count: int) -> float:
    began = time.perf_counter()
    await asyncio.gather(*callers)
    return count / (time.perf_counter() - began)


def _make_tables(path: Path) -> None:
    async def made() -> None:
        store = await open_store(f"sqlite:///{path}", RealWorld())
        await store.close()

    asyncio.run(made())
