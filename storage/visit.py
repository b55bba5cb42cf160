"""A look into the database beside the server that holds it: takes no lock, makes no file, migrates nothing."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from storage import errors
from storage.batch import commit_together, read_in
from storage.migrate import FOLDER, migrations_in
from storage.session import Session
from storage.sqlite import SqliteSession, connect_to_read, connect_to_write, path_of
from storage.store import Transaction, World

T = TypeVar("T")

_SQLITE_HAS_MARKS = "SELECT name FROM sqlite_master WHERE name = 'migrations'"
_POSTGRES_HAS_MARKS = (
    "SELECT table_name AS name FROM information_schema.tables"
    " WHERE table_schema = CURRENT_SCHEMA() AND table_name = 'migrations'"
)
_LAST_MARK = "SELECT MAX(number) AS number FROM migrations"


class Visit:
    """One connection, on the caller's own thread. Everything raises `StorageError`."""

    def __init__(self, session: Session, world: World, has_marks: str) -> None:
        self._session = session
        self._world = world
        self._has_marks = has_marks

    def schema(self) -> int:
        """Give the number of the last migration; 0 when there is none yet."""
        return self.read(self._schema)

    def read(self, unit: Callable[[Transaction], T]) -> T:
        """Run a unit that only reads."""
        return read_in(self._session, unit, self._world)

    def run(self, unit: Callable[[Transaction], T]) -> T:
        """Run a unit and give its result after it was committed."""
        [outcome] = commit_together(self._session, [unit], self._world)
        if outcome.error is not None:
            raise outcome.error
        result: T = outcome.result
        return result

    def _schema(self, tx: Transaction) -> int:
        marked = tx.one(self._has_marks)
        last = tx.one(_LAST_MARK) if marked else None
        return int(last["number"] or 0) if last else 0


@contextmanager
def visit(url: str, world: World, *, to_write: bool = False) -> Iterator[Visit]:
    """Connect to a database that is there. `to_write` only where a server may be writing at the same time."""
    if url.startswith(("postgresql://", "postgres://")):
        from storage.postgres import PostgresSession

        with closing(PostgresSession(url)) as session:
            yield Visit(session, world, _POSTGRES_HAS_MARKS)
        return
    path = path_of(url)
    if not is_there(url):
        raise errors.CannotOpen(f"{path} is not there.")
    with closing(connect_to_write(path) if to_write else connect_to_read(path)) as connection:
        yield Visit(SqliteSession(connection, path), world, _SQLITE_HAS_MARKS)


def is_there(url: str) -> bool:
    """Whether the SQLite file exists; a PostgreSQL database has to."""
    return not url.startswith("sqlite:") or Path(path_of(url)).exists()


def newest_schema() -> int:
    """Give the number of the last migration that this version knows."""
    return len(migrations_in(FOLDER))
