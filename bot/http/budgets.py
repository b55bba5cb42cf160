"""How many requests a minute somebody may still make: the generic cell rate algorithm, one number for each."""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
REQUESTS = 600
FAILURES = 30
# Beyond this the one that was seen least lately is forgotten, and begins with a whole budget.
REMEMBERED = 10_000
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left after a request: of `limit` a minute `remaining`, whole again at `reset`; the wait if none was."""

    limit: int
    remaining: int
    now: datetime
    reset: datetime
    retry_after: timedelta = timedelta()

    @property
    def is_spent(self) -> bool:
        """Whether the request is one too many."""
        return self.retry_after > timedelta()

    @property
    def headers(self) -> dict[str, str]:
        """Tell it in the two ways that clients know: the older X- headers, and those of the IETF's draft."""
        reset_at = math.ceil(self.reset.timestamp())
        seconds = max(0, math.ceil((self.reset - self.now).total_seconds()))
        told = {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(self.remaining),
            "x-ratelimit-reset": str(reset_at),
            "ratelimit-limit": str(self.limit),
            "ratelimit-remaining": str(self.remaining),
            "ratelimit-reset": str(seconds),
        }
        return told | (
            {"retry-after": str(math.ceil(self.retry_after.total_seconds()))} if self.is_spent else {}
        )


@dataclass
class Budgets:
    """A budget for each name. It lives in memory: a restart begins with whole ones."""

    now: Callable[[], datetime]
    _whole_at: OrderedDict[str, datetime] = field(default_factory=OrderedDict)

    def spend(self, name: str, limit: int) -> Standing:
        """Take one request from the budget, unless it is spent."""
        now, each = self.now(), MINUTE / limit
        whole_at = max(now, self._whole_at.get(name, now)) + each
        wait = whole_at - MINUTE - now
        if wait > timedelta():
            return Standing(limit, 0, now, whole_at - each, wait)
        self._remember(name, whole_at)
        return Standing(limit, int((now + MINUTE - whole_at) / each + ROUNDING), now, whole_at)

    def _remember(self, name: str, whole_at: datetime) -> None:
        self._whole_at[name] = whole_at
        self._whole_at.move_to_end(name)
        if len(self._whole_at) > REMEMBERED:
            self._whole_at.popitem(last=False)
