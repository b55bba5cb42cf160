"""How fast we may post: about one message a second a channel, and nothing while Slack has told us to wait.

Ours because the known limiters make the caller wait, and a row that waits here holds its lease: each row is told
instead when to ask again. That is no place: whoever is more urgent by then goes first, the others let the urgent
pass, and who does not ask again leaves no gap.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

SPACING = timedelta(seconds=1)
BURST = timedelta(seconds=5)
# Of the urgent so many ask in the same second, so that a newcomer is not put behind them all.
ASKING_TOGETHER = 50
MANY_CHANNELS = 1_000


class Pace:
    """What each channel can take now. Lives as long as the process; a restart starts with rested channels."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Use the world's clock."""
        self._now = now
        self._taken: dict[str, datetime] = {}
        self._closed: dict[str, datetime] = {}
        self._urgent: dict[str, dict[str, datetime]] = {}
        self._others: dict[str, dict[str, datetime]] = {}
        self._tidy_at = MANY_CHANNELS

    def wait_for(self, method: str, channel: str, key: str, *, urgent: bool) -> timedelta:
        """Say how long the row of that key must wait before it asks again; zero means that it may go now."""
        now = self._now()
        urgent_ones = _still_waiting(self._urgent, channel, key, now)
        mine = urgent_ones if urgent else _still_waiting(self._others, channel, key, now)
        slot = self._next_slot(channel, now)
        earliest = max(slot, self._closed.get(method, slot))
        if earliest <= now and (urgent or not urgent_ones):
            self._take(channel, slot, now)
            return timedelta(0)
        earliest = max(earliest, now) if urgent or not urgent_ones else max(earliest, now + SPACING)
        mine[key] = _free_second(mine, earliest, ASKING_TOGETHER if urgent else 1)
        (self._urgent if urgent else self._others)[channel] = mine
        return mine[key] - now

    def close(self, method: str, pause: timedelta) -> None:
        """Slack said to wait: nothing goes by this method until then, though a later answer names a shorter pause."""
        until = self._now() + pause
        self._closed[method] = max(self._closed.get(method, until), until)

    def closed_for(self, method: str) -> timedelta:
        """Say how long nothing may go by this method, whichever channel it is for; zero when it is open."""
        return max(self._closed.get(method, self._now()) - self._now(), timedelta(0))

    def _next_slot(self, channel: str, now: datetime) -> datetime:
        """A rested channel takes a burst at once; what comes after is spaced."""
        rested = now - BURST
        return max(self._taken.get(channel, rested), rested) + SPACING

    def _take(self, channel: str, slot: datetime, now: datetime) -> None:
        self._taken[channel] = slot
        if len(self._taken) > self._tidy_at:
            self._taken = {name: at for name, at in self._taken.items() if at > now - BURST}
            self._tidy_at = max(MANY_CHANNELS, 2 * len(self._taken))


def _free_second(waiting: dict[str, datetime], earliest: datetime, together: int) -> datetime:
    """Find the first second in which fewer than so many others ask."""
    asking = Counter(int(at.timestamp()) for at in waiting.values())
    while asking[int(earliest.timestamp())] >= together:
        earliest += SPACING
    return earliest


def _still_waiting(
    waiting: dict[str, dict[str, datetime]], channel: str, key: str, now: datetime
) -> dict[str, datetime]:
    """Forget this row, which asks anew, and those who did not ask again: they were not needed any more."""
    asking = waiting.pop(channel, {})
    still = {each: at for each, at in asking.items() if each != key and at + SPACING >= now}
    if still:
        waiting[channel] = still
    return still
