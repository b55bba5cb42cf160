"""More is due than there are workers: what the delivery claims ahead, in which order it begins, what a stop leaves."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery import Claimed, Delivery
from bot.metrics import Metrics
from bot.world import RealWorld
from storage import Store, open_store, outbox
from storage.outbox import Outgoing

WORKERS, MANY = 2, 9
STILL_FREE = (
    "SELECT COUNT(*) AS n FROM outbox WHERE state = 'pending' AND lease_until IS NULL AND in_doubt = 0"
)
CLAIMED = "SELECT COUNT(*) AS n FROM outbox WHERE lease_until IS NOT NULL AND in_doubt = 0"
PATIENCE = 10


@dataclass
class SlowSlack:
    """A lane in which each row waits until it is let through, one at a time."""

    store: Store
    began: list[str] = field(default_factory=list)
    arrived: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def send(self, row: Claimed) -> None:
        """Hang, then be done."""
        self.arrived.put_nowait(row.key)
        await self.gate.acquire()
        await self.store.run(lambda tx: outbox.finish(tx, row))

    async def until_begun(self, count: int) -> None:
        """Wait until so many were begun."""
        async with asyncio.timeout(PATIENCE):
            while len(self.began) < count:
                self.began.append(await self.arrived.get())


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Give an empty file."""
    opened = await open_store(f"sqlite:///{tmp_path}/tocsin.db", RealWorld())
    yield opened
    await opened.close()


@pytest.fixture
def slack(store: Store) -> SlowSlack:
    """Give a Slack that answers when it is told to."""
    return SlowSlack(store)


@pytest.fixture
async def busy(store: Store, slack: SlowSlack) -> AsyncIterator[Delivery]:
    """Give a delivery with two workers and nine rows due."""
    await store.run(lambda tx: [outbox.put(tx, row(f"k{n}")) for n in range(MANY)])
    pool = Delivery(store, {"page": slack.send}, RealWorld().now, lambda _: None, Metrics(), WORKERS)
    running = asyncio.create_task(pool.run())
    await slack.until_begun(WORKERS)
    yield pool
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def row(key: str, priority: int = 1) -> Outgoing:
    """Something that has been due for a minute."""
    return Outgoing(key, "page", priority, RealWorld().now() - timedelta(minutes=1), {})


async def count(store: Store, query: str) -> int:
    """Count rows."""
    [found] = await store.read(lambda tx: tx.all(query))
    return int(found["n"])


async def test_all_that_is_due_is_claimed_and_only_what_has_a_worker_is_begun(
    store: Store, slack: SlowSlack, busy: Delivery
) -> None:
    """What waits for a worker is ours already, and in nobody's doubt."""
    assert slack.began == ["k0", "k1"]
    assert await count(store, CLAIMED) == MANY - WORKERS
    await busy.stop(0)


async def test_what_is_more_urgent_passes_those_who_wait_for_a_worker(
    store: Store, slack: SlowSlack, busy: Delivery
) -> None:
    """Though it was put last."""
    await store.run(lambda tx: outbox.put(tx, row("turn", priority=0)))
    busy.wake()
    slack.gate.release()
    await slack.until_begun(WORKERS + 1)

    assert slack.began[-1] == "turn"
    await busy.stop(0)


async def test_every_row_is_sent_once(store: Store, slack: SlowSlack, busy: Delivery) -> None:
    """Worker by worker, in their order."""
    for _ in range(MANY):
        slack.gate.release()
    await slack.until_begun(MANY)

    assert slack.began == [f"k{n}" for n in range(MANY)]
    await busy.stop(1)
    assert await count(store, STILL_FREE) == 0


async def test_a_stop_gives_back_what_nobody_has_begun(
    store: Store, slack: SlowSlack, busy: Delivery
) -> None:
    """Another server need not wait for the leases to run out, nor look for what was never sent."""
    await busy.stop(0)

    assert slack.arrived.empty()
    assert await count(store, STILL_FREE) == MANY - WORKERS
