"""A monitor that the bot may not reach is told of in the log, when the bot starts and when the policy is read again."""

import asyncio
from dataclasses import replace
from pathlib import Path

from structlog.testing import capture_logs

from bot.app import Application
from incidents.checks import Check, CheckKind
from tests.stories.conftest import POLICY, office_open

PRIVATE = Check(id="inside", kind=CheckKind.TCP, target="10.0.0.1:5432")


async def resumed(app: Application) -> list[str]:
    """Read the policy again, and give the warnings that come of it."""
    with capture_logs() as logged:
        await app.resume()
        async with asyncio.timeout(20):
            await asyncio.gather(*(task for task in app._running if "warn_of_refused" in repr(task)))
    return [line["event"] for line in logged if line["log_level"] == "warning"]


async def test_a_monitor_at_a_private_address_is_warned_of_until_it_is_mended(tmp_path: Path) -> None:
    """By its id, with what to set."""
    async with office_open(tmp_path, socket_mode=False) as (_, app):
        assert await resumed(app) == []
        app.take_policy(replace(POLICY, monitors=(PRIVATE,)))
        [warning] = await resumed(app)
        assert warning == (
            "the monitor inside looks at 10.0.0.1:5432 in vain: 10.0.0.1 is a private address."
            " Add its network to ALLOWED_PRIVATE_NETWORKS if that is meant."
        )
