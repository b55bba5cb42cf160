"""What the door of alerts costs: repeats and new incidents, beside the same route that takes nothing."""

from collections.abc import Sequence

from bench.figure import Aim, Bench, Figure
from bench.places import new_folder
from bench.processes import running

REPEATED, DECLARED, KNOWN, AT_ONCE = 6_000, 3_000, 500, 64


def ours(share: float) -> Sequence[float]:
    """Give the rate of repeats, of 500 alerts that fire, and that of new incidents."""
    return [_repeats(share, "real"), _new(share, "real")]


def theirs(share: float) -> Sequence[float]:
    """Give the same of a door behind which nothing is taken."""
    return [_repeats(share, "idle"), _new(share, "idle")]


def _repeats(share: float, mode: str) -> float:
    with new_folder() as folder, running("bench.alerts", str(folder), mode) as told:
        _load(told, KNOWN, 0, KNOWN)
        return _load(told, REPEATED * share, 0, KNOWN)


def _new(share: float, mode: str) -> float:
    count = DECLARED * share
    with new_folder() as folder, running("bench.alerts", str(folder), mode) as told:
        _load(told, KNOWN, 0, KNOWN)
        return _load(told, count, KNOWN, count)


def _load(told: str, count: float, first: int, alerts: float) -> float:
    port, token = told.split()
    numbers = (str(max(1, round(number))) for number in (count, AT_ONCE))
    asked = (port, token, *numbers, str(first), str(max(1, round(alerts))))
    with running("bench.alert_load", *asked) as printed:
        return float(printed.split()[0])


BENCH = Bench(
    (
        Figure(
            "Alerts that repeat, 64 at once",
            "/s",
            Aim(0.5, at_least=True),
            "POST /alerts/alertmanager with one of 500 alerts that fire and are known, to 202 with the commit "
            "(synchronous=FULL) in between, each with its token looked up; beside the same route that only reads.",
        ),
        Figure(
            "Alerts that declare, 64 at once",
            "/s",
            Aim(0.25, at_least=True),
            "The same with alerts of which each declares an incident.",
        ),
    ),
    ours,
    theirs,
)
