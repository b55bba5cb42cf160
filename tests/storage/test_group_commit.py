"""Units that are committed together, on the engines that do so."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import StorageError, Store, Transaction, kept, open_store
from storage.batch import Session, commit_together, read_in
from storage.errors import Closed, LostRace
from storage.grouped import BATCH
from storage.migrate import migrate
from storage.postgres import PostgresSession
from storage.sqlite import SqliteSession, connect_to_write
from storage.store import ATTEMPTS
from tests.storage.examples import StillWorld
from tests.storage.gate import Gate


class Refused(Exception):
    """What a unit raises when a rule says no."""


def keep(name: str) -> Callable[[Transaction], str]:
    """A unit that writes one fact and gives its name."""

    def unit(tx: Transaction) -> str:
        kept.keep(tx, name, "here")
        return name

    return unit


def refuse(name: str) -> Callable[[Transaction], str]:
    """A unit that writes, and then is refused."""

    def unit(tx: Transaction) -> str:
        kept.keep(tx, name, "here")
        raise Refused(name)

    return unit


def names(tx: Transaction) -> list[str]:
    """List the facts that are there."""
    return [row["name"] for row in tx.all("SELECT name FROM kept ORDER BY name")]


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


@pytest.fixture(params=["sqlite", "postgres"])
def session(request: pytest.FixtureRequest, world: StillWorld, tmp_path: Path) -> Iterator[Session]:
    """A connection to a database with the schema."""
    if request.param == "sqlite":
        connection = connect_to_write(str(tmp_path / "tocsin.db"))
        session: Session = SqliteSession(connection, "tocsin.db")
        close = connection.close
    else:
        session = server = PostgresSession(request.getfixturevalue("postgres_url"))
        close = server.close
    migrate(session, world, "the test's database")
    yield session
    close()


@given(fails=st.lists(st.sampled_from(["no", "rule", "sql"]), max_size=12))
@settings(deadline=None, max_examples=40)
def test_whichever_units_fail_the_others_are_kept(fails: list[str]) -> None:
    """Of any batch, by a rule or by the database: each hears of its own fate and of no other."""
    world = StillWorld()
    connection = sqlite3.connect(":memory:", isolation_level=None)
    session = SqliteSession(connection, ":memory:")
    migrate(session, world, ":memory:")
    units: list[Callable[[Transaction], Any]] = []
    for n, fail in enumerate(fails):
        units.append(
            {"no": keep(f"n{n:02}"), "rule": refuse(f"n{n:02}"), "sql": twice_in_one(f"n{n:02}")}[fail]
        )

    outcomes = commit_together(session, units, world)

    kept_names = read_in(session, names, world)
    assert kept_names == [f"n{n:02}" for n, fail in enumerate(fails) if fail == "no"]
    assert [type(outcome.error) for outcome in outcomes] == [
        {"no": type(None), "rule": Refused, "sql": StorageError}[fail] for fail in fails
    ]
    connection.close()


def twice_in_one(name: str) -> Callable[[Transaction], None]:
    """A unit that breaks a constraint halfway."""

    def unit(tx: Transaction) -> None:
        for _ in range(2):
            tx.run("INSERT INTO kept (name, value) VALUES (:name, '1')", name=name)

    return unit


def test_a_broken_constraint_hurts_none_of_those_beside_it(session: Session, world: StillWorld) -> None:
    """PostgreSQL wants no more of a transaction after an error: the savepoint brings it back."""
    outcomes = commit_together(session, [keep("a"), twice_in_one("x"), keep("b")], world)

    assert [type(outcome.error) for outcome in outcomes] == [type(None), StorageError, type(None)]
    assert read_in(session, names, world) == ["a", "b"]


def test_an_unfinished_cursor_blocks_nobody(session: Session, world: StillWorld) -> None:
    """RETURNING leaves a cursor open until all its rows are fetched; a savepoint after it would fail."""
    query = "INSERT INTO kept (name, value) VALUES (:a, '1'), (:b, '1') RETURNING name"

    def by_one(tx: Transaction) -> Any:  # noqa: ANN401
        return tx.one(query, a="a", b="b")

    def by_run(tx: Transaction) -> int:
        return tx.run(query, a="c", b="d")

    outcomes = commit_together(session, [by_one, by_run, refuse("x"), keep("e")], world)

    assert [outcome.result for outcome in outcomes] == [{"name": "a"}, 2, None, "e"]
    assert read_in(session, names, world) == ["a", "b", "c", "d", "e"]


def test_a_unit_that_swallows_an_error_is_not_taken_for_committed(
    session: Session, world: StillWorld
) -> None:
    """Either what it wrote is there, or it hears that it failed."""

    def swallow(tx: Transaction) -> None:
        kept.keep(tx, "before", 1)
        with pytest.raises(StorageError):
            tx.run("INSERT INTO kept (name, value) VALUES ('x', NULL)")

    [outcome] = commit_together(session, [swallow], world)

    assert (outcome.error is None) == (read_in(session, names, world) == ["before"])


@pytest.mark.parametrize(("failing", "goes"), [([], 1), (["x"], 2)])
def test_a_transaction_that_the_database_ended_fails_every_unit_of_it(
    session: Session, world: StillWorld, failing: list[str], goes: int
) -> None:
    """In the first go or in the second: all hear the reason, and nothing is run that could not be kept."""
    ran: list[str] = []

    def run(tx: Transaction) -> None:
        ran.append("x")
        kept.keep(tx, "a", 1)

    def lose_it(tx: Transaction) -> None:
        tx.run("ROLLBACK")
        raise Refused("lost")

    units = [run, *map(refuse, failing), lose_it, keep("b")]

    outcomes = commit_together(session, units, world)

    assert [str(outcome.error) for outcome in outcomes] == ["lost"] * len(units)
    assert len(ran) == goes
    assert read_in(session, names, world) == []
    assert commit_together(session, [keep("after")], world)[0].result == "after"
