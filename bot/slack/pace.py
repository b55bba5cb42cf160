"""How fast we may post: about one message a second a channel, and nothing while Slack has told us to wait.

Ours because the known limiters make the caller wait, and a row that waits here holds its lease: each row is told
instead when to come back, and finds its place kept.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

SPACING = timedelta(seconds=1)
BURST = timedelta(seconds=5)


class Pace:
    """Places in the queue of each channel. Lives as long as the process; a restart starts with an empty queue."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Use the world's clock."""
        self._now = now
        self._next: dict[str, datetime] = {}
        self._places: dict[tuple[str, str], datetime] = {}
        self._closed: dict[str, datetime] = {}

    def wait_for(self, method: str, channel: str, key: str) -> timedelta:
        """Say how long this row must wait; zero means now. A row that comes back has its place."""
        now = self._now()
        opens = max(now, self._closed.get(method, now), self._closed.get(channel, now))
        place = self._places.pop((channel, key), None) or self._place(channel, now)
        if place < opens and opens > now:  # or all who waited behind the closed door would rush in at once
            place = max(opens, self._place(channel, opens))
        if place <= now:
            return timedelta(0)
        self._places[channel, key] = place
        return place - now

    def close(self, what: str, pause: timedelta) -> None:
        """Slack said to wait: nothing goes to this method or channel until then."""
        self._closed[what] = self._now() + pause

    def _place(self, channel: str, now: datetime) -> datetime:
        """Let a burst through at once, and space what comes after it."""
        rested = now - BURST
        following = max(self._next.get(channel, rested), rested) + SPACING
        self._next[channel] = following
        return following
