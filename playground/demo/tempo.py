"""How fast the story goes on: time to read and to watch, which can be paused, hurried, and shortened for tests."""

from __future__ import annotations

import asyncio
import contextlib
import time

BASE, PER_WORD = 4.5, 0.4
"""Seconds for a caption: to read it at 150 words a minute, and to look at what it speaks of."""


class Tempo:
    """`pace` 1 is for people; 50 goes fifty times as fast."""

    def __init__(self, pace: float) -> None:
        self._pace = pace
        self._stirred = asyncio.Event()
        self.is_hurried = False
        self.is_paused = False

    def shortened(self, seconds: float) -> float:
        return seconds / self._pace

    async def hold(self, seconds: float) -> None:
        """Let that much time pass, not counting pauses; no more of it once hurried."""
        left = self.shortened(seconds)
        while not self.is_hurried and (self.is_paused or left > 0):
            self._stirred.clear()
            began, was_paused = time.monotonic(), self.is_paused
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stirred.wait(), None if was_paused else left)
            left -= 0 if was_paused else time.monotonic() - began

    async def begin_scene(self) -> None:
        """Wait while paused, unless hurried; the new scene is not hurried yet."""
        await self.hold(0)
        self.is_hurried = False

    def pause(self, *, paused: bool) -> None:
        self.is_paused = paused
        self._stirred.set()

    def hurry(self) -> None:
        """Go through the rest of this scene without holding."""
        self.is_hurried = True
        self._stirred.set()


def reading(caption: str) -> float:
    """Return the seconds that a person needs for a caption."""
    return BASE + PER_WORD * len(caption.split())


def typing(text: str) -> float:
    """Return the seconds that writing is watched: long enough to be followed, never a bore."""
    return min(3.0, 0.6 + 0.05 * len(text))
