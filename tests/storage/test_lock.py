"""One server for each SQLite file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage import hold_lock
from storage.errors import AlreadyServed, CannotOpen

ROOT = Path(__file__).parents[2]


def test_a_second_holder_hears_who_the_first_one_is(sqlite_url: str) -> None:
    """By the number of its process; afterwards the lock can be taken."""
    with hold_lock(sqlite_url):
        said = f"served by process {os.getpid()} already. Stop that one"
        with pytest.raises(AlreadyServed, match=said), hold_lock(sqlite_url):
            pass
        with pytest.raises(AlreadyServed), hold_lock(sqlite_url):  # failing has freed nothing
            pass
    with hold_lock(sqlite_url):
        pass


def test_the_lock_ends_with_its_process_however_that_ends(sqlite_url: str) -> None:
    """After SIGKILL it is free."""
    command = [sys.executable, "-m", "tests.storage.child_holds_lock", sqlite_url]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyServed, match=f"process {holder.pid} already"), hold_lock(sqlite_url):
            pass
        holder.kill()
        holder.wait()
        with hold_lock(sqlite_url):
            pass


def test_two_files_are_served_side_by_side(tmp_path: Path) -> None:
    """Each has a lock of its own."""
    with hold_lock(f"sqlite:///{tmp_path}/a.db"), hold_lock(f"sqlite:///{tmp_path}/b.db"):
        assert sorted(path.name for path in tmp_path.glob("*.lock")) == ["a.db.lock", "b.db.lock"]


def test_a_postgresql_database_takes_several_servers() -> None:
    """There is no lock to hold."""
    with hold_lock("postgresql://somewhere/db"), hold_lock("postgresql://somewhere/db"):
        pass


def test_a_lock_that_cannot_be_made_is_said_in_plain_words(tmp_path: Path) -> None:
    """It names the file and the way out."""
    (tmp_path / "tocsin.db.lock").mkdir()
    said = r"tocsin.db.lock could not be opened.*writable"
    with pytest.raises(CannotOpen, match=said), hold_lock(f"sqlite:///{tmp_path}/tocsin.db"):
        pass
