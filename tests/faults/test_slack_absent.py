"""Slack that is down when the bot starts, or hangs up in the middle: commands are taken as soon as they can come."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.running import INCIDENTS, Site, site_open, until
from tests.stories.acting import words


@pytest.fixture
async def socket_site(tmp_path: Path, nursery: str) -> AsyncIterator[Site]:
    """Give one to which the bot dials."""
    async with site_open(tmp_path, nursery, socket_mode=True) as opened:
        yield opened


@pytest.mark.parametrize("met_before", [True, False])
async def test_over_http_commands_are_taken_while_slack_is_down(
    http_site: Site,
    met_before: bool,  # noqa: FBT001
) -> None:
    """Whether or not the bot has ever heard who it is; what it owes goes out when Slack is back."""
    site, ann = http_site, http_site.office.ann
    if met_before:
        await site.starts()
        await site.bot.dies()
    await site.office.fails("*", "down")
    await site.starts()
    assert await ann.types("/incident critical checkout is failing") == {"ok": True}
    await ann.is_told("INC-1")
    await site.office.recovers()
    await site.owes_nothing()
    await ann.sees("checkout is failing", INCIDENTS)
    await site.office.ben.sees("checkout is failing", await site.office.ben.dm())


async def test_over_http_commands_are_taken_while_slack_hangs(http_site: Site) -> None:
    """Nothing that is asked of Slack is waited for."""
    site, ann = http_site, http_site.office.ann
    await site.office.fails("*", "latency", seconds=60)
    await site.starts()
    assert await ann.types("/incident critical checkout is failing") == {"ok": True}
    await ann.types("/incident lead 1 @ben.demo")
    await ann.types("/incident timeline 1")
    assert "checkout is failing" in words(await ann.is_told("ben.demo"))


async def test_in_socket_mode_the_bot_connects_when_slack_is_back(socket_site: Site) -> None:
    """It is ready long before."""
    site, ann = socket_site, socket_site.office.ann
    await site.office.fails("*", "down")
    bot = await site.launches()
    await site.is_ready()
    await bot.says("Socket Mode is not connected")
    assert await ann.types("/incident critical nobody hears this") == {
        "ok": True,
        "failed": "dispatch_failed",
    }
    await site.office.recovers()
    await site.is_connected()
    assert await ann.types("/incident critical checkout is failing") == {"ok": True}
    await ann.sees("checkout is failing", INCIDENTS)


@pytest.mark.parametrize("reason", ["refresh_requested", "warning", "abort"])
async def test_a_command_given_while_slack_hangs_up_is_done_once(socket_site: Site, reason: str) -> None:
    """It comes by the old connection or by the new one, and the work goes on."""
    site, ann = socket_site, socket_site.office.ann
    await site.starts()
    await asyncio.gather(
        ann.types("/incident critical checkout is failing"),
        site.office.control("disconnect", reason=reason),
    )
    await until(lambda: is_answered(site), site.bot.said)
    await ann.types("/incident critical checkout is failing again")
    await ann.sees("checkout is failing again", INCIDENTS)
    await site.owes_nothing()
    assert len(site.rows("SELECT title FROM incidents")) <= 2


async def is_answered(site: Site) -> bool:
    """Whether a command reaches the bot; in between two connections Slack itself says that it does not."""
    return "failed" not in await site.office.ann.types("/incident list")
