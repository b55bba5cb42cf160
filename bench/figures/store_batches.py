"""The store beside the best that one thread can do with plain `sqlite3`."""

from bench.figure import Aim, Bench, Figure
from bench.sides_of_store import in_plain_batches, through_the_store

UNITS = 6_400


def ours(share: float) -> list[float]:
    """Give the units a second of 64 callers of the store."""
    return [through_the_store(round(UNITS * share))]


def theirs(share: float) -> list[float]:
    """Give the units a second of one thread that commits 64 at a time."""
    return [in_plain_batches(round(UNITS * share))]


BENCH = Bench(
    (
        Figure(
            "Store beside plain batches",
            "/s",
            Aim(0.8, at_least=True),
            "The statements of 6,400 real units (declaring and acknowledging in turn), synchronous=FULL: 64 callers "
            "of the store, each waiting for its commit, beside one thread that runs the same units on plain sqlite3 "
            "and commits 64 at a time.",
        ),
    ),
    ours,
    theirs,
)
