"""Signals: what is in flight is finished, nothing is lost, one server a file, and a wrong policy changes nothing."""

import asyncio
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from tests.faults.running import INCIDENTS, MANIFEST, Site
from tests.ports import free_port

SOON = 8.0
CANNOT_START = 2


@asynccontextmanager
async def nothing_can_be_committed(site: Site) -> AsyncIterator[None]:
    """Keep the database to ourselves: whoever writes waits."""
    with closing(sqlite3.connect(site.database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


async def test_a_command_in_flight_is_committed_and_answered_before_the_bot_ends(site: Site) -> None:
    """Nothing new is taken meanwhile; what is owed goes out by the next bot."""
    ann = site.office.ann
    bot = await site.starts()
    async with nothing_can_be_committed(site):
        answer = asyncio.create_task(ann.types("/incident critical checkout is failing"))
        await it_was_heard(site)
        bot.signal(signal.SIGTERM)
        await bot.says("stopping")
    assert await answer == {"ok": True}
    await ann.is_told("INC-1")
    assert await bot.ends(within=SOON) == 0
    assert site.rows("SELECT title FROM incidents") == [("checkout is failing",)]
    assert "Traceback" not in bot.said()
    assert "failed" in await ann.types("/incident critical nobody is there")
    await site.starts()
    await ann.sees("checkout is failing", INCIDENTS)


async def it_was_heard(site: Site) -> None:
    """A bot that has answered what was asked later has read what was asked before."""
    for _ in range(3):
        assert await site.asks("metrics") == 200


async def test_a_bot_ends_within_seconds_while_slack_hangs(site: Site) -> None:
    """What was being sent is looked for by the next one, and sent once."""
    ann, ben = site.office.ann, site.office.ben
    bot = await site.starts()
    await site.office.fails("*", "latency", seconds=60)
    await ann.types("/incident critical checkout is failing")
    await ann.is_told("INC-1")
    bot.signal(signal.SIGTERM)
    assert await bot.ends(within=SOON) == 0
    assert "Traceback" not in bot.said()
    await site.office.recovers()
    await site.starts()
    await ben.sees("checkout is failing", await ben.dm())
    await site.owes_nothing()
    assert len(site.sent()) == 2


async def test_the_command_line_serves_until_it_is_told_to_end(http_site: Site) -> None:
    """The other bots here are forks of one process that has imported it all; this one is started as people do."""
    site = http_site
    environment = {**site.environment(), "PYTHONPATH": str(MANIFEST.parent)}
    command = [sys.executable, "-m", "bot", "serve"]
    bot = await asyncio.create_subprocess_exec(*command, cwd=site.folder, env=environment, stderr=PIPE)
    await site.is_ready()
    await site.office.ann.types("/incident minor a small thing")
    await site.office.ann.is_told("INC-1")
    bot.send_signal(signal.SIGTERM)
    _, said = await bot.communicate()
    assert bot.returncode == 0
    assert b"Traceback" not in said


async def test_a_bot_that_is_told_to_end_at_once_does(site: Site) -> None:
    """Even before it is ready, and while Slack does not let it in."""
    await site.office.fails("*", "down")
    bot = await site.launches()
    await site.is_ready()
    bot.signal(signal.SIGTERM)
    assert await bot.ends(within=SOON) == 0
    assert "Traceback" not in bot.said()


async def test_a_second_server_on_the_same_file_ends_and_says_who_serves_it(http_site: Site) -> None:
    """The first one is not disturbed."""
    first = await http_site.starts()
    second = await http_site.launches(PORT=str(free_port()))
    assert await second.ends() == CANNOT_START
    assert f"served by process {first.pid} already" in second.said()
    await http_site.office.ann.types("/incident minor still here")
    await http_site.office.ann.is_told("INC-1")


async def test_a_port_that_is_taken_stops_the_start(http_site: Site) -> None:
    """In words, not in a traceback."""
    await http_site.starts()
    second = await http_site.launches(DATABASE_URL=f"sqlite:///{http_site.folder}/other.db")
    assert await second.ends() == CANNOT_START
    assert f"port {http_site.port} is taken" in second.said()
    assert "Traceback" not in second.said()


async def test_a_wrong_policy_leaves_the_old_one_and_a_right_one_takes_its_place(http_site: Site) -> None:
    """On SIGHUP, without a restart; the log names the line."""
    site, ann = http_site, http_site.office.ann
    bot = await site.starts()
    site.policy.write_text('[[escalation]]\nnotify = ["@ben"]\n')
    bot.signal(signal.SIGHUP)
    await bot.says("the policy stays as it was")
    assert "policy.toml, line 2" in bot.said()
    await ann.types("/incident critical the old policy")
    await site.office.ben.sees("the old policy", await site.office.ben.dm())
    site.policy.write_text('[[escalation]]\nnotify = ["U0CLEO"]\n')
    bot.signal(signal.SIGHUP)
    await bot.says("the policy was read again")
    await ann.types("/incident critical the new policy")
    await site.office.cleo.sees("the new policy", await site.office.cleo.dm())
