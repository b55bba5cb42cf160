"""kill -9 while a program declares and deletes: nothing confirmed is lost, and nothing is made twice."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

import httpx

from bot.auth import Scope, Tokens
from bot.cli_tokens import OPERATOR
from bot.world import RealWorld
from storage import open_store
from tests.faults.running import INCIDENTS, Site, until
from tests.ports import NO_CERTIFICATES

SECRET = "a made-up secret key of thirty-two characters"
KILLS = 6


@asynccontextmanager
async def program(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """A program with a token, whichever bot is there."""
    store = await open_store(f"sqlite:///{site.database}", RealWorld())
    _, token = await Tokens(store, SECRET.encode()).create("ci", [Scope.ADMIN], OPERATOR, rate=1_000_000)
    await store.close()
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(
        verify=NO_CERTIFICATES, base_url=f"http://127.0.0.1:{site.port}", headers=headers
    ) as client:
        yield client


async def declared(client: httpx.AsyncClient, title: str) -> str:
    """Ask for it under one key until somebody confirms it, and give its id."""
    while True:
        try:
            answer = await client.post(
                "/api/v1/incidents", json={"title": title}, headers={"Idempotency-Key": title}
            )
        except httpx.TransportError:
            await asyncio.sleep(0.02)
            continue
        if answer.status_code == 201:
            return str(answer.json()["id"])
        assert answer.status_code in (409, 500, 503), answer.text


async def test_what_was_confirmed_under_a_key_is_there_once_whenever_the_bot_dies(http_site: Site) -> None:
    """Eight programs declare while bot after bot is killed after a commit and before its answer."""
    site, confirmed, over = http_site, dict[str, str](), False

    async def declares(client: httpx.AsyncClient, name: int) -> None:
        for number in count():
            if over:
                return
            title = f"program {name} number {number}"
            confirmed[title] = await declared(client, title)

    async with program(site) as client:
        await site.starts(SECRET_KEY=SECRET)
        await site.bot.dies()
        work = [asyncio.create_task(declares(client, name)) for name in range(8)]
        for number in range(KILLS):
            bot = await site.launches(SECRET_KEY=SECRET, TOCSIN_FAILPOINT=f"after_commit:{5 * number + 1}")
            assert await bot.ends() == -signal.SIGKILL, bot.said()
        await site.starts(SECRET_KEY=SECRET)
        before = len(confirmed)
        await until(lambda: len(confirmed) > before + 8, site.bot.said)
        over = True
        await asyncio.gather(*work)

    rows = site.rows("SELECT title, 'inc_' || id FROM incidents")
    assert len(rows) == len({title for title, _ in rows}), "made twice"
    assert dict(rows) == confirmed


async def test_a_deletion_survives_the_bot_that_dies_with_it(http_site: Site) -> None:
    """Before the card was changed, and after: the one that comes next says that it was deleted."""
    site = http_site
    async with program(site) as client:
        await site.starts(SECRET_KEY=SECRET)
        for point in ("before_send.farewell", "after_send.farewell"):
            await site.office.ann.types(f"/incident minor trouble {point.split('_')[0]}")
            await site.office.ann.sees(f"trouble {point.split('_')[0]}", INCIDENTS)
            await site.owes_nothing()
            await site.bot.dies()
            bot = await site.starts(SECRET_KEY=SECRET, TOCSIN_FAILPOINT=point)
            [(number,)] = site.rows("SELECT MAX(number) FROM incidents")
            assert (await client.delete(f"/api/v1/incidents/INC-{number}")).status_code == 204
            assert await bot.ends() == -signal.SIGKILL
            await site.starts(SECRET_KEY=SECRET)
            await site.office.ann.sees(f"INC-{number} was deleted by ci", INCIDENTS)
            await site.owes_nothing()

    assert site.rows("SELECT number FROM incidents") == []
