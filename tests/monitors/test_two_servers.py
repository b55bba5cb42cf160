"""Two servers on one PostgreSQL, each of which knows all checks: a monitor is looked at by one of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.machines import round_of
from bot.monitors.round import Round
from bot.monitors.ways import open_ways
from bot.watching import Watching
from incidents.checks import Check, CheckKind
from incidents.escalation import Policy
from storage import open_store
from tests.alerts.site import wait_until
from tests.storage.examples import StillWorld
from tests.stories.conftest import POLICY, office_open
from tests.webhooks.conftest import LOOPBACK

EVERY, TIMEOUT = timedelta(seconds=30), timedelta(seconds=10)


@dataclass
class Pair:
    """Two servers, and a port at which both look; `callers` are those that have come by."""

    worlds: list[StillWorld] = field(default_factory=list)
    watching: list[Watching] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    callers: int = 0
    check: Check = field(init=False)

    async def look(self) -> list[bool]:
        """Have both look at once, and tell who has found anything."""
        found = await asyncio.gather(*(each.look(self.check) for each in self.rounds))
        assert all(result is None or result.ok for result in found)
        return [result is not None for result in found]

    def passes(self, time: timedelta) -> None:
        """Let time pass for both."""
        for world in self.worlds:
            world.time += time

    async def _called(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.callers += 1
        writer.close()


@pytest.fixture
async def pair(postgres_url: str) -> AsyncIterator[Pair]:
    pair = Pair()
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(await asyncio.start_server(pair._called, "127.0.0.1", 0))
        port = server.sockets[0].getsockname()[1]
        pair.check = Check(
            id="db", kind=CheckKind.TCP, target=f"127.0.0.1:{port}", interval=EVERY, timeout=TIMEOUT
        )
        for name in ("one", "two"):
            pair.worlds.append(StillWorld())
            store = await open_store(postgres_url, pair.worlds[-1])
            stack.push_async_callback(store.close)
            pair.watching.append(Watching(store, Policy(), lambda: None, holder=name))
            ways = await stack.enter_async_context(
                open_ways(LOOPBACK, pair.worlds[-1].now, pair.watching[-1].beat_of)
            )
            pair.rounds.append(round_of(pair.watching[-1], ways))
        yield pair


async def test_a_monitor_is_looked_at_by_one_of_them_and_at_its_interval(pair: Pair) -> None:
    """Whoever was first goes on: two that both looked would count each failure twice."""
    first = await pair.look()
    assert sorted(first) == [False, True]
    for _ in range(3):
        pair.passes(EVERY)
        assert await pair.look() == first
    assert pair.callers == 4


async def test_who_stops_leaves_it_to_the_other_at_once(pair: Pair) -> None:
    """A restart of one is nothing that a monitor notices."""
    first = (await pair.look()).index(True)
    await pair.watching[first].let_go()
    other = pair.watching[1 - first]
    assert await other.may_look(pair.check)
    assert not await pair.watching[first].may_look(pair.check)


async def test_who_dies_is_followed_by_the_other(pair: Pair) -> None:
    """No sooner than a look of the dead one's would have ended and been late, and at most ten minutes after that."""
    first = (await pair.look()).index(True)
    other = pair.watching[1 - first]
    pair.passes(EVERY + TIMEOUT)
    assert not await other.may_look(pair.check)
    pair.passes(timedelta(seconds=5))
    assert await other.may_look(pair.check)
    daily = replace(pair.check, id="daily", interval=timedelta(days=1))
    assert await pair.watching[first].may_look(daily)
    pair.passes(timedelta(minutes=11))
    assert await other.may_look(daily)


async def test_many_monitors_are_each_taken_once(pair: Pair) -> None:
    """However close together both ask."""
    many = [replace(pair.check, id=f"db-{number}") for number in range(40)]
    taken = await asyncio.gather(*(each.may_look(check) for each in pair.watching for check in many))
    assert [a + b for a, b in zip(taken[: len(many)], taken[len(many) :], strict=True)] == [1] * len(many)


async def test_who_is_alone_asks_nobody(pair: Pair) -> None:
    """SQLite has one server."""
    alone = Watching(pair.watching[0].store, Policy(), lambda: None)
    await pair.look()
    assert await alone.may_look(pair.check)
    await alone.let_go()
    assert sum(await pair.look()) == 1


async def test_the_whole_bot_takes_leases_on_postgresql_and_lets_go_when_it_stops(
    tmp_path: Path, postgres_url: str
) -> None:
    """Another one may be waiting for that."""
    shop = Check(id="shop", kind=CheckKind.HEARTBEAT, interval=timedelta(seconds=1))
    leases = "SELECT monitor_id FROM check_leases"
    policy = replace(POLICY, monitors=(shop,))
    async with office_open(tmp_path, socket_mode=False, policy=policy, database_url=postgres_url) as (_, app):

        async def is_taken() -> bool:
            return [row["monitor_id"] for row in await app.store.read(lambda tx: tx.all(leases))] == ["shop"]

        await wait_until(is_taken)
    store = await open_store(postgres_url, StillWorld())
    assert await store.read(lambda tx: tx.all(leases)) == []
    await store.close()
