"""Units that are committed together, on the engines that do so."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from storage import StorageError, Store, Transaction, kept, open_store
from storage.errors import Closed, LostRace
from storage.grouped import BATCH
from storage.store import ATTEMPTS
from tests.storage.examples import StillWorld
from tests.storage.gate import Gate
from tests.storage.units import Refused, keep, names, refuse


@pytest.fixture
async def grouped(url: str, world: StillWorld) -> AsyncIterator[Store]:
    """A store that commits in groups."""
    opened = await open_store(url, world)
    yield opened
    await opened.close()


async def test_a_refused_unit_leaves_nothing(store: Store) -> None:
    """What it raised comes out as it is."""
    with pytest.raises(Refused, match="x"):
        await store.run(refuse("x"))
    assert await store.read(names) == []


async def test_a_failing_unit_hurts_none_of_those_beside_it(grouped: Store) -> None:
    """Of 64 that are committed together one fails; the others are kept and hear so."""
    async with Gate(grouped):
        units = [refuse("n30") if n == 30 else keep(f"n{n:02}") for n in range(BATCH)]
        asked = [asyncio.create_task(grouped.run(unit)) for unit in units]
    answers = await asyncio.gather(*asked, return_exceptions=True)

    assert isinstance(answers.pop(30), Refused)
    assert answers == await grouped.read(names) == [f"n{n:02}" for n in range(BATCH) if n != 30]


async def test_units_that_queue_up_are_committed_together(sqlite_url: str, world: StillWorld) -> None:
    """While the last of 64 runs, nobody outside sees anything of the first; that is one commit for all."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    seen_outside: list[int] = []

    def look(tx: Transaction) -> None:
        outside = sqlite3.connect(path)
        seen_outside.extend(outside.execute("SELECT COUNT(*) FROM kept").fetchone())
        outside.close()
        assert len(names(tx)) == BATCH - 1

    store = await open_store(sqlite_url, world)
    async with Gate(store):
        units: list[Callable[[Transaction], Any]] = [*(keep(f"n{n:02}") for n in range(BATCH - 1)), look]
        asked = [asyncio.create_task(store.run(unit)) for unit in units]
    await asyncio.gather(*asked)
    await store.close()

    assert seen_outside == [0]


async def test_a_unit_sees_what_those_before_it_in_the_batch_wrote(grouped: Store) -> None:
    """Two that want the same thing do not both get it."""
    winners: list[str] = []

    def take(who: str) -> Callable[[Transaction], None]:
        def unit(tx: Transaction) -> None:
            if kept.kept(tx, "prize"):
                raise Refused(who)
            kept.keep(tx, "prize", who)

        return unit

    async with Gate(grouped):
        asked = [asyncio.create_task(grouped.run(take(f"{n}"))) for n in range(10)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    winners = [str(n) for n, answer in enumerate(answers) if answer is None]

    assert winners == ["0"]
    assert await grouped.read(lambda tx: kept.kept(tx, "prize")) == "0"


async def test_a_caller_that_is_cancelled_hurts_nobody(grouped: Store) -> None:
    """Neither while its unit runs nor while it waits in the queue."""
    running, go_on = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        kept.keep(tx, "slow", "here")
        running.set()
        assert go_on.wait(10)

    async with Gate(grouped):
        batch = [asyncio.create_task(grouped.run(unit)) for unit in (keep("n0"), slow, keep("n1"))]
    await asyncio.to_thread(running.wait, 10)
    queued = [asyncio.create_task(grouped.run(keep(f"n{n}"))) for n in (2, 3, 4)]
    await asyncio.sleep(0)
    batch[1].cancel()
    queued[1].cancel()
    go_on.set()
    answers = await asyncio.gather(*batch, *queued, return_exceptions=True)

    assert [answer for answer in answers if isinstance(answer, str)] == ["n0", "n1", "n2", "n4"]
    assert await grouped.run(keep("after")) == "after"
    assert await grouped.read(names) == ["after", "n0", "n1", "n2", "n4", "slow"]


async def test_a_reader_that_is_cancelled_hurts_nobody(grouped: Store) -> None:
    """Its connection is there for the next ones."""
    reading, go_on = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> list[str]:
        reading.set()
        assert go_on.wait(10)
        return names(tx)

    first = asyncio.create_task(grouped.read(slow))
    await asyncio.to_thread(reading.wait, 10)
    first.cancel()
    go_on.set()
    assert await asyncio.gather(*(grouped.read(names) for _ in range(10))) == [[]] * 10


async def test_reading_does_not_wait_for_writing(grouped: Store) -> None:
    """Who reads sees what was committed last, while a unit is busy."""
    await grouped.run(keep("before"))
    async with Gate(grouped):
        assert await grouped.read(names) == ["before"]


async def test_a_reader_sees_one_moment(grouped: Store) -> None:
    """What is committed while it reads does not show halfway through."""
    looked, go_on = threading.Event(), threading.Event()

    def twice(tx: Transaction) -> tuple[list[str], list[str]]:
        first = names(tx)
        looked.set()
        assert go_on.wait(10)
        return first, names(tx)

    reading = asyncio.create_task(grouped.read(twice))
    await asyncio.to_thread(looked.wait, 10)
    await grouped.run(keep("meanwhile"))
    go_on.set()

    assert await reading == ([], [])
    assert await grouped.read(names) == ["meanwhile"]


async def test_a_reader_cannot_write(grouped: Store) -> None:
    """The connections that read are not able to."""
    with pytest.raises(StorageError):
        await grouped.read(keep("x"))
    assert await grouped.read(names) == []


async def test_closing_takes_along_the_few_that_still_wait_for_others(url: str, world: StillWorld) -> None:
    """In whichever turn of the loop it begins."""
    for turns in range(4):
        store = await open_store(url, world)
        asked = [asyncio.create_task(store.run(keep(f"t{turns}{n}"))) for n in range(3)]
        for _ in range(turns + 1):
            await asyncio.sleep(0)
        await store.close()
        assert await asyncio.gather(*asked) == [f"t{turns}{n}" for n in range(3)]


async def test_closing_finishes_what_was_asked_for(url: str, world: StillWorld) -> None:
    """Every unit that was taken is committed and answered; after that none is taken."""
    store = await open_store(url, world)
    async with Gate(store):
        asked = [asyncio.create_task(store.run(keep(f"n{n:03}"))) for n in range(3 * BATCH)]
        await asyncio.sleep(0)
        closing = asyncio.create_task(store.close())
        await asyncio.sleep(0)
    await closing
    assert await asyncio.gather(*asked) == [f"n{n:03}" for n in range(3 * BATCH)]

    with pytest.raises(Closed):
        await store.run(keep("x"))
    with pytest.raises(Closed):
        await store.read(names)
    with pytest.raises(Closed):
        await store.check()
    await store.close()

    again = await open_store(url, world)
    assert len(await again.read(names)) == 3 * BATCH
    await again.close()


async def test_a_lost_race_is_run_again(store: Store) -> None:
    """Until it is won; the unit that always loses is given up after a while."""
    tries: list[int] = []

    def lose_twice(tx: Transaction) -> str:
        kept.keep(tx, f"try {len(tries)}", "here")
        tries.append(1)
        if len(tries) < 3:
            raise LostRace("somebody else")
        return "won"

    def lose(_: Transaction) -> None:
        tries.append(1)
        raise LostRace("somebody else")

    assert await store.run(lose_twice) == "won"
    assert await store.read(names) == ["try 2"]
    tries.clear()
    with pytest.raises(LostRace):
        await store.run(lose)
    assert len(tries) == ATTEMPTS


async def test_the_present_stands_still_within_a_unit(store: Store, world: StillWorld) -> None:
    """Two looks at the clock in one unit give the same time."""

    def unit(tx: Transaction) -> bool:
        before = tx.now
        world.time = world.time.replace(year=2027)
        return before == tx.now

    assert await store.run(unit)
    assert (await store.run(lambda tx: tx.now)).year == 2027


async def test_a_healthy_database_passes_its_check(store: Store) -> None:
    """Checking writes something, and leaves nothing that anybody would see."""
    await store.check()
    await store.check()
    assert await store.read(names) == []
