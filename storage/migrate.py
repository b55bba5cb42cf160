"""Brings a database to the newest schema: numbered files, each in one transaction with its mark."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from storage.columns import micros
from storage.errors import NewerSchema
from storage.session import Session
from storage.store import World

FOLDER = Path(__file__).with_name("migrations")

_MARKS = """
CREATE TABLE IF NOT EXISTS migrations (
    number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL
)
"""
_LAST = "SELECT MAX(number) AS number FROM migrations"
_MARK = "INSERT INTO migrations (number, name, applied_at) VALUES (:number, :name, :applied_at)"


class Migration(NamedTuple):
    """One step, from a file `0001_spine.sql`."""

    number: int
    name: str
    statements: tuple[str, ...]


def migrate(session: Session, world: World, where: str, folder: Path = FOLDER) -> None:
    """Apply what is missing. Raises `NewerSchema` when the database knows steps that we don't."""
    migrations = migrations_in(folder)
    session.change(_MARKS, {})
    last = _last(session)
    if last > len(migrations):
        raise NewerSchema(
            f"{where} was made by a newer version (schema {last}; this one knows {len(migrations)})."
            " Run the newer version again, or put back a backup from before the upgrade."
        )
    for migration in migrations[last:]:
        _apply(session, migration, world)


def migrations_in(folder: Path) -> list[Migration]:
    """Read the steps in order; they are numbered from 1 without a gap."""
    migrations = [_read(path) for path in sorted(folder.glob("*.sql"))]
    if [migration.number for migration in migrations] != list(range(1, len(migrations) + 1)):
        raise ValueError(f"{folder}: the migrations are not numbered 0001, 0002, ...")
    return migrations


def _read(path: Path) -> Migration:
    number, _, name = path.stem.partition("_")
    return Migration(int(number), name, tuple(_statements(path.read_text(encoding="utf-8"))))


def _statements(text: str) -> Iterator[str]:
    """Split at the semicolons that end a statement; `executescript` would commit before it begins."""
    statement = ""
    for line in re.sub(r"^\s*--.*$", "", text, flags=re.MULTILINE).splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip().removesuffix(";")
            statement = ""
    if statement.strip():
        raise ValueError(f"a statement has no end: {statement.strip()}")


def _apply(session: Session, migration: Migration, world: World) -> None:
    session.begin()
    try:
        if _last(session) >= migration.number:
            return  # another process came first
        for statement in migration.statements:
            session.change(statement, {})
        session.change(
            _MARK, {"number": migration.number, "name": migration.name, "applied_at": micros(world.now())}
        )
        session.commit()
    finally:
        session.rollback()


def _last(session: Session) -> int:
    [row] = session.fetch(_LAST, {})
    return int(row["number"] or 0)
