"""A visit to a database: beside its server, on both engines, leaving no trace unless it came to write."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from storage import StorageError, hold_lock, open_store, outbox
from storage.errors import CannotOpen, Corrupt
from storage.outbox import Outgoing
from storage.store import Transaction
from storage.visit import is_there, newest_schema, visit
from tests.storage.examples import StillWorld, begin


def given_up(tx: Transaction) -> None:
    """Put a row that is set aside at once."""
    outbox.put(tx, Outgoing("card:1", "card", 0, tx.now, {}))
    [claimed] = begin(tx, ["card"], 1, timedelta(seconds=60))
    outbox.set_aside(tx, claimed, "restricted_action")


def failures(tx: Transaction) -> list[str | None]:
    """Say why rows were set aside."""
    return [row.last_error for row in outbox.set_aside_rows(tx, 10)]


async def test_a_visit_reads_and_writes_beside_the_server_that_holds_the_database(
    url: str, world: StillWorld
) -> None:
    """What the server committed is seen, and the server sees what the visitor wrote."""
    with hold_lock(url):
        store = await open_store(url, world)
        await store.run(given_up)
        with visit(url, world) as visitor:
            assert visitor.schema() == newest_schema()
            assert visitor.read(failures) == ["restricted_action"]
        with visit(url, world, to_write=True) as visitor:
            assert visitor.run(outbox.try_again) == 1
        assert await store.read(failures) == []
        await store.close()


def test_an_empty_database_has_no_schema_and_gets_none(url: str, world: StillWorld) -> None:
    """Looking migrates nothing."""
    if url.startswith("sqlite:"):
        Path(url.removeprefix("sqlite:///")).touch()
    for _ in range(2):
        with visit(url, world) as visitor:
            assert visitor.schema() == 0


async def test_a_visitor_who_came_to_read_cannot_write(sqlite_url: str, world: StillWorld) -> None:
    """SQLite itself refuses."""
    await (await open_store(sqlite_url, world)).close()
    with visit(sqlite_url, world) as visitor, pytest.raises(StorageError):
        visitor.run(given_up)


@pytest.mark.parametrize("why", [{"to_write": True}, {}], ids=["to_write", "to_read"])
def test_a_missing_file_is_not_made(
    sqlite_url: str, world: StillWorld, tmp_path: Path, why: dict[str, bool]
) -> None:
    """Whoever comes to look must not leave an empty database behind."""
    assert not is_there(sqlite_url)
    with pytest.raises(CannotOpen, match="is not there"), visit(sqlite_url, world, **why):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_told_in_plain_words(sqlite_url: str, world: StillWorld) -> None:
    """And left as it is."""
    Path(sqlite_url.removeprefix("sqlite:///")).write_bytes(b"what is this? " * 1_000)
    with visit(sqlite_url, world) as visitor, pytest.raises(Corrupt, match="is not a database"):
        visitor.schema()


def test_who_runs_on_sqlite_does_not_load_the_driver_of_the_other_database() -> None:
    """It would be a tenth of the start, and 10 MB."""
    loaded = "import sys, bot.cli, bot.app; sys.exit('psycopg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
