"""What is asked for one by one and done many at a time: the asyncio half of a set-wise unit."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

MOST = 64


@dataclass
class Together(Generic[Asked, Answer]):
    """Whoever asks while others are being answered is answered with those who come meanwhile.

    When `answer` fails for many, it is tried for each alone, so that one of them hurts none of the others.
    """

    answer: Callable[[Sequence[Asked]], Awaitable[Sequence[Answer]]]
    _waiting: deque[tuple[Asked, asyncio.Future[Answer]]] = field(default_factory=deque)
    _answering: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Answer:
        """Give the answer to this one. Raises what `answer` raises for it."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, future))
        if self._answering is None:
            self._answering = asyncio.create_task(self._answer_all())
        return await future

    async def _answer_all(self) -> None:
        try:
            while self._waiting:
                await self._answer_some(
                    [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                )
        finally:
            self._answering = None

    async def _answer_some(self, some: Sequence[tuple[Asked, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self.answer([asked for asked, _ in some])
        except Exception as error:  # noqa: BLE001 - it belongs to whoever asked
            await self._one_by_one(some, error)
            return
        for (_, future), answer in zip(some, answers, strict=True):
            if not future.done():  # its caller may have been cancelled meanwhile
                future.set_result(answer)

    async def _one_by_one(
        self, some: Sequence[tuple[Asked, asyncio.Future[Answer]]], error: Exception
    ) -> None:
        if len(some) > 1:
            for each in some:
                await self._answer_some([each])
        elif not some[0][1].done():
            some[0][1].set_exception(error)
