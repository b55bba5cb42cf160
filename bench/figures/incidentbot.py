"""What incidentbot 2.0.14 does too, beside what it was measured at: the aims are its figures."""

from bench.api_sides import AT_ONCE, declared, serving
from bench.figure import Aim, Bench, Figure, Judged
from bench.kept import folder_with

INCIDENTS, READ = 1_000, 2_000


def ours(share: float) -> list[float]:
    """Give how many lists of 20, single incidents and declarations a second are answered."""
    with serving("bench.programs", str(folder_with(INCIDENTS)), "real") as served:
        served.load("get", 200 * share, AT_ONCE, INCIDENTS)
        rates = [served.load(what, READ * share, AT_ONCE, INCIDENTS)[0] for what in ("list", "get")]
    return [*rates, declared(share, "bench.programs", "real")]


BENCH = Bench(
    (
        Figure(
            "Lists of incidents",
            "/s",
            Aim(153, at_least=True, judged=Judged.OURS),
            "GET /incidents?limit=20, 64 at once, among a thousand. The aim is what incidentbot 2.0.14 did on 2 cores.",
        ),
        Figure(
            "Single incidents",
            "/s",
            Aim(277, at_least=True, judged=Judged.OURS),
            "GET /incidents/INC-n?include=timeline, 64 at once, among a thousand; beside as above.",
        ),
        Figure(
            "Incidents declared",
            "/s",
            Aim(43, at_least=True, judged=Judged.OURS),
            "POST /incidents, 64 at once, to 201 with the commit in between; beside its create path as above.",
        ),
    ),
    ours,
)
