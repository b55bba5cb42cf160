"""The bot while so many reminders are due at once: `python -m bench.reminding_bot <Slack's address> <count>`.

Prints the four numbers of `bench/figures/reminders.py` as a line of JSON.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import TypeVar

from bench.benched_bot import bot_at, database_in
from bench.places import new_folder
from bench.seeding import seed
from bot.app import Application
from storage.columns import micros
from storage.store import Store, Transaction

T = TypeVar("T")

SETTLES = 3.0
SOON, LATER = timedelta(seconds=2), timedelta(hours=1)
ALL_DUE = "UPDATE outbox SET due_at = :at WHERE lane = 'page'"
BEAT, GLANCE = 0.001, 0.02
MEGABYTE = 1e6


class Watched(Store):
    """A store that notes when claims came back committed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.claimed_at: list[float] = []
        self._ahead = 0

    async def run(self, unit: Callable[[Transaction], T]) -> T:
        result = await self._store.run(unit)
        match result:
            case (list() as begun, list() as ahead):
                self.claimed_at += [time.time()] * (len(begun) + len(ahead) - self._ahead)
                self._ahead = len(ahead)
        return result

    async def read(self, unit: Callable[[Transaction], T]) -> T:
        return await self._store.read(unit)

    async def close(self) -> None:
        """Leave it to whoever opened it."""

    async def _commit(self, unit: Callable[[Transaction], T]) -> T:
        return await self._store.run(unit)


async def measured(slack: str, folder: Path, count: int) -> Sequence[float]:
    """Let the reminders come due in the running bot, and wait until the outbox is done with the last."""
    await seed(database_in(folder), count, pages_due=datetime.now(UTC) + LATER)
    async with bot_at(slack, folder) as app:
        urgent = app.deliveries[0]
        urgent.store = watched = Watched(urgent.store)
        await asyncio.sleep(SETTLES)
        due = datetime.now(UTC) + SOON
        await app.store.run(lambda tx: tx.run(ALL_DUE, at=micros(due)))
        app.wake()
        idle = _memory()
        stall, peak = await _until_sent(app, count)
        took = time.time() - due.timestamp()
    late = [at - due.timestamp() for at in watched.claimed_at]
    return quantiles(late, n=100)[98] * 1000, count / took, stall * 1000, (peak - idle) / MEGABYTE


async def _until_sent(app: Application, count: int) -> tuple[float, int]:
    """Beat a thousand times a second; give by how much the latest beat was late, and the most memory in use.

    Memory is looked at more seldom: each look opens a file in the loop that is being measured.
    """
    sent = app.sick_bay.metrics.deliveries_total.labels(lane="page", result="sent")
    late, peak, looked, before = 0.0, 0, 0.0, time.perf_counter()
    while sent._value.get() < count:  # noqa: SLF001 - it has no other way to be asked cheaply
        await asyncio.sleep(BEAT)
        now = time.perf_counter()
        late, before = max(late, now - before - BEAT), now
        if now - looked > GLANCE:
            peak, looked = max(peak, _memory()), now
    return late, peak


def _memory() -> int:
    """Give the resident memory in bytes (proc(5), /proc/pid/statm)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


if __name__ == "__main__":
    with new_folder() as folder:
        print(json.dumps(asyncio.run(measured(sys.argv[1], folder, int(sys.argv[2])))))
