"""What the native API costs: declaring beside a store that does nothing, reading among many beside among few."""

from collections.abc import Sequence

from bench.api_sides import declared, serving
from bench.figure import Aim, Bench, Figure, Judged
from bench.kept import folder_with

MANY, FEW = 1_000_000, 1_000
READ, COUNTED, TOGETHER, ALTOGETHER = 1_000, 300, 256, 2_560


def ours(share: float) -> Sequence[float]:
    """Give the rate of declaring, the median times of getting one, a list and two stats, and the 5xx."""
    return [declared(share, "bench.programs", "real"), *_read(share, max(FEW, round(MANY * share)))]


def theirs(share: float) -> Sequence[float]:
    """Give the same of a store that does nothing, and among few incidents."""
    return [declared(share, "bench.programs", "idle"), *_read(share, FEW)]


def _read(share: float, incidents: int) -> list[float]:
    counts = {"get": READ * share, "list": READ * share, "stats": COUNTED * share, "kolkata": COUNTED * share}
    with serving("bench.programs", str(folder_with(incidents)), "real") as served:
        for what in counts:
            served.load(what, 100 * share, incidents=incidents)
        times = [served.load(what, count, incidents=incidents)[1] for what, count in counts.items()]
        return [*times, *served.load("reads", ALTOGETHER * share, TOGETHER, incidents)]


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
        Figure(
            "30 days of statistics in Kolkata, among a million",
            "ms",
            Aim(1.5),
            "The same where days begin on the half hour of UTC; beside the same among a thousand.",
        ),
        Figure(
            "5xx of 256 reads at once, among a million",
            "",
            Aim(0, judged=Judged.OURS),
            "2,560 reads from 256 clients: one with its timeline, a list of 20 and 30 days of statistics in turn.",
        ),
    ),
    ours,
    theirs,
)
