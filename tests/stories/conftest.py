"""The whole bot and the whole playground in one loop, by real sockets, on a temporary database."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.app import Application, application
from bot.settings import Settings
from incidents.escalation import Policy
from playground.server import Playground
from storage.columns import micros
from tests.ports import free_port
from tests.stories.acting import MovableWorld, Office

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
DUE = "SELECT key FROM outbox WHERE state = 'pending' AND due_at <= :now"
POLICY = Policy(steps=(("U0BEN",), ("U0CLEO",)), here=timedelta(minutes=5))


def settings_for(url: str, database_url: str, *, socket_mode: bool, port: int, **more: Any) -> Settings:
    """Give the settings of a bot at that playground, whatever the environment says."""
    return Settings(
        _env_file=None,
        slack_bot_token=SecretStr("xoxb-playground"),
        slack_app_token=SecretStr("xapp-playground") if socket_mode else None,
        slack_signing_secret=SecretStr("playground-signing-secret"),
        slack_api_url=f"{url}/api/",
        allowed_private_networks="127.0.0.0/8",
        database_url=database_url,
        port=port,
        **more,
    )


@asynccontextmanager
async def office_open(
    tmp_path: Path,
    *,
    socket_mode: bool,
    policy: Policy | Callable[[str], Policy] = POLICY,
    database_url: str = "",
    with_mail: bool = False,
    **more: Any,
) -> AsyncIterator[tuple[Office, Application]]:
    """Open a playground with the bot in it; the policy may have to know the playground's address.

    With mail, letters come into the playground's Inbox.
    """
    port = free_port()
    smtp_port = free_port() if with_mail else None
    if with_mail:
        more |= {"smtp_url": SecretStr(f"smtp://127.0.0.1:{smtp_port}"), "smtp_from": "status@example.com"}
        more["base_url"] = f"http://127.0.0.1:{port}"
    request_url = None if socket_mode else f"http://127.0.0.1:{port}/slack/events"
    world = MovableWorld()
    async with (
        Playground(MANIFEST, request_url=request_url, now=lambda: world.now().timestamp()).serve(
            smtp_port=smtp_port
        ) as url,
        aiohttp.ClientSession() as session,
        application(
            settings_for(
                url,
                database_url or f"sqlite:///{tmp_path}/tocsin.db",
                socket_mode=socket_mode,
                port=port,
                **more,
            ),
            policy(url) if callable(policy) else policy,
            world,
        ) as app,
    ):

        async def is_quiet() -> bool:
            return not await app.store.read(lambda tx: tx.all(DUE, now=micros(world.now())))

        office = Office(url, session, world, app.wake, is_quiet, app.service)
        if app.socket_mode:
            await app.socket_mode.connected.wait()
        yield office, app


@pytest.fixture(params=[True, False], ids=["socket_mode", "http_mode"])
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    """Give a working office, once in each mode."""
    async with office_open(tmp_path, socket_mode=request.param) as (opened, _):
        yield opened
