"""How fast we may post: about one message a second a channel, and nothing while Slack has told us to wait.

Ours because the known limiters make the caller wait, and a row that waits here holds its lease: each row is told
instead when to ask again. That is no place: whoever is more urgent by then goes first, the others let the urgent
pass, and who does not ask again leaves no gap.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

SECOND = timedelta(seconds=1)
SPACING = SECOND
BURST = 5
# Of the urgent so many ask in the same second, so that a newcomer is not put behind them all.
ASKING_TOGETHER = 50
MANY_STREETS = 1_000
# After a no Slack's own number, tier 3's 50, is kept for a minute from just below. Posts are limited by channel: one
# that is busy says nothing of the others, and a crowd must be reminded as fast as Slack takes it.
TIERS = {"chat.update": timedelta(minutes=1) / 48}
CAREFUL_FOR = timedelta(minutes=1)
# What can wait takes no more than this of a method, from the first call on: what comes then must find it open.
PATIENT_SPACING = timedelta(seconds=2)
PATIENT_BURST = 10


class Rank(IntEnum):
    """Who goes first."""

    URGENT = 0
    ORDINARY = 1
    PATIENT = 2


@dataclass
class Street:
    """What takes one at a time and, when it is rested, a burst at once: a channel, a method, a part of one."""

    spacing: timedelta
    burst: int = 1
    _taken: datetime | None = None
    _waiting: dict[Rank, dict[str, datetime]] = field(default_factory=lambda: defaultdict(dict))

    def free_at(self, key: str, rank: Rank, now: datetime) -> datetime:
        """Say when the row of that key could go, were it alone in its rank."""
        self._forget(key, now)
        slot = self._slot(now)
        let_pass = any(self._waiting[higher] for higher in Rank if higher < rank)
        return max(slot, now + SECOND) if let_pass else slot

    def room_at(self, rank: Rank, at: datetime) -> datetime:
        """Find the first second in which not too many of the same rank ask already."""
        together = ASKING_TOGETHER if rank is Rank.URGENT else max(1, SECOND // self.spacing)
        asking = Counter(int(other.timestamp()) for other in self._waiting[rank].values())
        while asking[int(at.timestamp())] >= together:
            at += SECOND
        return at

    def note(self, key: str, rank: Rank, at: datetime) -> None:
        """Remember that it asks again then."""
        self._waiting[rank][key] = at

    def take(self, now: datetime) -> None:
        """Let one through."""
        self._taken = self._slot(now)

    def is_empty(self, now: datetime) -> bool:
        """Whether nothing would be lost with it."""
        self._forget("", now)
        return self._taken_or_rested(now) == self._rested(now) and not any(self._waiting.values())

    def _slot(self, now: datetime) -> datetime:
        return self._taken_or_rested(now) + self.spacing

    def _taken_or_rested(self, now: datetime) -> datetime:
        return max(self._taken or self._rested(now), self._rested(now))

    def _rested(self, now: datetime) -> datetime:
        return now - self.burst * self.spacing

    def _forget(self, key: str, now: datetime) -> None:
        """Leave out this row, which asks anew, and those who did not ask again: they were not needed any more."""
        for rank, waiting in self._waiting.items():
            self._waiting[rank] = {
                each: at for each, at in waiting.items() if each != key and at + SECOND >= now
            }


class Pace:
    """What each channel and method can take now. Lives as long as the process; a restart starts with rested ones."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Use the world's clock."""
        self._now = now
        self._streets: dict[str, Street] = {}
        self._closed: dict[str, datetime] = {}
        self._tidy_at = MANY_STREETS

    def wait_for(self, method: str, channel: str, key: str, rank: Rank) -> timedelta:
        """Say how long the row of that key must wait before it asks again; zero means that it may go now."""
        now = self._now()
        streets = self._streets_of(method, channel, rank, now)
        at = max(self._closed.get(method, now), *(street.free_at(key, rank, now) for street in streets))
        if at <= now:
            for street in streets:
                street.take(now)
            return timedelta(0)
        for street in streets:
            at = street.room_at(rank, at)
        for street in streets:
            street.note(key, rank, at)
        return at - now

    def close(self, method: str, pause: timedelta) -> None:
        """Slack said to wait: nothing goes by this method until then, though a later answer names a shorter pause."""
        until = self._now() + pause
        self._closed[method] = max(self._closed.get(method, until), until)

    def closed_for(self, method: str) -> timedelta:
        """Say how long nothing may go by this method, whichever channel it is for; zero when it is open."""
        return max(self._closed.get(method, self._now()) - self._now(), timedelta(0))

    def _streets_of(self, method: str, channel: str, rank: Rank, now: datetime) -> list[Street]:
        found = [self._street(channel, now, SPACING, BURST)]
        if rank is Rank.PATIENT:
            found.append(self._street(f"patient {method}", now, PATIENT_SPACING, PATIENT_BURST))
        if method in TIERS and self._is_careful(method, now):
            found.append(self._street(method, now, TIERS[method]))
        return found

    def _is_careful(self, method: str, now: datetime) -> bool:
        """Whether Slack said no in the last minute, or some still wait for what it said then."""
        if method not in self._closed:
            return False
        waits = method in self._streets and not self._streets[method].is_empty(now)
        return waits or now < self._closed[method] + CAREFUL_FOR

    def _street(self, name: str, now: datetime, spacing: timedelta, burst: int = 1) -> Street:
        if name not in self._streets:
            self._tidy(now)
            self._streets[name] = Street(spacing, burst)
        return self._streets[name]

    def _tidy(self, now: datetime) -> None:
        if len(self._streets) >= self._tidy_at:
            self._streets = {name: each for name, each in self._streets.items() if not each.is_empty(now)}
            self._tidy_at = max(MANY_STREETS, 2 * len(self._streets))
