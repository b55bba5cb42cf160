"""What we rely on in the private parts of aiosqlite, so that a new version of it cannot surprise us."""

import sqlite3
import threading
from importlib.metadata import version

import aiosqlite
import pytest

from storage.sqlite import Connection


async def test_functions_run_on_one_thread_in_the_order_they_were_given() -> None:
    """`_tx` takes a future or None, and a function."""
    connection = Connection(lambda: sqlite3.connect(":memory:"), iter_chunk_size=64)
    await connection
    ran: list[tuple[int, int]] = []
    for n in range(100):
        connection.submit(lambda n=n: ran.append((n, threading.get_ident())))  # type: ignore[misc]
    thread = await connection.call(threading.get_ident)

    assert ran == [(n, thread) for n in range(100)]
    assert thread != threading.get_ident()
    await connection.close()


async def test_a_function_that_fails_does_not_end_the_thread() -> None:
    """What was submitted fails unheard; what was called fails where it was called."""

    def fail() -> None:
        raise KeyError("on purpose")

    connection = Connection(lambda: sqlite3.connect(":memory:"), iter_chunk_size=64)
    await connection
    connection.submit(fail)
    with pytest.raises(KeyError, match="on purpose"):
        await connection.call(fail)
    assert await connection.call(lambda: 7) == 7
    await connection.close()


async def test_the_connection_below_is_at_hand() -> None:
    """`_conn` is the one that the connector made."""
    made: list[sqlite3.Connection] = []

    def connect() -> sqlite3.Connection:
        made.append(sqlite3.connect(":memory:"))
        return made[0]

    connection = Connection(connect, iter_chunk_size=64)
    await connection
    assert connection._conn is made[0]
    await connection.close()


async def test_closing_runs_what_was_submitted_before() -> None:
    """And ends the thread."""
    connection = Connection(lambda: sqlite3.connect(":memory:"), iter_chunk_size=64)
    await connection
    ran: list[int] = []
    for n in range(10):
        connection.submit(lambda n=n: ran.append(n))  # type: ignore[misc]
    await connection.close()

    assert ran == list(range(10))
    connection._thread.join(10)
    assert not connection._thread.is_alive()


def test_the_version_is_the_one_that_was_looked_at() -> None:
    """Another one may do all this differently: look at it, then change the pin."""
    assert version("aiosqlite") == "0.22.1"
    assert aiosqlite.Connection in Connection.__mro__
