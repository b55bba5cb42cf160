"""What only PostgreSQL can do to us: several servers on one database, and a network in between."""

import asyncio
import threading
from collections.abc import AsyncIterator
from functools import partial

import pytest

from incidents import commands
from incidents.errors import Conflict
from storage import Store, Transaction, answers, incidents, kept, open_store, outbox, timeline
from storage.errors import Unreachable
from tests.storage.examples import ADA, BOB, MINUTE, StillWorld, begin, declared, note, page


@pytest.fixture
async def pair(postgres_url: str, world: StillWorld) -> AsyncIterator[tuple[Store, Store]]:
    """Two servers on one database."""
    first, second = await open_store(postgres_url, world), await open_store(postgres_url, world)
    yield first, second
    await first.close()
    await second.close()


async def test_two_servers_claim_each_row_once(pair: tuple[Store, Store]) -> None:
    """Of 400 rows that are due, none twice and none left out."""
    await pair[0].run(lambda tx: [outbox.put(tx, page(f"k{n}")) for n in range(400)])
    claimed: list[str] = []

    async def claim(store: Store) -> None:
        while await store.read(lambda tx: outbox.next_due(tx, ["page"])) == tx_noon:
            rows = await store.run(lambda tx: begin(tx, ["page"], 7, MINUTE))
            claimed.extend(row.key for row in rows)

    tx_noon = await pair[0].read(lambda tx: outbox.next_due(tx, ["page"]))
    await asyncio.gather(*(claim(store) for store in pair for _ in range(4)))

    assert len(claimed) == len(set(claimed)) == 400


async def test_batches_that_cross_are_run_again(pair: tuple[Store, Store]) -> None:
    """Each waits for what the other holds; PostgreSQL ends one of them, and both are kept in the end."""
    both_hold_one = threading.Barrier(2)
    runs: list[str] = []

    def cross(first: str, second: str) -> object:
        def unit(tx: Transaction) -> None:
            runs.append(first)
            add_one(tx, first)
            if runs.count(first) == 1:
                both_hold_one.wait(10)
            add_one(tx, second)

        return unit

    for name in "ab":
        await pair[0].run(partial(kept.keep, name=name, value=0))
    await asyncio.gather(pair[0].run(cross("a", "b")), pair[1].run(cross("b", "a")))  # type: ignore[arg-type]

    assert len(runs) > 2
    assert await pair[0].read(lambda tx: [kept.kept(tx, name) for name in "ab"]) == [2, 2]


def add_one(tx: Transaction, name: str) -> None:
    """Add one to a kept number, holding its row until the commit."""
    tx.run("UPDATE kept SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = :name", name=name)


async def test_who_comes_second_decides_anew(pair: tuple[Store, Store]) -> None:
    """Both servers acknowledge the same version; one wins, the other one hears of it as if it had come later."""
    incident = await pair[0].run(lambda tx: declared(tx).incident)
    both_have_read = threading.Barrier(2)
    first_go = threading.local()

    def acknowledge(tx: Transaction, who: object) -> None:
        found = incidents.by_id(tx, incident.id)
        assert found
        if not hasattr(first_go, "over"):
            first_go.over = True
            both_have_read.wait(10)
        change = commands.acknowledge(found, who, tx.now)  # type: ignore[arg-type]
        incidents.save(tx, change.incident)
        timeline.append(tx, [(found.id, event) for event in change.events])

    outcomes = await asyncio.gather(
        pair[0].run(lambda tx: acknowledge(tx, ADA)),
        pair[1].run(lambda tx: acknowledge(tx, BOB)),
        return_exceptions=True,
    )

    [conflict] = [outcome for outcome in outcomes if outcome is not None]
    assert isinstance(conflict, Conflict)
    assert conflict.state == "acknowledged"
    assert len(await pair[0].read(lambda tx: timeline.of(tx, incident.id))) == 1


async def test_a_command_that_comes_twice_at_once_is_answered_once(pair: tuple[Store, Store]) -> None:
    """Whichever server was second gives the answer of the first."""
    both_have_looked = threading.Barrier(2)
    first_go = threading.local()

    def declare(tx: Transaction) -> object:
        recalled = answers.recall(tx, "trigger:1")
        if not hasattr(first_go, "over"):
            first_go.over = True
            both_have_looked.wait(10)
        if recalled:
            return recalled.answer
        answer = declared(tx).incident.reference
        answers.remember(tx, "trigger:1", "print", answer)
        return answer

    first, second = await asyncio.gather(pair[0].run(declare), pair[1].run(declare))

    assert (first, second) == ("INC-1", "INC-1")
    assert len(await pair[0].read(incidents.active)) == 1


async def test_positions_follow_the_order_of_commits_of_both_servers(pair: tuple[Store, Store]) -> None:
    """Whoever has read up to a position has missed nothing before it."""

    async def write(store: Store) -> None:
        for _ in range(25):
            await store.run(lambda tx: timeline.append(tx, [("a", note("x")), ("a", note("y"))]))

    async def look() -> None:
        while True:
            found = await pair[0].read(lambda tx: timeline.of(tx, "a"))
            assert [event.position for event in found] == list(range(1, len(found) + 1))
            if len(found) == 200:
                return

    await asyncio.gather(look(), *(write(store) for store in pair for _ in range(2)))


async def test_a_connection_that_was_cut_is_made_anew(pair: tuple[Store, Store]) -> None:
    """Between two units nobody notices, neither who writes nor who reads."""
    await cut_connections_of(pair[1], by=pair[0])

    await pair[1].run(lambda tx: kept.keep(tx, "x", 1))
    for _ in range(4):
        assert await pair[1].read(lambda tx: kept.kept(tx, "x")) == 1


async def test_a_connection_that_is_cut_within_a_unit_fails_it(pair: tuple[Store, Store]) -> None:
    """It hears so, nothing is kept, and the next one works."""

    def cut(tx: Transaction) -> None:
        kept.keep(tx, "x", 1)
        tx.all("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(Unreachable, match="could not be reached"):
        await pair[0].run(cut)

    assert await pair[0].read(lambda tx: kept.kept(tx, "x")) is None
    await pair[0].check()


async def test_a_database_that_is_not_there_is_said_in_plain_words(
    postgres_url: str, world: StillWorld
) -> None:
    """Neither a server nor a database of that name."""
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    with pytest.raises(Unreachable, match=r"could not be reached .*See that it runs"):
        await open_store(nowhere, world)
    with pytest.raises(Unreachable, match="no_such_database"):
        await open_store(f"{postgres_url}&dbname=no_such_database", world)


async def cut_connections_of(store: Store, by: Store) -> None:
    """End all connections of a store, as a restart of the server would."""
    own = {await pid(by.run)} | {await pid(by.read) for _ in range(6)}
    for victim in ({await pid(store.run)} | {await pid(store.read) for _ in range(6)}) - own:
        await by.run(partial(cut, pid=victim))


def cut(tx: Transaction, pid: int) -> None:
    """End a connection, and wait until it has ended."""
    tx.all("SELECT pg_terminate_backend(:pid, 5000)", pid=pid)


async def pid(run: object) -> int:
    """Ask a connection for the server's process behind it."""
    rows = await run(lambda tx: tx.all("SELECT pg_backend_pid() AS pid"))  # type: ignore[operator]
    return int(rows[0]["pid"])
