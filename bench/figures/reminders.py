"""Ten thousand reminders that are due in the same second."""

import json
from collections.abc import Sequence

from bench.figure import Aim, Bench, Figure, Judged
from bench.processes import running

REMINDERS = 10_000


def ours(share: float) -> Sequence[float]:
    """Give lateness in ms, the two rates, stall in ms and memory in MB of the bot."""
    with (
        running("bench.instant_slack") as slack,
        running("bench.reminding_bot", slack, _count(share)) as told,
    ):
        return [float(number) for number in json.loads(told)]


def theirs(share: float) -> Sequence[float]:
    """Give the lateness of APScheduler's jobs and the rate of the bare client, twice; the other two stand alone."""
    with running("bench.scheduled_jobs", _count(share)) as told:
        lateness = float(told)
    with running("bench.instant_slack") as slack, running("bench.bare_sender", slack, _count(share)) as told:
        return [lateness, float(told), float(told), 0, 0]


def _count(share: float) -> str:
    return str(max(100, round(REMINDERS * share)))


BENCH = Bench(
    (
        Figure(
            "Reminders due at once: claimed late, p99",
            "ms",
            Aim(0.5),
            "10,000 reminders of 10,000 incidents to 10,000 people, all due at the same instant in a running bot: from "
            "then until the claim (a lease in the database, synchronous=FULL) has come back committed. Beside 10,000 "
            "jobs of APScheduler in memory, due at the same instant: from then until each is started.",
        ),
        Figure(
            "Reminders due at once: sent",
            "/s",
            Aim(0.5, at_least=True),
            "The next 10,000 to the same people, from the due time until each is sent and recorded. Slack answers at "
            "once; our own pace is on, and lets each message through. They were reminded a moment ago and Slack tells "
            "of changes, so that the bot only calls chat.postMessage. Beside slack_sdk's AsyncWebClient doing that, as "
            "many at once as the bot has workers, on one session.",
        ),
        Figure(
            "Reminders due at once: sent to newcomers",
            "/s",
            Aim(0.5, at_least=True),
            "The first 10,000, to people never reached before: the bot makes two calls for each, conversations.open "
            "and chat.postMessage. Beside the bare client making only the second.",
        ),
        Figure(
            "Reminders due at once: longest stall",
            "ms",
            Aim(50, judged=Judged.OURS),
            "Meanwhile a task in the bot's event loop sleeps for 5 ms again and again: by how much it woke too late.",
        ),
        Figure(
            "Reminders due at once: more memory",
            "MB",
            Aim(50, judged=Judged.OURS),
            "The most resident memory meanwhile, above that of the idle bot a second before.",
        ),
    ),
    ours,
    theirs,
)
