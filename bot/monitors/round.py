"""Looks at every check in its turn: so many at once, none twice at once, and what cannot be kept up with is left out.

Knows neither how a check is made nor what becomes of its result.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from bot.monitors.timetable import Place, Timetable
from incidents.checks import Check
from incidents.monitoring import Result

AT_ONCE = 32

log = structlog.get_logger(__name__)

Look = Callable[[Check], Awaitable[Result | None]]
Tell = Callable[[Check, Result], Awaitable[None]]


class Call(Protocol):
    """A call that was arranged, and may be called off."""

    def cancel(self) -> None:
        """Call it off."""


class Timer(Protocol):
    """A clock that only grows, in seconds, and calls back: an event loop is one."""

    def time(self) -> float:
        """Give the time."""

    def call_later(self, delay: float, callback: Callable[[], None]) -> Call:
        """Call back once, after so many seconds."""


@dataclass
class Round:
    """Runs the checks that it was given. `look` makes one, `tell` is given what it found, if anything.

    One check's results are told one after the other. What a look finds that went on while its check was changed or
    taken out is not told.
    """

    look: Look
    tell: Tell
    timer: Timer
    chance: Callable[[], float]
    at_once: int = AT_ONCE
    _timetable: Timetable = field(init=False)
    _looks: dict[asyncio.Task[None], Place] = field(default_factory=dict)
    _telling: set[Place] = field(default_factory=set)
    _call: Call | None = None
    _stopped: bool = False

    def __post_init__(self) -> None:
        """Begin with no checks."""
        self._timetable = Timetable(self.chance)

    def follow(self, checks: Iterable[Check]) -> None:
        """Look at these from now on, each for the first time at a moment of chance."""
        self._timetable.replace(checks, self.timer.time())
        self._go_on()

    @property
    def skipped(self) -> int:
        """How many looks were left out since the start, because the one before or the others took too long."""
        return self._timetable.skipped

    async def stop(self, grace: float) -> None:
        """Look at nothing more. What was found already is told, if that takes no longer than `grace` seconds."""
        self._stopped = True
        self._call_off()
        for look, place in self._looks.items():
            if place not in self._telling:
                look.cancel()
        if self._looks:
            _, left = await asyncio.wait(self._looks, timeout=grace)
            for look in left:
                look.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    def _go_on(self) -> None:
        """Begin what is due, as far as there is room, and come back for what is due next."""
        self._call_off()
        while not self._stopped and len(self._looks) < self.at_once:
            now = self.timer.time()
            taken = self._timetable.take(now)
            if taken is None:
                if self._timetable.next_due is not None:
                    self._call = self.timer.call_later(self._timetable.next_due - now, self._go_on)
                return
            look = asyncio.create_task(self._one(*taken))
            self._looks[look] = taken[0]
            look.add_done_callback(self._ended)

    async def _one(self, place: Place, check: Check) -> None:
        try:
            result = await self.look(check)
            if result is not None and place.is_for(check):
                self._telling.add(place)
                await self.tell(check, result)
        except Exception:  # an edge: a fault in one look must not stop the others
            log.exception("a monitor was not looked at", monitor=check.id)

    def _ended(self, look: asyncio.Task[None]) -> None:
        place = self._looks.pop(look)
        self._telling.discard(place)
        self._timetable.done(place, self.timer.time())
        self._go_on()

    def _call_off(self) -> None:
        if self._call:
            self._call.cancel()
            self._call = None
