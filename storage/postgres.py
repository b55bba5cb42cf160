"""The PostgreSQL engine: the same units on `psycopg` connections, each on a thread of its own."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import psycopg
from psycopg import pq
from psycopg.rows import dict_row

from storage import errors
from storage.grouped import GroupedStore
from storage.migrate import migrate
from storage.queries import for_psycopg, spelled_out
from storage.session import Session
from storage.store import Row, Store, World

T = TypeVar("T")

READERS = 3
PATIENCE = 10  # seconds until a server that does not answer counts as gone
MIGRATING = 7_461_627  # any number, as long as it is ours: two that start at once migrate one after the other


class PostgresSession(Session):
    """A `psycopg` connection in autocommit mode, made anew when it was lost; used on one thread."""

    def __init__(self, url: str) -> None:
        """Connect."""
        self._url = url
        self.where = "the PostgreSQL database"
        self._connection = self._connect()

    @property
    def in_transaction(self) -> bool:
        alive = (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR)
        return self._connection.info.transaction_status in alive

    def begin(self) -> None:
        self._begin("BEGIN")

    def begin_reading(self) -> None:
        self._begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def commit(self) -> None:
        """Commit. PostgreSQL answers ROLLBACK, without an error, when a statement had failed before."""
        answer = self._execute("COMMIT", {}).statusmessage
        if answer != "COMMIT":
            raise errors.StorageError(f"{self.where} rolled back: a unit went on after an error.")

    def fetch(self, query: str, parameters: dict[str, Any]) -> list[Row]:
        return self._execute(query, parameters).fetchall()

    def change(self, query: str, parameters: dict[str, Any]) -> int:
        return self._execute(query, parameters).rowcount

    def change_each(self, query: str, each: Sequence[Row]) -> None:
        try:
            with self._connection.cursor() as cursor:
                cursor.executemany(for_psycopg(query), each)
        except psycopg.Error as error:
            raise in_plain_words(error, self.where) from error

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _begin(self, statement: str) -> None:
        """Begin, on a new connection when the old one is dead: nothing has happened on it yet."""
        try:
            self._execute(statement, {})
        except errors.Unreachable:
            self._connection.close()
            self._connection = self._connect()
            self._execute(statement, {})

    def _execute(self, query: str, parameters: dict[str, Any]) -> psycopg.Cursor[Row]:
        query, parameters = spelled_out(query, parameters)
        try:
            return self._connection.execute(for_psycopg(query), parameters)
        except psycopg.Error as error:
            raise in_plain_words(error, self.where) from error

    def _connect(self) -> psycopg.Connection[Row]:
        try:
            return psycopg.connect(
                self._url,
                autocommit=True,
                row_factory=dict_row,
                connect_timeout=PATIENCE,
                tcp_user_timeout=PATIENCE * 1000,  # a cut network must not hold the writer for minutes
            )
        except psycopg.Error as error:
            raise in_plain_words(error, self.where) from error


class PostgresThread:
    """A thread with a session of its own."""

    session: PostgresSession

    def __init__(self) -> None:
        """Start the thread; `connect` comes next."""
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="postgres")

    async def connect(self, url: str) -> None:
        """Connect on the thread."""
        self.session = await self.call(partial(PostgresSession, url))

    def submit(self, work: Callable[[], None]) -> None:
        """Run this some time, and tell nobody."""
        self._executor.submit(work)

    async def call(self, work: Callable[[], T]) -> T:
        """Run this and give what it gives."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    async def close(self) -> None:
        """Do what was submitted, then end."""
        if hasattr(self, "session"):
            await self.call(self.session.close)
        self._executor.shutdown()


async def open_postgres(url: str, world: World) -> Store:
    """Connect, bring the schema up to date, and see that it can be written."""
    threads = [PostgresThread() for _ in range(1 + READERS)]
    try:
        for thread in threads:
            await thread.connect(url)
        writer, *readers = threads
        await writer.call(partial(_migrate_alone, writer.session, world))
        store = GroupedStore(world, writer, readers)
        await store.check()
    except BaseException:
        for thread in threads:
            await thread.close()
        raise
    return store


def _migrate_alone(session: PostgresSession, world: World) -> None:
    session.fetch("SELECT pg_advisory_lock(:number)", {"number": MIGRATING})
    try:
        migrate(session, world, session.where)
    finally:
        session.fetch("SELECT pg_advisory_unlock(:number)", {"number": MIGRATING})


def in_plain_words(error: psycopg.Error, where: str) -> errors.StorageError:
    """Say what happened and what to do. The codes: https://www.postgresql.org/docs/current/errcodes-appendix.html."""
    kind, words = _WORDS.get(_code(error), (errors.StorageError, "{where}: {error}"))
    return kind(words.format(where=where, error=" ".join(str(error).split())))


def _code(error: psycopg.Error) -> str:
    """Give the code, or the class of codes; without one the server did not get to answer."""
    if error.sqlstate is None:
        return "08" if isinstance(error, psycopg.OperationalError) else ""
    return error.sqlstate if error.sqlstate in _WORDS else error.sqlstate[:2]


_UNREACHABLE = (
    errors.Unreachable,
    "{where} could not be reached ({error}). See that it runs, and that DATABASE_URL names it rightly.",
)
_LOST_RACE = (errors.LostRace, "{where}: another server was first ({error}).")

_WORDS: dict[str, tuple[type[errors.StorageError], str]] = {
    "08": _UNREACHABLE,
    "57": _UNREACHABLE,
    "28": (errors.CannotOpen, "{where} refuses us ({error}). Look at user and password in DATABASE_URL."),
    "3D": (errors.CannotOpen, "{where} does not exist ({error}). Make it, or look at DATABASE_URL."),
    "42501": (errors.ReadOnly, "{where} may not be written by this user ({error}). GRANT it what it needs."),
    "25006": (errors.ReadOnly, "{where} takes no writes ({error}). Point DATABASE_URL at the primary."),
    "53100": (errors.DiskFull, "The disk of {where} is full, and nothing was saved. Free some space there."),
    "40001": _LOST_RACE,
    "40P01": _LOST_RACE,
    "XX001": (errors.Corrupt, "{where} is damaged ({error}). Stop the bot, and put back the last backup."),
}
