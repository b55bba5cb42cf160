"""Bringing a database to the newest schema, on both databases."""

import asyncio
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.outgoing import LANES
from storage import Store, migrate, open_store
from storage.errors import NewerSchema
from storage.sqlite import SqliteSession, connect_to_write
from tests.storage.examples import StillWorld, declared

ROOT = Path(__file__).parents[2]
NEWER = "INSERT INTO migrations (number, name, applied_at) VALUES (9999, 'from_the_future', 0)"


async def applied(store: Store) -> list[int]:
    """List the steps that are marked as done."""
    rows = await store.read(lambda tx: tx.all("SELECT number FROM migrations ORDER BY number"))
    return [row["number"] for row in rows]


def all_steps() -> list[int]:
    """List the steps that we know."""
    return [step.number for step in migrate.migrations_in(migrate.FOLDER)]


async def test_opening_twice_applies_each_step_once(url: str, world: StillWorld) -> None:
    """And what was written stays."""
    first = await open_store(url, world)
    change = await first.run(declared)
    await first.close()
    second = await open_store(url, world)
    assert await applied(second) == all_steps()
    assert await second.run(lambda tx: declared(tx).incident.number) == change.incident.number + 1
    await second.close()


async def test_two_that_start_at_once_migrate_one_after_the_other(url: str, world: StillWorld) -> None:
    """Both end up with a database that works."""
    stores = await asyncio.gather(*(open_store(url, world) for _ in range(4)))
    for store in stores:
        assert await applied(store) == all_steps()
        await store.check()
    await asyncio.gather(*(store.close() for store in stores))


async def test_a_kill_in_the_middle_leaves_a_database_that_migrates(url: str, world: StillWorld) -> None:
    """SIGKILL before each third statement in turn; the next start finishes the work."""
    ends = []
    for statement in range(1, 100, 3):
        ends.append(migrate_and_die(url, statement))
        if ends[-1] == 0:
            break

    assert len(ends) > 5
    assert ends == [-signal.SIGKILL] * (len(ends) - 1) + [0]
    store = await open_store(url, world)
    assert await applied(store) == all_steps()
    assert await store.run(lambda tx: declared(tx).incident.number) == 1
    await store.close()


def migrate_and_die(url: str, statement: int) -> int:
    """Give how a process ended that was to be killed before that statement."""
    command = [sys.executable, "-m", "tests.storage.child_migrates", url, str(statement)]
    return subprocess.run(command, cwd=ROOT, timeout=60, check=False).returncode


async def test_a_database_of_a_newer_version_is_refused(url: str, world: StillWorld) -> None:
    """The words say which version made it and what to do; nothing is changed."""
    store = await open_store(url, world)
    await store.run(lambda tx: tx.run(NEWER))
    await store.close()

    with pytest.raises(NewerSchema, match=rf"schema 9999; this one knows {len(all_steps())}.*backup"):
        await open_store(url, world)


def step(folder: Path, name: str, text: str) -> None:
    """Write a step down."""
    (folder / f"{name}.sql").write_text(text)


@pytest.fixture
def session(tmp_path: Path) -> Any:
    """A connection to an empty file."""
    connection = connect_to_write(str(tmp_path / "tocsin.db"))
    yield SqliteSession(connection, "tocsin.db")
    connection.close()


def test_a_step_that_fails_leaves_nothing_of_itself(
    session: SqliteSession, world: StillWorld, tmp_path: Path
) -> None:
    """The steps before it stay, and it is tried anew next time."""
    step(tmp_path, "0001_first", "CREATE TABLE first (a TEXT);")
    step(tmp_path, "0002_second", "CREATE TABLE second (a TEXT);\nINSERT INTO nowhere VALUES (1);")
    with pytest.raises(Exception, match="no such table: nowhere"):
        migrate.migrate(session, world, "tocsin.db", tmp_path)
    assert tables(session) == ["first", "migrations"]

    step(tmp_path, "0002_second", "-- better; so\nCREATE TABLE second (\n    a TEXT -- why; not\n);\n")
    migrate.migrate(session, world, "tocsin.db", tmp_path)

    assert tables(session) == ["first", "migrations", "second"]


def test_steps_that_are_not_numbered_in_order_are_a_mistake_of_ours(tmp_path: Path) -> None:
    """A gap, a number used twice, a statement without an end."""
    step(tmp_path, "0001_first", "CREATE TABLE first (a TEXT);")
    step(tmp_path, "0003_third", "CREATE TABLE third (a TEXT);")
    with pytest.raises(ValueError, match="not numbered"):
        migrate.migrations_in(tmp_path)
    (tmp_path / "0003_third.sql").unlink()
    step(tmp_path, "0002_second", "CREATE TABLE second (a TEXT)")
    with pytest.raises(ValueError, match="has no end: CREATE TABLE second"):
        migrate.migrations_in(tmp_path)


def test_every_step_is_one_dialect_for_both() -> None:
    """Nothing that only one engine knows."""
    ours = re.compile(
        r"AUTOINCREMENT|SERIAL|IDENTITY|JSONB|PRAGMA|WITHOUT ROWID|TIMESTAMP|BOOLEAN|DEFERR", re.IGNORECASE
    )
    steps = migrate.migrations_in(migrate.FOLDER)
    assert [statement for step in steps for statement in step.statements if ours.search(statement)] == []


def tables(session: SqliteSession) -> list[str]:
    """List the tables that are there."""
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    return [row["name"] for row in session.fetch(query, {})]


BEFORE = """
INSERT INTO outbox (
    id, key, lane, priority, due_at, payload, generation, state, in_doubt, attempts, refusals,
    first_claimed_at, created_at
) VALUES (:id, :key, :lane, :priority, :due_at, '{}', 1, 'pending', 0, 0, 0, :first_claimed_at, 0)
"""


def test_what_waits_during_an_upgrade_gets_its_new_place_and_is_owed_since_its_first_try(
    session: SqliteSession, world: StillWorld, tmp_path: Path
) -> None:
    """A card goes before old reminders, and what was tried in vain for an hour is an hour late."""
    [ours] = migrate.FOLDER.glob("*_first_due.sql")
    for file in sorted(migrate.FOLDER.glob("*.sql")):
        if file.name < ours.name:
            step(tmp_path, file.stem, file.read_text())
    migrate.migrate(session, world, "tocsin.db", tmp_path)
    rows = [("settle", 4, 90, None), ("card", 5, 90, 30), ("page", 1, 90, None)]
    for id, (lane, priority, due_at, first) in enumerate(rows):
        told = {"id": id, "key": lane, "lane": lane, "priority": priority, "due_at": due_at}
        session.fetch(BEFORE, told | {"first_claimed_at": first})

    migrate.migrate(session, world, "tocsin.db", migrate.FOLDER)

    waiting = session.fetch("SELECT lane, priority, first_due_at FROM outbox ORDER BY priority", {})
    assert [tuple(row.values()) for row in waiting] == [("page", 1, 90), ("card", 4, 30), ("settle", 8, 90)]
    assert {row["lane"]: row["priority"] for row in waiting} == {
        lane: LANES.index(lane) for lane in ("page", "card", "settle")
    }
