"""What can happen to a SQLite file: a clear word at the start or while running, and never a yes that was not kept."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import StorageError, Store, Transaction, incidents, kept, open_store, sqlite
from storage.errors import Busy, CannotOpen, Corrupt, DiskFull
from storage.grouped import BATCH
from storage.sqlite import connect_to_write, ensure_durable
from tests.storage.examples import StillWorld, declared

ROOT = Path(__file__).parents[2]


def child(module: str, *arguments: str) -> str:
    """Run a module of this folder as a process of its own and give what it prints."""
    command = [sys.executable, "-m", f"tests.storage.{module}", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


async def filled(url: str, world: StillWorld, n: int) -> Path:
    """Make a file with that many incidents in it."""
    store = await open_store(url, world)
    await store.run(lambda tx: [declared(tx) for _ in range(n)])
    await store.close()
    return Path(url.removeprefix("sqlite:///"))


def test_a_commit_that_fails_fails_every_unit_of_its_batch(tmp_path: Path) -> None:
    """All 64 ran to their end, none of them is kept, every caller hears so, and the store goes on afterwards."""
    found = json.loads(child("child_full_disk", str(tmp_path / "tocsin.db")))

    assert found["ran"] == BATCH
    assert len(found["heard"]) == BATCH
    assert all(answer.startswith(("DiskFailed(", "DiskFull(")) for answer in found["heard"]), found["heard"]
    assert found["kept"] == [{"name": "after"}]


async def test_a_disk_that_fills_within_a_unit_fails_it_and_those_beside_it(
    sqlite_url: str, world: StillWorld
) -> None:
    """SQLite ends the whole transaction then; nobody hears yes, and when there is room the store goes on."""

    def limit(pages: int) -> object:
        return lambda tx: tx.all(f"PRAGMA max_page_count = {pages}")

    store = await open_store(sqlite_url, world)
    await store.run(lambda tx: kept.keep(tx, "before", 1))
    await store.run(limit(1))  # type: ignore[arg-type]
    with pytest.raises(
        DiskFull, match=r"disk of .*tocsin.db is full, and nothing was saved. Free some space"
    ):
        await store.run(lambda tx: kept.keep(tx, "big", "x" * 1_000_000))
    await store.run(limit(1_000_000))  # type: ignore[arg-type]

    await store.run(lambda tx: kept.keep(tx, "after", 1))
    rows = await store.read(lambda tx: tx.all("SELECT name FROM kept ORDER BY name"))
    assert rows == [{"name": "after"}, {"name": "before"}]
    await store.close()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that can be cleaned up whatever a test makes of it."""
    folder = tmp_path / "var"
    folder.mkdir()
    yield folder
    folder.chmod(0o700)


@pytest.mark.parametrize("folder_mode", [0o755, 0o555])
async def test_a_file_that_may_not_be_written_is_refused_at_the_start(
    folder: Path, world: StillWorld, folder_mode: int
) -> None:
    """Whether or not its folder may be; the words name the file and the way out."""
    path = await filled(f"sqlite:///{folder}/tocsin.db", world, 1)
    restrict({path: 0o444, folder: folder_mode})

    said = child("child_read_only", str(path))

    assert said.startswith(("ReadOnly: ", "CannotOpen: ")), said
    assert str(path) in said
    assert "write" in said or "writable" in said


def restrict(modes: dict[Path, int]) -> None:
    """Say who may do what."""
    for path, mode in modes.items():
        path.chmod(mode)


def test_a_folder_that_may_not_be_written_is_refused_at_the_start(folder: Path) -> None:
    """A new file cannot be made there."""
    folder.chmod(0o555)
    said = child("child_read_only", str(folder / "tocsin.db"))
    assert said.startswith("CannotOpen: "), said
    assert "Permission denied" in said


@pytest.mark.parametrize("content", [b"what is this? " * 1_000, b"SQLite format 3\x00" + b"\xff" * 8_000])
async def test_a_file_that_is_no_database_is_refused_at_the_start(
    sqlite_url: str, world: StillWorld, content: bytes
) -> None:
    """And it is left as it was."""
    path = write(sqlite_url, content)

    with pytest.raises(Corrupt, match="backup"):
        await open_store(sqlite_url, world)

    assert read(path) == content


def write(url: str, content: bytes) -> Path:
    """Put something where the database belongs."""
    path = Path(url.removeprefix("sqlite:///"))
    path.write_bytes(content)
    return path


def read(path: Path) -> bytes:
    """Give what is there now."""
    return path.read_bytes()


async def test_a_damaged_page_is_reported_when_it_is_read(sqlite_url: str, world: StillWorld) -> None:
    """The rest can be read still, and the words name the file and the way out."""
    path = await filled(sqlite_url, world, 800)
    content = read(path)
    sound = len(content) * 3 // 4  # the schema lies before that
    write(sqlite_url, content[:sound] + b"\xff" * (len(content) - sound))

    store = await open_store(sqlite_url, world)
    try:
        with pytest.raises(Corrupt, match=r"tocsin.db is damaged .* last backup"):
            await store.read(lambda tx: incidents.recent(tx, 1_000))
    finally:
        await store.close()


async def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path, world: StillWorld) -> None:
    """The words name it."""
    with pytest.raises(CannotOpen, match="could not be opened"):
        await open_store(f"sqlite:///{tmp_path}", world)


async def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path, world: StillWorld) -> None:
    """The words name it."""
    (tmp_path / "var").write_text("in the way")
    with pytest.raises(CannotOpen, match="could not be made"):
        await open_store(f"sqlite:///{tmp_path}/var/tocsin.db", world)


@pytest.mark.parametrize("url", ["sqlite://tocsin.db", "sqlite:///", "mysql://somewhere", ""])
async def test_a_url_of_no_known_kind_is_refused(url: str, world: StillWorld) -> None:
    """The words show how to write one."""
    with pytest.raises(CannotOpen, match=r"Write sqlite:///var/tocsin\.db"):
        await open_store(url, world)


async def test_the_folder_is_made_and_the_file_is_for_its_owner_only(
    tmp_path: Path, world: StillWorld
) -> None:
    """People and tokens stand in it."""
    store = await open_store(f"sqlite:///{tmp_path}/new/var/tocsin.db", world)
    open_modes = modes_in(tmp_path / "new/var")
    await store.close()

    assert open_modes == {"tocsin.db": 0o600, "tocsin.db-wal": 0o600, "tocsin.db-shm": 0o600}
    assert modes_in(tmp_path / "new/var") == {"tocsin.db": 0o600}


def modes_in(folder: Path) -> dict[str, int]:
    """Say who may do what with the files there."""
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}


@pytest.mark.parametrize("pragma", ["synchronous = NORMAL", "synchronous = OFF", "journal_mode = DELETE"])
def test_a_database_that_would_lose_commits_in_a_power_cut_is_refused(tmp_path: Path, pragma: str) -> None:
    """Only a log written ahead, and a commit that waits for the disk, will do."""
    connection = connect_to_write(str(tmp_path / "tocsin.db"))
    ensure_durable(connection, "tocsin.db")
    connection.execute(f"PRAGMA {pragma}").fetchall()

    with pytest.raises(CannotOpen, match="through a power cut"):
        ensure_durable(connection, "tocsin.db")

    connection.close()


def test_a_database_in_memory_is_refused() -> None:
    """It has no log that could be written ahead."""
    with pytest.raises(CannotOpen, match="through a power cut"):
        connect_to_write(":memory:")


async def test_a_program_that_keeps_the_file_to_itself_is_named_as_the_reason(
    sqlite_url: str, world: StillWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was saved, and when it lets go the store goes on."""
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
    store = await open_store(sqlite_url, world)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Busy, match="Another program"):
        await store.check()
    assert await store.read(lambda tx: kept.kept(tx, "x")) is None
    other.execute("ROLLBACK")
    await store.check()

    other.close()
    await store.close()


async def test_what_was_confirmed_survives_a_kill(tmp_path: Path, world: StillWorld) -> None:
    """Every number that was printed before SIGKILL is in the file."""
    path = tmp_path / "tocsin.db"
    confirmed = confirmed_until_killed(path)

    store = await open_store(f"sqlite:///{path}", world)
    found = await store.read(values)
    await store.close()

    assert set(confirmed) <= set(found)


def confirmed_until_killed(path: Path) -> list[int]:
    """List what a process had confirmed when it was killed."""
    command = [sys.executable, "-m", "tests.storage.child_confirms", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        confirmed = [int(process.stdout.readline()) for _ in range(200)]
        process.kill()
        return confirmed + [int(line) for line in process.stdout.read().splitlines()[:-1]]


def values(tx: Transaction) -> list[int]:
    """List the numbers that are kept."""
    return [int(row["value"]) for row in tx.all("SELECT value FROM kept")]


async def test_the_store_that_could_not_be_opened_leaves_no_thread(
    sqlite_url: str, world: StillWorld
) -> None:
    """A second try works as soon as the reason is gone."""
    write(sqlite_url, b"no database" * 500)
    with pytest.raises(StorageError):
        await open_store(sqlite_url, world)
    write(sqlite_url, b"")

    store: Store = await open_store(sqlite_url, world)
    await store.check()
    await store.close()
