"""How soon Slack is called after a commit."""

from bench.figure import Aim, Bench, Figure, Judged
from bench.processes import running

COMMITS = 300


def ours(share: float) -> list[float]:
    """Give the p99 in milliseconds."""
    with (
        running("bench.instant_slack") as slack,
        running("bench.acknowledging_bot", slack, _count(share)) as p99,
    ):
        return [float(p99)]


def _count(share: float) -> str:
    return str(max(2, round(COMMITS * share)))


BENCH = Bench(
    (
        Figure(
            "Commit to the call of Slack, p99",
            "ms",
            Aim(50, judged=Judged.OURS),
            "300 incidents are acknowledged one after the other in an idle bot (synchronous=FULL): from the unit's own "
            "time, before its commit, until the chat.update of its card has reached a Slack that answers at once.",
        ),
    ),
    ours,
)
