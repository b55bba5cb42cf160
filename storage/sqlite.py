"""The SQLite engine: one connection that writes, some that read, each on a thread of its own."""

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from storage import errors, migrate
from storage.grouped import GroupedStore
from storage.queries import by_place, spelled_out
from storage.session import Session
from storage.store import Row, Store, World

T = TypeVar("T")

READERS = 3
PATIENCE = 5.0  # seconds that we wait for another program that writes
TURN = 0.02
_SIGMA, _FINAL_SIGMA = "\N{GREEK SMALL LETTER SIGMA}", "\N{GREEK SMALL LETTER FINAL SIGMA}"
FULL = 2  # https://sqlite.org/pragma.html#pragma_synchronous


class SqliteSession(Session):
    """A `sqlite3` connection in autocommit mode; used on one thread."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        """Keep the path for the messages."""
        self._connection = connection
        self._path = path

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def begin(self) -> None:
        self.change("BEGIN IMMEDIATE", {})

    def begin_reading(self) -> None:
        self.change("BEGIN", {})

    def commit(self) -> None:
        self.change("COMMIT", {})

    def fetch(self, query: str, parameters: dict[str, Any]) -> list[Row]:
        try:
            cursor = self._execute(query, parameters)
            rows = cursor.fetchall()
        except sqlite3.Error as error:
            raise in_plain_words(error, self._path) from error
        if not rows:
            return []
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in rows]

    def change(self, query: str, parameters: dict[str, Any]) -> int:
        try:
            cursor = self._execute(query, parameters)
            if cursor.description:
                cursor.fetchall()
        except sqlite3.Error as error:
            raise in_plain_words(error, self._path) from error
        return cursor.rowcount

    def change_each(self, query: str, each: Sequence[Row]) -> None:
        try:
            by_place_query, in_order = by_place(query)
            self._connection.executemany(by_place_query, map(in_order, each))
        except sqlite3.Error as error:
            raise in_plain_words(error, self._path) from error

    def _execute(self, query: str, parameters: Row) -> sqlite3.Cursor:
        query, parameters = spelled_out(query, parameters)
        placed, in_order = by_place(query)
        return self._connection.execute(placed, in_order(parameters))


class Connection(aiosqlite.Connection):
    """An aiosqlite connection that runs whole functions on its thread, by `_tx`, `_conn` and `_execute`."""

    session: SqliteSession

    def submit(self, work: Callable[[], None]) -> None:
        """Run this some time, and tell nobody."""
        self._tx.put_nowait((None, work))

    async def call(self, work: Callable[[], T]) -> T:
        """Run this and give what it gives."""
        result: T = await self._execute(work)  # type: ignore[no-untyped-call]
        return result


def path_of(url: str) -> str:
    """Give the path in `sqlite:///relative` or `sqlite:////absolute`."""
    path = url.removeprefix("sqlite:///")
    if path in (url, ""):
        raise errors.CannotOpen(
            f"DATABASE_URL is {url!r}. Write sqlite:///var/tocsin.db, sqlite:////absolute/path or postgresql://..."
        )
    return path


async def open_sqlite(path: str, world: World) -> Store:
    """Open the file, making it when it is new, and see that it can be written."""
    make_room_for(path)
    writer = await _connect(path, partial(connect_to_write, path))
    opened = [writer]
    try:
        await writer.call(partial(migrate.migrate, writer.session, world, path))
        opened += [await _connect(path, partial(connect_to_read, path)) for _ in range(READERS)]
        store = GroupedStore(world, writer, opened[1:])
        await store.check()
    except BaseException:
        for connection in reversed(opened):
            await connection.close()
        raise
    return store


async def _connect(path: str, connector: Callable[[], sqlite3.Connection]) -> Connection:
    connection = Connection(connector, iter_chunk_size=64)
    try:
        await connection
    except BaseException:
        await asyncio.to_thread(connection._thread.join)  # noqa: SLF001 - it has yet to say that it ended
        raise
    connection.session = SqliteSession(connection._conn, path)  # noqa: SLF001 - held by a test
    return connection


def make_room_for(path: str) -> None:
    """Make the folder, and the file for its owner's eyes alone: tokens and people stand in it."""
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        if not Path(path).exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise errors.CannotOpen(
            f"{path} could not be made: {error.strerror}."
            " Give DATABASE_URL a place that the user who runs this may write to."
        ) from error


def connect_to_write(path: str) -> sqlite3.Connection:
    """Connect so that what is committed survives a power cut; refuse to when that cannot be had."""
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE, cached_statements=256)
        try:
            _write_ahead(connection, time.monotonic() + PATIENCE)
            connection.execute("PRAGMA synchronous = FULL").fetchall()
            ensure_durable(connection, path)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise in_plain_words(error, path) from error
    return with_all_alphabets(connection)


def _write_ahead(connection: sqlite3.Connection, deadline: float) -> None:
    """Turn the write-ahead log on. When two do that to a new file at once, SQLite refuses one without patience."""
    try:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
            raise
        time.sleep(TURN)
        _write_ahead(connection, deadline)


def with_all_alphabets(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Have LOWER know every alphabet, as PostgreSQL's does: SQLite's own knows the English one."""
    connection.create_function("LOWER", 1, _lower, deterministic=True)
    return connection


def _lower(text: str) -> str:
    return text.lower().replace(
        _FINAL_SIGMA, _SIGMA
    )  # Python looks at what stands behind it, PostgreSQL does not


def ensure_durable(connection: sqlite3.Connection, path: str) -> None:
    """Raise `CannotOpen` unless the log is written ahead and every commit waits for the disk."""
    [(journal,)] = connection.execute("PRAGMA journal_mode").fetchall()
    [(synchronous,)] = connection.execute("PRAGMA synchronous").fetchall()
    if journal != "wal" or synchronous != FULL:
        raise errors.CannotOpen(
            f"{path} would not keep what is committed through a power cut (journal {journal},"
            f" synchronous {synchronous}). Put it on a local disk: network folders cannot do this."
        )


def connect_to_read(path: str) -> sqlite3.Connection:
    """Connect so that nothing can be written."""
    where = f"{Path(path).absolute().as_uri()}?mode=ro"
    try:
        connection = sqlite3.connect(
            where, uri=True, isolation_level=None, timeout=PATIENCE, cached_statements=256
        )
        return with_all_alphabets(connection)
    except sqlite3.Error as error:
        raise in_plain_words(error, path) from error


def in_plain_words(error: sqlite3.Error, path: str) -> errors.StorageError:
    """Say what happened and what to do. The codes: https://sqlite.org/rescode.html."""
    kind, words = _WORDS.get(
        getattr(error, "sqlite_errorcode", 0) & 0xFF, (errors.StorageError, "{path}: {error}.")
    )
    return kind(words.format(path=path, error=error))


_WORDS: dict[int, tuple[type[errors.StorageError], str]] = {
    sqlite3.SQLITE_FULL: (
        errors.DiskFull,
        "The disk of {path} is full, and nothing was saved. Free some space; the bot goes on by itself.",
    ),
    sqlite3.SQLITE_READONLY: (
        errors.ReadOnly,
        "{path} cannot be written. Make the file and its folder writable for the user who runs this.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        errors.Corrupt,
        "{path} is damaged ({error}). Stop the bot, and put back the last backup (docs/running.md says how).",
    ),
    sqlite3.SQLITE_NOTADB: (
        errors.Corrupt,
        "{path} is not a database. Move it away, or put back the last backup (docs/running.md says how).",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        errors.CannotOpen,
        "{path} could not be opened. Does its folder exist, and may the user who runs this write there?",
    ),
    sqlite3.SQLITE_IOERR: (
        errors.DiskFailed,
        "The disk of {path} reports an error ({error}), and nothing was saved. See the system's log.",
    ),
    sqlite3.SQLITE_BUSY: (
        errors.Busy,
        "Another program keeps {path} to itself, and nothing was saved. See which (fuser {path}) and end it.",
    ),
}
