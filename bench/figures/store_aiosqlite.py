"""The store beside the usual way to use SQLite from asyncio."""

from bench.figure import Aim, Bench, Figure
from bench.sides_of_store import statement_by_statement, through_the_store

UNITS = 1_600


def ours(share: float) -> list[float]:
    """Give the units a second of 64 callers of the store."""
    return [through_the_store(round(UNITS * share))]


def theirs(share: float) -> list[float]:
    """Give the units a second of 64 callers who await each statement."""
    return [statement_by_statement(round(UNITS * share))]


BENCH = Bench(
    (
        Figure(
            "Store beside aiosqlite",
            "/s",
            Aim(4, at_least=True),
            "1,600 of the same units, synchronous=FULL: 64 callers of the store, beside 64 callers who await each "
            "statement of one aiosqlite connection and commit each unit.",
        ),
    ),
    ours,
    theirs,
)
