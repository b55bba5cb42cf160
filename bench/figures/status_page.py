"""What a spike of readers costs: the page from memory beside a bare answer of the same bytes."""

from collections.abc import Sequence

from bench.figure import Aim, Bench, Figure
from bench.places import new_folder
from bench.processes import running

READ, WARMING, AT_ONCE = 10_000, 500, 64
MANY, FEW = 1_000, 10


def ours(share: float) -> Sequence[float]:
    """Give the rate of the page, and the median time of one with a thousand incidents."""
    with_many = max(FEW, round(MANY * share))
    return [_read(share, "door", FEW, AT_ONCE)[0], _read(share, "door", with_many, 1)[1]]


def theirs(share: float) -> Sequence[float]:
    """Give the rate of a bare answer, and the median time of a page with ten incidents."""
    return [_read(share, "bare", FEW, AT_ONCE)[0], _read(share, "door", FEW, 1)[1]]


def _read(share: float, mode: str, incidents: int, at_once: int) -> list[float]:
    with new_folder() as folder, running("bench.public", str(folder), mode, str(incidents)) as port:
        _load(port, WARMING * share, at_once)
        return _load(port, READ * share, at_once)


def _load(port: str, count: float, at_once: int) -> list[float]:
    with running("bench.public_load", port, str(max(at_once, round(count))), str(at_once)) as printed:
        return [float(number) for number in printed.split()]


BENCH = Bench(
    (
        Figure(
            "Readers of a status page, 64 at once",
            "/s",
            Aim(0.5, at_least=True),
            "GET /status/<page> from memory, its version asked for once a second; beside an ASGI function that answers "
            "with the same bytes behind the same server.",
        ),
        Figure(
            "A status page with a thousand incidents",
            "ms",
            Aim(1.2),
            "The median of GET /status/<page>, one after the other, with 1,000 incidents published on it; beside the "
            "same with 10.",
        ),
    ),
    ours,
    theirs,
)
