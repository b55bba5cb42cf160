"""Asking one by one, and being answered many at a time."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.together import MOST, Together


class Counter:
    """Gives ten times what it is asked, a batch at a time; refuses odd thirteens."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.open = asyncio.Event()

    async def tenfold(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        await self.open.wait()
        if -13 in numbers:
            raise ValueError("thirteen")
        return [10 * number for number in numbers]


async def test_who_asks_meanwhile_is_answered_with_the_others() -> None:
    """One batch is on its way; the rest waits together, and each gets an answer of its own."""
    counter = Counter()
    together = Together(counter.tenfold)
    first = asyncio.create_task(together.ask(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.create_task(together.ask(number)) for number in range(2, 2 + MOST + 1)]
    counter.open.set()

    assert await asyncio.gather(first, *others) == [10 * number for number in range(1, MOST + 3)]
    assert [len(batch) for batch in counter.batches] == [1, MOST, 1]


async def test_one_that_fails_hurts_none_of_the_others() -> None:
    """They are asked for again, each alone, and only whose it is hears of the failure."""
    counter = Counter()
    counter.open.set()
    together = Together(counter.tenfold)

    twelve, thirteen, fourteen = await asyncio.gather(
        together.ask(12), together.ask(-13), together.ask(14), return_exceptions=True
    )

    assert (twelve, fourteen) == (120, 140)
    assert isinstance(thirteen, ValueError)
    assert await together.ask(1) == 10


async def test_one_that_was_cancelled_keeps_nobody_from_an_answer() -> None:
    """As a send that took too long."""
    counter = Counter()
    together = Together(counter.tenfold)
    impatient = asyncio.create_task(together.ask(1))
    patient = asyncio.create_task(together.ask(2))
    await asyncio.sleep(0)
    impatient.cancel()
    counter.open.set()

    assert await patient == 20
    with pytest.raises(asyncio.CancelledError):
        await impatient
