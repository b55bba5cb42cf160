"""A clock for the round that a test moves on by itself: nobody sleeps."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

_TURNS = 20  # of the event loop: enough for whatever was begun to come to its next wait


@dataclass(eq=False)
class Arranged:
    """A call at a time."""

    at: float
    call: Callable[[], None]
    is_off: bool = False

    def cancel(self) -> None:
        self.is_off = True


@dataclass
class HandTimer:
    """Seconds that grow when the test says so."""

    seconds: float = 1000.0
    calls: list[Arranged] = field(default_factory=list)

    def time(self) -> float:
        return self.seconds

    def call_later(self, delay: float, callback: Callable[[], None]) -> Arranged:
        self.calls.append(Arranged(self.seconds + delay, callback))
        return self.calls[-1]

    async def advance(self, seconds: float) -> None:
        """Let the time pass, each call in its moment."""
        end = self.seconds + seconds
        await settled()
        while (next_call := self._next(end)) is not None:
            self.seconds = max(self.seconds, next_call.at)
            self.calls.remove(next_call)
            next_call.call()
            await settled()
        self.seconds = end

    @property
    def waiting(self) -> int:
        """How many calls are still to come."""
        return sum(not call.is_off for call in self.calls)

    def _next(self, end: float) -> Arranged | None:
        due = [call for call in self.calls if not call.is_off and call.at <= end]
        return min(due, key=lambda call: call.at, default=None)


async def settled() -> None:
    """Let what was begun come as far as it can."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)
