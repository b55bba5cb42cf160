"""The bot while so many reminders are due at once: `python -m bench.reminding_bot <Slack's address> <count>`.

Prints the five numbers of `bench/figures/reminders.py` as a line of JSON.
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
from typing import NamedTuple, TypeVar

import aiohttp

from bench.benched_bot import SIGNING_SECRET, bot_at, database_in
from bench.places import new_folder
from bench.seeding import LATER, page_lead, seed
from bot.app import Application
from bot.http.signatures import sign
from storage import incidents as incident_rows
from storage.columns import micros
from storage.store import Store, Transaction

T = TypeVar("T")

SETTLES = 3.0
SOON = timedelta(seconds=2)
ALL_DUE = "UPDATE outbox SET due_at = :at WHERE lane = 'page' AND state = 'pending'"
BEAT, GLANCE = 0.005, 0.1
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


class Round(NamedTuple):
    """What came of reminding everybody once: p99 of the claims' lateness, rate, stall and memory."""

    late: float
    rate: float
    stall: float
    memory: float


async def measured(slack: str, folder: Path, count: int) -> Sequence[float]:
    """Remind everybody twice, an instant each: as people whom Slack was never asked for, and as it goes on from there.

    In between Slack tells of a change, as it does of each; from then on it need not be asked again within the hour.
    """
    await seed(database_in(folder), count, pages_due=datetime.now(UTC) + LATER)
    async with bot_at(slack, folder) as app:
        urgent = app.deliveries[0]
        urgent.store = watched = Watched(urgent.store)
        await asyncio.sleep(SETTLES)
        first = await _round(app, watched, count)
        await _tell_of_a_change(app)
        await app.store.run(_take_next_turns)
        again = await _round(app, watched, count)
    late, stall, memory = (max(first[place], again[place]) for place in (0, 2, 3))
    return late * 1000, again.rate, first.rate, stall * 1000, memory / MEGABYTE


async def _round(app: Application, watched: Watched, count: int) -> Round:
    """Let the reminders come due in the running bot, and wait until the outbox is done with the last."""
    watched.claimed_at.clear()
    due = datetime.now(UTC) + SOON
    await app.store.run(lambda tx: tx.run(ALL_DUE, at=micros(due)))
    app.wake()
    idle = _memory()
    stall, peak = await _until_sent(app, count)
    took = time.time() - due.timestamp()
    late = [at - due.timestamp() for at in watched.claimed_at]
    return Round(quantiles(late, n=100)[98], count / took, stall, peak - idle)


def _take_next_turns(tx: Transaction) -> None:
    for incident in incident_rows.waiting(tx):
        page_lead(tx, incident, 1, tx.now + LATER)


async def _tell_of_a_change(app: Application) -> None:
    """Tell the bot at its door, as Slack does, that somebody else has changed something."""
    event = {"type": "user_change", "user": {"id": "U0OTHER"}}
    body = json.dumps({"type": "event_callback", "team_id": "T0BENCH", "event_id": "Ev0", "event": event})
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": sign(SIGNING_SECRET, timestamp, body.encode()),
    }
    door = f"http://127.0.0.1:{app.port}/slack/events"
    async with aiohttp.ClientSession() as session, session.post(door, data=body, headers=headers) as answer:
        answer.raise_for_status()


async def _until_sent(app: Application, count: int) -> tuple[float, int]:
    """Beat two hundred times a second; give by how much the latest beat was late, and the most memory in use.

    Memory is looked at more seldom: each look opens a file in the loop that is being measured.
    """
    sent = app.sick_bay.metrics.deliveries_total.labels(lane="page", result="sent")
    late, peak, looked, before = 0.0, 0, 0.0, time.perf_counter()
    until = sent._value.get() + count  # noqa: SLF001 - it has no other way to be asked cheaply
    while sent._value.get() < until:  # noqa: SLF001
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
