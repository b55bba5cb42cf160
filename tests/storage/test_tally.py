"""What the units of a batch count together: numbers without gaps, and sums that are written once."""

import sqlite3
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import Transaction, kept
from storage.batch import commit_together, read_in
from storage.migrate import migrate
from storage.sqlite import SqliteSession
from storage.store import Store
from tests.storage.examples import StillWorld
from tests.storage.units import Refused

ADD = """
INSERT INTO rollup (
    width, bucket, critical, major, minor, warning, none, waiting, acknowledged, resolved, past, maintenance,
    mtta_total, mtta_count, mttr_total, mttr_count, downtime_total, running_count, running_base
) VALUES (900, :key, :critical, :major, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ON CONFLICT (width, bucket) DO UPDATE SET
    critical = rollup.critical + excluded.critical, major = rollup.major + excluded.major
"""

KEPT = "SELECT name FROM kept"


def counting(count: int, *, fails: bool) -> Callable[[Transaction], list[int]]:
    """A unit that takes so many numbers and adds as many to a sum; it may be refused after that."""

    def unit(tx: Transaction) -> list[int]:
        first = tx.take("outbox", count)
        tx.add(ADD, 900 * count, {"critical": count, "major": 1})
        if fails:
            raise Refused
        return list(range(first, first + count))

    return unit


def sums(tx: Transaction) -> dict[int, tuple[int, int]]:
    """Give the sums that were written, by key."""
    rows = tx.all("SELECT bucket, critical, major FROM rollup WHERE width = 900")
    return {row["bucket"]: (row["critical"], row["major"]) for row in rows}


@given(batches=st.lists(st.lists(st.tuples(st.integers(1, 3), st.booleans()), max_size=6), max_size=4))
@settings(deadline=None, max_examples=60)
def test_numbers_have_no_gaps_and_sums_miss_nobody(batches: list[list[tuple[int, bool]]]) -> None:
    """Whichever units of whichever batches are refused: those have counted nothing."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    session, world = SqliteSession(connection, ":memory:"), StillWorld()
    migrate(session, world, ":memory:")
    taken: list[int] = []
    for batch in batches:
        units = [counting(count, fails=fails) for count, fails in batch]
        taken += [number for each in commit_together(session, units, world) for number in each.result or ()]

    kept_counts = [count for batch in batches for count, fails in batch if not fails]
    assert taken == list(range(1, sum(kept_counts) + 1))
    assert read_in(session, sums, world) == {
        900 * count: (count * kept_counts.count(count), kept_counts.count(count))
        for count in set(kept_counts)
    }
    connection.close()


async def test_a_counter_goes_on_where_it_stood(store: Store) -> None:
    """From unit to unit, several times within one, on either database."""
    taken = [await store.run(lambda tx: (tx.take("outbox"), tx.take("outbox", 3))) for _ in range(2)]
    assert taken == [(1, 2), (5, 6)]


async def test_what_is_known_is_asked_once_for_all_units_of_a_batch() -> None:
    """Until somebody changes it; what a refused unit changed is as it was, and the next batch asks anew."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    session, world = SqliteSession(connection, ":memory:"), StillWorld()
    migrate(session, world, ":memory:")
    asked: list[str] = []
    connection.set_trace_callback(lambda query: asked.append(query) if query == KEPT else None)

    def looks(tx: Transaction) -> list[str]:
        return [row["name"] for row in tx.known(KEPT)]

    def keeps(tx: Transaction) -> list[str]:
        kept.keep(tx, "one more", 1)
        tx.forget(KEPT)
        return looks(tx)

    def refused(tx: Transaction) -> None:
        keeps(tx)
        raise Refused

    def results(*units: Callable[[Transaction], object]) -> list[object]:
        asked.clear()
        return [outcome.result for outcome in commit_together(session, units, world)]

    assert (results(looks, looks, looks), len(asked)) == ([[], [], []], 1)
    assert (results(looks, refused, looks), len(asked)) == ([[], None, []], 2 + 2)
    assert (results(looks, keeps, looks), len(asked)) == ([[], ["one more"], ["one more"]], 2)
    assert (results(looks), len(asked)) == ([["one more"]], 1)
    connection.close()


async def test_there_is_no_counter_that_nobody_made(store: Store) -> None:
    """A slip in a name is told, and what the unit did besides is not kept."""

    def unit(tx: Transaction) -> None:
        kept.keep(tx, "beside", 1)
        tx.take("outbx")

    with pytest.raises(LookupError, match="no counter outbx"):
        await store.run(unit)
    assert await store.read(lambda tx: kept.kept(tx, "beside")) is None
