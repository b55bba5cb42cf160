"""What a declaring slash command costs beside the least that Bolt can do."""

import json
import urllib.request

from bench.figure import Aim, Bench, Figure, Judged
from bench.places import new_folder
from bench.processes import running

WARMING, MANY, ALONE = 200, 2_000, 300


def ours(share: float) -> list[float]:
    """Give the rate at 32 at once, the median of one at a time in ms, and the calls of auth.test meanwhile."""
    with (
        new_folder() as folder,
        running("bench.slack") as slack,
        running("bench.tocsin", slack, str(folder)) as port,
    ):
        before = _introductions(slack)
        return [*_answers(port, share), _introductions(slack) - before]


def theirs(share: float) -> list[float]:
    """Give the same of a bare Bolt app."""
    with running("bench.slack") as slack, running("bench.bolt", slack) as port:
        return [*_answers(port, share), 0]


def _answers(port: str, share: float) -> tuple[float, float]:
    _load(port, WARMING * share, 32)
    rate, _ = _load(port, MANY * share, 32)
    _, alone = _load(port, ALONE * share, 1)
    return rate, alone


def _load(port: str, count: float, at_once: int) -> list[float]:
    with running("bench.load", port, str(max(1, round(count))), str(at_once)) as printed:
        return [float(number) for number in printed.split()]


def _introductions(slack: str) -> int:
    with urllib.request.urlopen(f"{slack}/calls") as answer:  # noqa: S310 - the address is our own
        return int(json.load(answer).get("auth.test", 0))


BENCH = Bench(
    (
        Figure(
            "Slash commands, 32 at once",
            "/s",
            Aim(0.4, at_least=True),
            "Signed commands that declare, request to 200 with the commit (synchronous=FULL) in between, delivery "
            "idle; beside a bare Bolt AsyncApp (process_before_response=True, an empty listener) behind the same "
            "server.",
        ),
        Figure(
            "Slash command, one at a time",
            "ms",
            Aim(3, judged=Judged.DIFFERENCE),
            "The median from request to 200 of the same commands, sent one after the other.",
        ),
        Figure(
            "auth.test meanwhile",
            "calls",
            Aim(0, judged=Judged.OURS),
            "How often our side asked Slack who it is while it took these 2,500 commands.",
        ),
    ),
    ours,
    theirs,
)
