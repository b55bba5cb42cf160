"""A backup is whole, its owner's alone, and made while others write."""

import sqlite3
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.world import RealWorld
from storage import StorageError, open_store
from storage.backup import back_up
from storage.monitors import put


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


async def test_it_holds_all_that_was_committed_while_the_server_has_the_file_open(tmp_path: Path) -> None:
    """What is written afterwards is not in it; it is one file, and opens as any database does."""
    database, target = tmp_path / "tocsin.db", tmp_path / "backup.db"
    store = await open_store(f"sqlite:///{database}", RealWorld())
    await store.run(lambda tx: put(tx, "before", "Before"))
    back_up(str(database), target)
    await store.run(lambda tx: put(tx, "after", "After"))
    await store.close()

    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert names_in(tmp_path) == {"backup.db", "tocsin.db"}
    with sqlite3.connect(target) as copy:
        assert copy.execute("SELECT id FROM monitors").fetchall() == [("before",)]
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("PRAGMA journal_mode").fetchall() == [("delete",)]
    again = await open_store(f"sqlite:///{target}", RealWorld())
    await again.close()


@pytest.mark.parametrize("trouble", ["there already", "no database", "cannot be written"])
def test_what_cannot_be_is_said_and_nothing_is_left(trouble: str, tmp_path: Path) -> None:
    """A file that is there is not written over."""
    database, target = tmp_path / "tocsin.db", tmp_path / "backup.db"
    sqlite3.connect(database).close()
    database.touch()
    if trouble == "there already":
        target.write_text("mine")
    elif trouble == "no database":
        database.unlink()
    else:
        target = tmp_path / "nowhere" / "backup.db"
    with pytest.raises(StorageError, match=trouble):
        back_up(str(database), target)

    assert names_in(tmp_path) <= {"tocsin.db", "backup.db"}
    assert not target.exists() or target.read_text() == "mine"


def test_the_command_says_what_belongs_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key without which tokens are void is kept elsewhere; PostgreSQL has tools of its own."""
    monkeypatch.chdir(tmp_path)
    sqlite3.connect(tmp_path / "tocsin.db").close()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/tocsin.db")
    (tmp_path / "tocsin.db").touch()
    made = CliRunner().invoke(app, ["backup", "copy.db"])
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/tocsin")
    refused = CliRunner().invoke(app, ["backup", "other.db"])

    assert (made.exit_code, "SECRET_KEY" in made.output) == (0, True)
    assert (refused.exit_code, "pg_dump" in refused.output) == (2, True)
