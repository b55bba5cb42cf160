"""Waits for a job to call in. Each interval without a beat is one failure; the beat itself is the success."""

from datetime import datetime

from bot.monitors.ways import Beat, Ways
from incidents.checks import Check, CheckKind
from incidents.failure import FailureType
from incidents.monitoring import Result
from incidents.stats import in_words

KIND = CheckKind.HEARTBEAT


async def check(check: Check, ways: Ways) -> Result | None:
    """Give a failure when another beat is missing, and else nothing: who takes a beat has the success."""
    return found(check, await ways.beat_of(check.id), ways.now(), ways.region)


def found(check: Check, beat: Beat, now: datetime, region: str = "") -> Result | None:
    """Say that a beat is missing, once for each."""
    if now <= due(check, beat):
        return None
    silent, usual = (in_words(int(time.total_seconds())) for time in (now - beat.last, check.interval))
    return Result(
        now, FailureType.TIMEOUT, f"it has not called in for {silent}; it should every {usual}", region=region
    )


def due(check: Check, beat: Beat) -> datetime:
    """When the next beat is missing: an interval and what it may be late, or an interval after the last one missed."""
    next_due = beat.last + check.interval + check.timeout
    if beat.standing.since is None:
        return next_due
    return max(next_due, beat.standing.since + beat.standing.failures * check.interval)


def beaten(now: datetime, region: str = "") -> Result:
    """Give the success that a beat is."""
    return Result(now, region=region)
