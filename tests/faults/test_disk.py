"""Disks and files that fail, before the start or under a running bot: a clear word, and no yes that is not kept."""

import os
import re
import resource
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.nursery import leave_room
from tests.faults.running import INCIDENTS, Site, site_open, until
from tests.faults.test_crashes import every_message_is_there_once
from tests.stories.acting import Message, words

NOBODY = 65_534
CANNOT_START = 2


async def test_while_the_disk_is_full_nothing_is_confirmed_and_afterwards_all_goes_on(site: Site) -> None:
    """Commands and buttons are answered privately with a reference that is in the log."""
    ann, ben = site.office.ann, site.office.ben
    bot = await site.starts()
    await ann.types("/incident critical checkout is failing")
    card = await ben.sees("checkout is failing", INCIDENTS)
    await site.owes_nothing()
    await site.office.fails("chat.postMessage", "latency", times=2, seconds=0.5)
    await ann.types("/incident critical its messages are on their way")
    await until(lambda: four_were_posted(site), bot.said)

    leave_room(bot.pid, size_of(site.database.with_name("tocsin.db-wal")))
    assert await ann.types("/incident critical this is not kept") == {"ok": True}
    told = words(await ann.is_told("nothing was saved"))
    await ben.presses("Acknowledge", card, INCIDENTS)
    told_ben = words(await ben.is_told("nothing was saved", INCIDENTS))
    for answer in (told, told_ben):
        [ref] = set(re.findall(r"ref (\w+)", answer))
        assert f"ref={ref}" in bot.said()
    assert await site.asks("readyz") == 503

    await bot.says("could not be written down")
    await bot.says("key=page:")
    await bot.says("key=card:")
    leave_room(bot.pid, resource.RLIM_INFINITY)
    await site.is_ready()
    await ben.presses("Acknowledge", card, INCIDENTS)
    await ann.types("/incident major this is kept")
    await ann.sees("this is kept", INCIDENTS)
    await ann.sees("@ben.demo", INCIDENTS)
    await site.owes_nothing()
    titles = site.rows("SELECT title, acknowledged_at IS NULL FROM incidents ORDER BY number")
    assert titles == [
        ("checkout is failing", 0),
        ("its messages are on their way", 1),
        ("this is kept", 1),
    ]
    every_message_is_there_once(site)


async def four_were_posted(site: Site) -> bool:
    """Whether two cards and two pages are in Slack's hands."""
    return len(await site.office.calls("chat.postMessage")) == 4


def size_of(path: Path) -> int:
    """Give the size of a file, in bytes."""
    return path.stat().st_size


async def test_without_room_the_bot_does_not_start(http_site: Site) -> None:
    """It says so in one line, and not in a traceback."""
    bot = await http_site.launches(room=20_000)
    assert await bot.ends() == CANNOT_START
    assert str(http_site.database) in bot.said()
    assert "Traceback" not in bot.said()


@pytest.fixture
async def open_site(nursery: str) -> AsyncIterator[Site]:
    """Give a site in a folder that every user may look into."""
    with tempfile.TemporaryDirectory(prefix="tocsin-") as name:
        os.chmod(name, 0o755)  # noqa: PTH101, S103 - that is what it is for
        async with site_open(Path(name), nursery, socket_mode=False) as opened:
            yield opened


async def test_a_file_that_may_not_be_written_stops_the_start(open_site: Site) -> None:
    """The words name it, and the way out."""
    site = open_site
    bot = await site.starts()
    await bot.dies()
    restrict(site.folder)
    bot = await site.launches(user=NOBODY if os.geteuid() == 0 else 0)
    assert await bot.ends() == CANNOT_START
    assert str(site.database) in bot.said()
    assert "writable" in bot.said()
    assert "Traceback" not in bot.said()


def restrict(folder: Path) -> None:
    """Let everybody read and nobody write."""
    for path in folder.iterdir():
        path.chmod(0o444)


async def test_a_file_that_is_no_database_stops_the_start(http_site: Site) -> None:
    """And it is left as it was."""
    content = b"what is this? " * 1_000
    write(http_site.database, content)
    bot = await http_site.launches()
    assert await bot.ends() == CANNOT_START
    assert "is not a database" in bot.said()
    assert read(http_site.database) == content


async def test_of_a_damaged_file_what_can_be_read_is_told_and_the_rest_is_refused(http_site: Site) -> None:
    """The refusal names the file, the way out and a reference; what cannot be written down is not confirmed."""
    site, ann = http_site, http_site.office.ann
    bot = await site.starts()
    await ann.types("/incident minor a small thing")
    await site.owes_nothing()
    await bot.dies()
    damage(site.database, "timeline")
    await site.starts()
    await ann.types("/incident show 1")
    await ann.is_told("a small thing")
    for asked in ("timeline 1", "note 1 nobody will read this", "critical checkout is failing"):
        await ann.types(f"/incident {asked}")
        told = words(last_told(await ann.reads("C0GENERAL")))
        assert "is damaged" in told
        assert re.search(r"ref \w+", told)
    assert site.rows("SELECT title FROM incidents") == [("a small thing",)]


def damage(database: Path, table: str) -> None:
    """Overwrite the first page of a table."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        [(root,)] = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", [table]
        ).fetchall()
        [(size,)] = connection.execute("PRAGMA page_size").fetchall()
    with database.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)


def last_told(messages: list[Message]) -> Message:
    """Give the last private answer."""
    return [message for message in messages if message.get("ephemeral")][-1]


def write(path: Path, content: bytes) -> None:
    """Put something where the database belongs."""
    path.write_bytes(content)


def read(path: Path) -> bytes:
    """Give what is there."""
    return path.read_bytes()
