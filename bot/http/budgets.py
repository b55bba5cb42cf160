"""How many requests a minute somebody may still make: the generic cell rate algorithm, one number for each."""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
REQUESTS = 600
# Beyond this the one that was seen least lately is forgotten, and begins with a whole budget.
REMEMBERED = 10_000
MICROSECOND = timedelta(microseconds=1)


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
        """Tell it in the two ways that clients know: the older X- headers, and those of the IETF's draft.

        Of the draft, the three headers that it had up to version 06, because clients read those; what came after
        them has one structured header instead. Source:
        https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-06
        """
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
    """A budget for each name, such as `token:...`. It lives in memory: a restart begins with whole ones.

    What stands before the colon is a kind, and each kind is remembered apart: whoever knocks from ten thousand
    addresses makes no token's budget whole.
    """

    now: Callable[[], datetime]
    _kinds: dict[str, OrderedDict[str, datetime]] = field(default_factory=dict)

    def spend(self, name: str, limit: int) -> Standing:
        """Take one request of `limit` a minute, at least 1, from the budget, unless it is spent."""
        now, each = self.now(), max(MINUTE // limit, MICROSECOND)
        known = self._kinds.setdefault(name.partition(":")[0], OrderedDict())
        before = known.get(name, now)
        # Later than a minute from now it cannot be, unless the clock was put back: that must lock nobody out.
        whole_at = (before if now < before <= now + MINUTE else now) + each
        wait = whole_at - MINUTE - now
        if wait > timedelta():
            return Standing(limit, 0, now, whole_at - each, wait)
        _remember(known, name, whole_at)
        return Standing(limit, min(limit - 1, (now + MINUTE - whole_at) // each), now, whole_at)


def _remember(known: OrderedDict[str, datetime], name: str, whole_at: datetime) -> None:
    known[name] = whole_at
    known.move_to_end(name)
    if len(known) > REMEMBERED:
        known.popitem(last=False)
