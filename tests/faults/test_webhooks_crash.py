"""kill -9 while messages go to a webhook, and an operator who replays beside the running bot."""

import asyncio
import json
import secrets
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field

from aiohttp import web
from standardwebhooks.webhooks import Webhook as Verifier

from bot.signed_links import SignedLinks
from bot.subscribers import Subscribers
from bot.webhooks import Webhook, Webhooks
from bot.world import RealWorld
from storage import open_store
from tests.clinic import ROOT
from tests.faults.running import Site, until
from tests.test_cli import KEPT

NEAR = "127.0.0.1/32"
SOON = 10.0


@dataclass
class Ear:
    """A receiver that outlives the bots. It takes everything."""

    heard: list[tuple[str, str]] = field(default_factory=list)
    secret: str = ""

    async def hear(self, request: web.Request) -> web.Response:
        body = await request.text()
        Verifier(self.secret).verify(body, {name.lower(): value for name, value in request.headers.items()})
        self.heard.append((request.headers["webhook-id"], json.loads(body)["type"]))
        return web.Response(status=204)

    def told(self) -> list[str]:
        """Name what was told, each once, in the order in which it came first."""
        return list(dict(self.heard).values())


@asynccontextmanager
async def listening(site: Site, page: str | None = None) -> AsyncIterator[tuple[Ear, Webhook]]:
    """Have a receiver, and a webhook that points to it; that of a status page's subscriber if one is named."""
    ear = Ear()
    app = web.Application()
    app.router.add_post("/hook", ear.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    [(host, port)] = runner.addresses
    store = await open_store(f"sqlite:///{site.database}", RealWorld())
    hooks = Webhooks(store, lambda: None, secrets.token_bytes)
    url = f"http://{host}:{port}/hook"
    if page is None:
        webhook = await hooks.create(url, [], "")
    else:
        subscribers = Subscribers(store, lambda: None, SignedLinks(b"made-up"), hooks)
        _, webhook = await subscribers.add_webhook(page, url, [])
    await store.close()
    ear.secret = webhook.secret
    yield ear, webhook
    await runner.cleanup()


async def test_what_was_not_told_or_not_known_to_be_told_is_told_by_the_bot_after_the_next(
    http_site: Site,
) -> None:
    """One dies before it sends, one when the receiver has it: nothing is lost, and what comes twice has the same id."""
    site = http_site
    async with listening(site) as (ear, _):
        bot = await site.starts(TOCSIN_FAILPOINT="before_send.webhook", ALLOWED_PRIVATE_NETWORKS=NEAR)
        await site.office.ann.types("/incident minor checkout is slow")
        assert await bot.ends() == -signal.SIGKILL
        assert ear.heard == []
        bot = await site.launches(TOCSIN_FAILPOINT="after_send.webhook", ALLOWED_PRIVATE_NETWORKS=NEAR)
        assert await bot.ends() == -signal.SIGKILL
        assert ear.told() == ["incident.declared"]
        bot = await site.starts(ALLOWED_PRIVATE_NETWORKS=NEAR)
        await site.office.ann.types("/incident note 1 it is the cache")
        await site.office.ann.types("/incident resolve 1 fixed")
        await site.owes_nothing()

    kinds = site.rows("SELECT 'incident.' || kind FROM timeline ORDER BY position")
    assert ear.told() == [kind for (kind,) in kinds]
    assert [ear.heard[0]] * 2 == ear.heard[:2]
    assert len(ear.heard) == len(kinds) + 1


async def test_a_replay_typed_beside_the_running_bot_goes_out_within_seconds(http_site: Site) -> None:
    """Of one message, and of all that was given up; the lists tell of both."""
    site = http_site
    async with listening(site) as (ear, webhook):
        bot = await site.starts(ALLOWED_PRIVATE_NETWORKS=NEAR)
        await site.office.ann.types("/incident minor checkout is slow")
        await site.owes_nothing()
        [(message, _)] = ear.heard

        assert webhook.id in await typed(site, "list")
        assert "delivered" in await typed(site, "deliveries", webhook.id)
        assert await typed(site, "replay", webhook.id) == "Nothing has failed.\n"
        assert "once more" in await typed(site, "replay", webhook.id, message)
        await until(lambda: len(ear.heard) == 2, bot.said, SOON)

        await site.owes_nothing()
        with closing(sqlite3.connect(site.database)) as connection, connection:
            connection.execute("UPDATE webhook_deliveries SET state = 'failed'")
        assert await typed(site, "replay", webhook.id) == "1 will be sent once more.\n"
        await until(lambda: len(ear.heard) == 3, bot.said, SOON)
        assert {id_ for id_, _ in ear.heard} == {message}
        said = await typed(site, "replay", "whk_nobody", code=2)
        assert "whk_nobody" in " ".join(said.split())


async def typed(site: Site, *words: str, code: int = 0) -> str:
    """Type `tocsin webhook ...` in a process of its own, and give what it said."""
    environment = {**KEPT, "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{site.database}"}
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "bot", "webhook", *words],
        cwd=site.folder,
        env=environment | {"COLUMNS": "200"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == code, said
    return said.decode()
