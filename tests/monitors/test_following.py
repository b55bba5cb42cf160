"""What the results of a check come to, as a table and as properties."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.checks import Check, CheckKind
from incidents.failure import Failure, FailureType
from incidents.model import Severity
from incidents.monitoring import (
    WELL,
    Result,
    Standing,
    Turn,
    TurnKind,
    failure_of,
    follow,
    severity_after,
)

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SHOP = Check(id="shop", kind=CheckKind.HTTP, target="https://shop.example/")

THRESHOLDS = st.integers(min_value=1, max_value=7)
RESULTS = st.lists(st.booleans(), max_size=60)


def result(number: int, *, ok: bool) -> Result:
    """Give the result of that number, a minute after the one before."""
    at = NOON + timedelta(minutes=number)
    return Result(at) if ok else Result(at, FailureType.TIMEOUT, "no answer within 10 s")


def followed(check: Check, oks: list[bool]) -> list[tuple[Standing, Turn]]:
    """Follow the results from the beginning."""
    standing, story = WELL, []
    for number, ok in enumerate(oks):
        standing, turn = follow(check, standing, result(number, ok=ok))
        story.append((standing, turn))
    return story


def turns(check: Check, oks: str) -> list[str]:
    """Tell the story of results written as `.` and `x`, a word for each."""
    return [
        turn.severity.value if turn.severity else turn.kind.value if turn.kind is TurnKind.RECOVERED else ""
        for _, turn in followed(check, [ok == "." for ok in oks])
    ]


@pytest.mark.parametrize(
    ("failures", "severity"),
    [(1, "minor"), (2, "minor"), (3, "major"), (4, "major"), (5, "critical"), (500, "critical")],
)
def test_the_severity_follows_the_failures(failures: int, severity: str) -> None:
    """1-2 minor, 3-4 major, 5 and over critical."""
    assert severity_after(failures) is Severity(severity)


@pytest.mark.parametrize(
    ("failures", "recoveries", "oks", "story"),
    [
        (1, 1, "..x.", ["", "", "minor", "recovered"]),
        (2, 1, "x.xx", ["", "", "", "minor"]),
        (3, 1, "xxx", ["", "", "major"]),
        (6, 1, "xxxxxx", ["", "", "", "", "", "critical"]),
        (1, 1, "xxxxxx.", ["minor", "", "major", "", "critical", "", "recovered"]),
        (1, 2, "x.x..x", ["minor", "", "", "", "recovered", "minor"]),
        (1, 3, "x.x.x.x.x", ["minor", "", "", "", "major", "", "", "", "critical"]),
    ],
)
def test_a_story_has_its_turns(failures: int, recoveries: int, oks: str, story: list[str]) -> None:
    """It opens at the threshold, worsens as failures go on, and is over after enough successes in a row."""
    assert turns(replace(SHOP, failures=failures, recoveries=recoveries), oks) == story


@given(THRESHOLDS, THRESHOLDS, RESULTS)
def test_nothing_opens_before_so_many_failures_in_a_row(
    failures: int, recoveries: int, oks: list[bool]
) -> None:
    """And it opens at once then: no turn opens what is open."""
    story = followed(replace(SHOP, failures=failures, recoveries=recoveries), oks)
    for number, (standing, turn) in enumerate(story):
        was_failing = number > 0 and story[number - 1][0].failing
        in_a_row = oks[max(0, number + 1 - failures) : number + 1]
        assert (turn.kind is TurnKind.OPENED) == (standing.failing and not was_failing)
        if turn.kind is TurnKind.OPENED:
            assert in_a_row == [False] * failures
        elif in_a_row == [False] * failures:
            assert was_failing


@given(THRESHOLDS, THRESHOLDS, RESULTS)
def test_nothing_recovers_before_so_many_successes_in_a_row(
    failures: int, recoveries: int, oks: list[bool]
) -> None:
    """And never later: what recovers has not recovered before."""
    story = followed(replace(SHOP, failures=failures, recoveries=recoveries), oks)
    for number, (_, turn) in enumerate(story):
        was_failing = number > 0 and story[number - 1][0].failing
        in_a_row = oks[max(0, number + 1 - recoveries) : number + 1]
        if turn.kind is TurnKind.RECOVERED:
            assert was_failing
            assert in_a_row == [True] * recoveries
        elif in_a_row == [True] * recoveries:
            assert not story[number][0].failing


@given(THRESHOLDS, THRESHOLDS, RESULTS)
def test_the_severity_never_falls_while_it_fails(failures: int, recoveries: int, oks: list[bool]) -> None:
    """Each worsening is to a worse one, and the last told is what the failures come to."""
    told: Severity | None = None
    for standing, turn in followed(replace(SHOP, failures=failures, recoveries=recoveries), oks):
        if turn.kind is TurnKind.WORSENED:
            assert told is not None
            assert turn.severity is not None
            assert turn.severity.is_worse_than(told)
        told = (turn.severity or told) if standing.failing else None
        assert told is (severity_after(standing.failures) if standing.failing else None)


@given(THRESHOLDS, THRESHOLDS, RESULTS)
def test_the_trouble_is_known_since_its_first_failure(
    failures: int, recoveries: int, oks: list[bool]
) -> None:
    """What is well has no beginning, and counts nothing."""
    check = replace(SHOP, failures=failures, recoveries=recoveries)
    before = WELL
    for number, (standing, _) in enumerate(followed(check, oks)):
        assert (standing.since is None) == (standing.failures == 0)
        assert standing.failing or standing.successes == 0
        if before.failures == 0 and standing.failures:
            assert standing.since == result(number, ok=False).at
        elif standing.failures:
            assert standing.since == before.since
        before = standing


def test_a_threshold_that_was_lowered_holds_for_the_next_failure() -> None:
    """The policy was read again in between."""
    standing = Standing(failures=4, since=NOON)
    _, turn = follow(replace(SHOP, failures=2), standing, result(5, ok=False))
    assert turn == Turn(TurnKind.OPENED, Severity.CRITICAL)


def test_an_incident_keeps_what_the_check_said() -> None:
    """How, in which words, from where, and how many times."""
    found = replace(result(1, ok=False), region="here")
    assert failure_of(Standing(failures=3), found) == Failure(
        FailureType.TIMEOUT, "no answer within 10 s", ("here",), 3
    )
    assert failure_of(WELL, Result(NOON)) == Failure()


def test_the_words_of_a_result_can_be_stored_whatever_a_server_put_there() -> None:
    """Half characters, NUL, line breaks and books."""
    found = Result(NOON, FailureType.CONNECTION_ERROR, "a\ud800b\x00\nc" + "d" * 10_000)
    assert found.error.startswith("a?b cd")
    assert len(found.error) == 255


def test_a_time_without_a_zone_is_refused() -> None:
    """It would be somebody's local time."""
    with pytest.raises(ValueError, match="without a zone"):
        Result(NOON.replace(tzinfo=None))
