"""The real application as the bench runs it: HTTP mode, a SQLite file with synchronous=FULL, a Slack of the bench."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from bench.seeding import TARGET
from bot import memory
from bot.app import Application, application
from bot.logs import configure_logs
from bot.settings import Settings
from bot.world import RealWorld
from incidents.escalation import Policy
from incidents.model import Severity

SIGNING_SECRET = "bench"  # noqa: S105 - of the bench alone
POLICY = Policy(acknowledge={Severity.CRITICAL: TARGET})


def database_in(folder: Path) -> str:
    """Give the address of the database in that folder."""
    return f"sqlite:///{folder}/tocsin.db"


@asynccontextmanager
async def bot_at(slack_url: str, folder: Path) -> AsyncIterator[Application]:
    """Run the bot as `serve` does, until the block is left."""
    configure_logs("json")
    settings = Settings(
        _env_file=None,
        slack_bot_token=SecretStr("xoxb-bench"),
        slack_signing_secret=SecretStr(SIGNING_SECRET),
        slack_api_url=f"{slack_url}/api/",
        database_url=database_in(folder),
        port=0,
    )
    async with application(settings, POLICY, RealWorld()) as app:
        memory.settle()
        yield app
