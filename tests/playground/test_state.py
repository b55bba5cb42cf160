"""The workspace survives a restart, and a kill."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from playground.state import zone
from tests.playground.conftest import MANIFEST
from tests.playground.people import Person
from tests.posting import posted

HERE = "C0INCIDENTS"
ROOT = Path(__file__).parents[2]


def bot_of(url: str, session: ClientSession) -> AsyncWebClient:
    return AsyncWebClient("xoxb-playground", base_url=f"{url}/api/", session=session, retry_handlers=[])


async def test_what_was_said_is_there_after_a_restart(session: ClientSession, tmp_path: Path) -> None:
    """Messages, threads, private answers, memberships, read marks; new time stamps come after old ones."""
    state = tmp_path / "var" / "playground.db"
    async with Playground(MANIFEST, state=state).serve() as url:
        client = bot_of(url, session)
        await client.conversations_join(channel=HERE)
        root = (await client.chat_postMessage(channel=HERE, text="root"))["ts"]
        await client.chat_postMessage(channel=HERE, text="reply", thread_ts=root)
        await client.chat_postEphemeral(channel=HERE, user="U0ANN", text="psst")
        await Person(session, url, "U0BEN").reads(HERE)
        before = await Person(session, url, "U0ANN").reads(HERE)
    async with Playground(MANIFEST, state=state, now=lambda: 1.0).serve() as url:
        ann, ben = Person(session, url, "U0ANN"), Person(session, url, "U0BEN")
        assert await ann.reads(HERE) == before
        assert len(await ann.reads(HERE, thread_ts=root)) == 2
        unread = {channel["id"]: channel["unread"] for channel in (await ben.looks("state"))["channels"]}
        assert unread[HERE] == 0
        later = (await bot_of(url, session).chat_postMessage(channel=HERE, text="later"))["ts"]
        assert later > before[-1]["ts"]


async def test_a_restart_keeps_the_channels_in_order_and_takes_the_time_zone_of_the_machine(
    session: ClientSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order is the one of the first start; the zone is read each time, and one without a name is UTC."""
    seen = []
    for given in ("Asia/Tokyo", ":America/Lima", "/usr/share/zoneinfo/Europe/Oslo", "nowhere/at-all"):
        monkeypatch.setenv("TZ", given)
        async with Playground(MANIFEST, state=tmp_path / "playground.db").serve() as url:
            channels = (await Person(session, url, "U0ANN").looks("state"))["channels"]
            assert [channel["name"] for channel in channels] == ["incidents", "general", "checkout"]
            seen.append((await bot_of(url, session).users_info(user="U0BEN"))["user"]["tz"])
    assert seen == ["Asia/Tokyo", "America/Lima", "Europe/Oslo", "UTC"]


def test_without_tz_it_is_the_zone_that_the_machine_is_set_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is where /etc/localtime leads; a mere copy has no name."""
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(zone, "LOCALTIME", tmp_path / "localtime")
    zone.LOCALTIME.symlink_to("/usr/share/zoneinfo/Asia/Kolkata")
    assert zone.here() == {"tz": "Asia/Kolkata", "tz_label": "IST", "tz_offset": 19_800}
    zone.LOCALTIME.unlink()
    zone.LOCALTIME.write_bytes(b"TZif2")
    assert zone.here() == zone.UTC


async def test_nothing_that_was_answered_is_lost_by_kill_9(session: ClientSession, tmp_path: Path) -> None:
    """The command line serves a state file; killed and started again, it shows the last message."""
    first, url = await started(tmp_path)
    client = bot_of(url, session)
    await client.conversations_join(channel=HERE)
    answered = [await posted(client, HERE, text=f"{n}") for n in range(20)]
    first.kill()
    await first.wait()
    second, url = await started(tmp_path)
    messages = await Person(session, url, "U0ANN").reads(HERE)
    assert [message["ts"] for message in messages] == answered
    second.terminate()
    assert await second.wait() == 0


async def started(folder: Path) -> tuple[Process, str]:
    """Start `python -m playground`, for bots that post without a pause; return it and the address it prints."""
    options = ["--manifest", str(MANIFEST), "--port", "0", "--state", str(folder / "playground.db")]
    options += ["--clock-factor", "1000"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "playground", *options, stdout=PIPE, cwd=ROOT
    )
    assert process.stdout
    line = (await process.stdout.readline()).decode()
    return process, line.split()[-1]
