"""How a batch ends, unit by unit, on a connection to either database and without the store around it."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import StorageError, Transaction, kept
from storage.batch import commit_together, read_in
from storage.migrate import migrate
from storage.postgres import PostgresSession
from storage.session import Session
from storage.sqlite import SqliteSession, connect_to_write
from tests.storage.examples import StillWorld
from tests.storage.units import Refused, keep, names, refuse


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

    def by_one(tx: Transaction) -> Any:
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
