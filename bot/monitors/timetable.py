"""Which check is due when: each at its interval from its own first moment, and never while a look at it goes on."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from incidents.checks import Check

# The first looks are spread over at most this many seconds, and the later ones keep their distance from each other.
SPREAD = 60.0


@dataclass(eq=False, slots=True)
class Place:
    """A check's place in the timetable. It is due at a time in seconds that only grow."""

    check: Check
    due: float
    looked_at: Check | None = None
    is_gone: bool = False

    def __lt__(self, other: "Place") -> bool:
        """The heap asks who is due first."""
        return self.due < other.due

    def is_for(self, check: Check) -> bool:
        """Whether that check is still wanted, just as it was."""
        return self.check is check and not self.is_gone


@dataclass
class Timetable:
    """The checks that there are. `chance` gives numbers from 0 to 1; `skipped` counts the looks left out."""

    chance: Callable[[], float]
    skipped: int = 0
    _places: dict[str, Place] = field(default_factory=dict)
    _waiting: list[Place] = field(default_factory=list)

    def replace(self, checks: Iterable[Check], now: float) -> None:
        """Have these checks from now on. One that is as it was keeps its time; one that changed begins anew."""
        wanted = {check.id: check for check in checks}
        for check_id, place in self._places.items():
            place.is_gone = check_id not in wanted
        for check in wanted.values():
            self._put(check, now)
        self._forget_what_is_gone()
        self._waiting = [place for place in self._places.values() if place.looked_at is None]
        heapq.heapify(self._waiting)

    def take(self, now: float) -> tuple[Place, Check] | None:
        """Give what is due first, to be looked at; None when nothing is due yet. `done` gives it back."""
        if not self._waiting or self._waiting[0].due > now:
            return None
        place = heapq.heappop(self._waiting)
        place.looked_at = place.check
        return place, place.check

    def done(self, place: Place, now: float) -> None:
        """Have it come round again, at the first of its times that has not passed."""
        looked_at, place.looked_at = place.looked_at, None
        if place.is_gone:
            self._forget_what_is_gone()
            return
        if place.check is looked_at:
            pause = place.check.looks_every.total_seconds()
            passed = max(0, int((now - place.due) // pause))
            self.skipped += passed
            place.due += (passed + 1) * pause
        heapq.heappush(self._waiting, place)

    @property
    def next_due(self) -> float | None:
        """When the next look is due; None when nothing waits for one."""
        return self._waiting[0].due if self._waiting else None

    def _put(self, check: Check, now: float) -> None:
        first = now + self.chance() * min(check.looks_every.total_seconds(), SPREAD)
        place = self._places.setdefault(check.id, Place(check, first))
        if place.check != check:
            place.check, place.due = check, first

    def _forget_what_is_gone(self) -> None:
        gone = [name for name, place in self._places.items() if place.is_gone and place.looked_at is None]
        for name in gone:
            del self._places[name]
