"""What the results of a check come to: when trouble begins, how bad it has become, and when it is over."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from incidents.checks import Check
from incidents.failure import Failure, FailureType
from incidents.model import Severity
from incidents.text import cut_line

_MOST_REFUSALS, _FAILURES_UNTIL_MAJOR = 2, 3
_FAILURES_UNTIL_CRITICAL = 5


@dataclass(frozen=True, slots=True)
class Result:
    """What one look found, begun at `at`. `took` and `status` are None when it came to no answer.

    `failure_type` says how it failed, None that it did not. The error can be stored and shown, whatever was in it.
    It was `refused` when the bot itself would not look, which says nothing about what is watched.
    """

    at: datetime
    failure_type: FailureType | None = None
    error: str = ""
    took: timedelta | None = None
    status: int | None = None
    region: str = ""
    refused: bool = False

    def __post_init__(self) -> None:
        """Refuse a time without a zone; clean the error of what a server may have put there."""
        if self.at.tzinfo is None:
            raise ValueError(f"a time without a zone: {self.at}")
        readable = self.error.encode("utf-8", "replace").decode()
        object.__setattr__(self, "error", cut_line("error", readable))

    @property
    def ok(self) -> bool:
        """Whether all was as it should be."""
        return self.failure_type is None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a check stands: whether its trouble is open, and its failures or successes so far.

    `failures` count from the first one, at `since`. While nothing is open a success ends the count. Once the trouble
    is open only a recovery does: a success too few is part of the same trouble, which gets no smaller by it.
    `successes` are those in a row since the last failure, counted while the trouble is open.
    """

    failing: bool = False
    failures: int = 0
    successes: int = 0
    since: datetime | None = None


WELL = Standing()


class TurnKind(StrEnum):
    """What a result may bring about."""

    NOTHING = "nothing"
    OPENED = "opened"
    WORSENED = "worsened"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Turn:
    """What a result brought about. The severity is there when the trouble opened or got worse."""

    kind: TurnKind
    severity: Severity | None = None

    @classmethod
    def nothing(cls) -> Self:
        """All stays as it is."""
        return cls(TurnKind.NOTHING)


def severity_after(failures: int) -> Severity:
    """Give how bad it is after so many failures (wakestack.txt, "Automatic Incidents")."""
    if failures >= _FAILURES_UNTIL_CRITICAL:
        return Severity.CRITICAL
    return Severity.MAJOR if failures >= _FAILURES_UNTIL_MAJOR else Severity.MINOR


def follow(check: Check, standing: Standing, result: Result) -> tuple[Standing, Turn]:
    """Take a result, and say how the check stands now and what that brings about."""
    if not result.ok:
        return _failed(check, standing, result)
    if not standing.failing:
        return WELL, Turn.nothing()
    successes = standing.successes + 1
    if successes >= check.recoveries:
        return WELL, Turn(TurnKind.RECOVERED)
    return replace(standing, successes=successes), Turn.nothing()


def failure_of(standing: Standing, result: Result) -> Failure:
    """Give what an incident keeps of it: the last words, and how many failures there have been."""
    regions = (result.region,) if result.region else ()
    return Failure(result.failure_type, result.error or None, regions, standing.failures)


def _failed(check: Check, standing: Standing, result: Result) -> tuple[Standing, Turn]:
    failures = standing.failures + 1
    failing = standing.failing or failures >= check.failures
    if result.refused and failing:
        failures = _refusals(standing)
    return (
        Standing(failing, failures, 0, standing.since or result.at),
        _turn_after_failure(standing, failing, severity_after(failures)),
    )


def _refusals(before: Standing) -> int:
    """Count a refusal of trouble that is open no further than minor, and take back nothing that was counted."""
    return max(before.failures, _MOST_REFUSALS) if before.failing else _MOST_REFUSALS


def _turn_after_failure(before: Standing, failing: bool, severity: Severity) -> Turn:  # noqa: FBT001
    if failing and not before.failing:
        return Turn(TurnKind.OPENED, severity)
    if failing and severity.is_worse_than(severity_after(before.failures)):
        return Turn(TurnKind.WORSENED, severity)
    return Turn.nothing()
