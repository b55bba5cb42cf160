"""What every command carries: who calls, what they saw, and how a repeat is recognised; and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from incidents.model import Actor, Change, Incident

Json = Any


@dataclass(frozen=True, slots=True)
class Once:
    """Makes a repeated command act once. The answer is rendered and kept in the unit that does the work.

    `key` names the request (Slack's trigger_id, an Idempotency-Key); `fingerprint` tells a repeat from another
    request under the same key; `render` is pure and gives plain JSON.
    """

    key: str
    render: Callable[[Change], Json]
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the caller saw when deciding: the round, and where exactness matters the version."""

    round: int
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who commands, what they had before their eyes, and how a repeat is recognised."""

    actor: Actor
    seen: Seen | None = None
    once: Once | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command. A repeat has the first one's answer and no change of its own."""

    change: Change | None
    answer: Json = None

    @property
    def incident(self) -> Incident:
        """The incident as it is after the command."""
        if self.change is None:
            raise LookupError("a repeated command changed nothing; use its answer")
        return self.change.incident
