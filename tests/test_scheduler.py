"""The clock that only ticks."""

import asyncio
from datetime import UTC, datetime

from bot.scheduler import Clock


def now() -> datetime:
    """Give the real time."""
    return datetime.now(UTC)


async def test_a_call_may_ask_for_the_next_one_at_once() -> None:
    """It is called too, though the first has not come back yet: nobody else would wake who asked."""
    again = asyncio.Event()
    clock = Clock(now)
    clock.start()
    clock.at("a look", now(), lambda: clock.at("a look", now(), again.set))
    async with asyncio.timeout(5):
        await again.wait()
    clock.stop()
