"""What the native API costs: declaring beside a store that does nothing, reading among many beside among few."""

from collections.abc import Sequence

from bench.figure import Aim, Bench, Figure
from bench.places import new_folder
from bench.processes import running

MANY, FEW = 1_000_000, 1_000
DECLARED, READ, COUNTED = 3_000, 1_000, 200


def ours(share: float) -> Sequence[float]:
    """Give the rate of declaring, and the median times of one with its timeline, a list of 20 and 30 days of stats."""
    return [_declared(share, "real"), *_read(share, max(FEW, round(MANY * share)))]


def theirs(share: float) -> Sequence[float]:
    """Give the same of a store that does nothing, and among few incidents."""
    return [_declared(share, "idle"), *_read(share, FEW)]


def _declared(share: float, mode: str) -> float:
    with new_folder() as folder, running("bench.programs", str(folder), "1", mode) as told:
        _load(told, 200 * share, 64, "declare", 1)
        rate, _ = _load(told, DECLARED * share, 64, "declare", 1)
    return rate


def _read(share: float, incidents: int) -> list[float]:
    with new_folder() as folder, running("bench.programs", str(folder), str(incidents), "real") as told:
        counts = {"get": READ, "list": READ, "stats": COUNTED}
        for what in counts:
            _load(told, 100 * share, 1, what, incidents)
        return [_load(told, count * share, 1, what, incidents)[1] for what, count in counts.items()]


def _load(told: str, count: float, at_once: int, what: str, incidents: int) -> list[float]:
    port, token = told.split()
    asked = (port, token, str(max(1, round(count))), str(at_once), what, str(incidents))
    with running("bench.api_load", *asked) as printed:
        return [float(number) for number in printed.split()]


BENCH = Bench(
    (
        Figure(
            "POST /api/v1/incidents, 64 at once",
            "/s",
            Aim(0.5, at_least=True),
            "Requests that declare, to 201 with the commit (synchronous=FULL) in between, each with its token looked "
            "up; beside the same route whose service has a store that does nothing.",
        ),
        Figure(
            "One with its timeline, among a million",
            "ms",
            Aim(1.2),
            "The median of GET /incidents/INC-n?include=timeline, one after the other, n by chance; beside the same "
            "among a thousand.",
        ),
        Figure(
            "A list of 20, among a million",
            "ms",
            Aim(1.2),
            "The median of GET /incidents?limit=20 from a place by chance; beside the same among a thousand.",
        ),
        Figure(
            "30 days of statistics, among a million",
            "ms",
            Aim(1.5),
            "The median of GET /stats over 30 days of three years, by day; beside the same among a thousand.",
        ),
    ),
    ours,
    theirs,
)
