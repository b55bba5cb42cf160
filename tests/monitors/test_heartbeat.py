"""A job that does not call in fails once for every beat that is missing."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.monitors.heartbeat import beaten, due, found
from bot.monitors.ways import Beat, open_ways
from incidents.checks import USUAL, Check, CheckKind
from incidents.failure import FailureType
from incidents.model import Severity
from incidents.monitoring import WELL, Standing, Turn, TurnKind, follow
from tests.monitors.conftest import CHECKS

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BACKUP = Check(id="backup", kind=CheckKind.HEARTBEAT, **USUAL[CheckKind.HEARTBEAT])


@pytest.mark.parametrize(
    ("later", "is_missing"), [(HOUR, False), (HOUR + MINUTE, False), (HOUR + 2 * MINUTE, True)]
)
def test_a_beat_is_missing_after_the_interval_and_what_it_may_be_late(
    later: timedelta,
    is_missing: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Here an hour, and a minute."""
    assert (found(BACKUP, Beat(NOON, WELL), NOON + later) is not None) == is_missing


def test_the_words_say_how_long_it_is_silent() -> None:
    """And how often it should call in."""
    result = found(BACKUP, Beat(NOON, WELL), NOON + 2 * HOUR)
    assert result is not None
    assert result.failure_type is FailureType.TIMEOUT
    assert result.error == "it has not called in for 2 hours; it should every 1 hour"


def test_however_often_it_is_looked_at_each_missing_beat_is_one_failure() -> None:
    """Three silent hours are three failures, at one, two and three hours and what it may be late."""
    standing, failed_at = WELL, []
    for minutes in range(200):
        at = NOON + minutes * MINUTE
        result = found(BACKUP, Beat(NOON, standing), at)
        if result:
            standing, _ = follow(BACKUP, standing, result)
            failed_at.append(minutes)
    assert failed_at == [62, 123, 183]
    assert standing.failures == 3


def test_a_beat_is_the_success() -> None:
    """Whoever takes it follows it at once."""
    standing, turn = follow(BACKUP, Standing(True, 3, 0, NOON), beaten(NOON + 4 * HOUR))  # noqa: FBT003
    assert (standing, turn) == (WELL, Turn(TurnKind.RECOVERED))


def test_what_was_silent_while_the_bot_was_down_is_waited_for_anew() -> None:
    """The last beat is then when the bot began to listen: the failures before do not come again at once."""
    standing = Standing(True, 2, 0, NOON)  # noqa: FBT003
    assert due(BACKUP, Beat(NOON + 5 * HOUR, standing)) == NOON + 6 * HOUR + MINUTE


async def test_the_check_asks_for_the_last_beat() -> None:
    """By the monitor's id."""
    asked = []

    async def beat_of(check_id: str) -> Beat:
        asked.append(check_id)
        return Beat(NOON, WELL)

    async with open_ways((), lambda: NOON + 2 * HOUR, beat_of) as ways:
        result = await CHECKS[CheckKind.HEARTBEAT](BACKUP, ways)
    assert asked == ["backup"]
    assert result is not None
    _, turn = follow(BACKUP, WELL, result)
    assert turn == Turn(TurnKind.OPENED, Severity.MINOR)
