"""The native API, or its twin, in a process of its own, and the load that another one puts on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from bench.places import new_folder
from bench.processes import running

AT_ONCE = 64
WARMING, DECLARED = 200, 3_000


class Served(NamedTuple):
    """Where it listens, and a token."""

    port: str
    token: str

    def load(self, what: str, count: float, at_once: int = 1, incidents: int = 1) -> list[float]:
        """Give what `bench.api_load` prints of so many requests."""
        asked = (*self, str(max(at_once, round(count))), str(at_once), what, str(incidents))
        with running("bench.api_load", *asked) as printed:
            return [float(number) for number in printed.split()]


@contextmanager
def serving(module: str, *arguments: str) -> Iterator[Served]:
    """Run a program that prints its port and a token."""
    with running(module, *arguments) as told:
        yield Served(*told.split())


def declared(share: float, module: str, *more: str) -> float:
    """Give how many incidents a second 64 clients declare in a new database."""
    with new_folder() as folder, serving(module, str(folder), *more) as served:
        served.load("declare", WARMING * share, AT_ONCE)
        rate, _ = served.load("declare", DECLARED * share, AT_ONCE)
    return rate
