"""How a repeat hears what the first one heard: looked up and kept in the unit that does the work."""

from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.caller import Once
from incidents.errors import KeyReused
from storage import answers
from storage.answers import Answer
from storage.store import Transaction

T = TypeVar("T")
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Doing(Generic[T]):
    """A unit that is still to be run: by whoever awaits it, or once for all repeats of a request."""

    run: Callable[[Callable[[Transaction], Any]], Awaitable[Any]]
    unit: Callable[[Transaction], T]

    def __await__(self) -> Generator[Any, Any, T]:
        """Do it, and give what comes of it."""
        return self.run(self.unit).__await__()

    async def answered(self, once: Once | None, render: Callable[[T], Told]) -> Told:
        """Do it, and give the answer; a repeat hears the first one's, and nothing is done."""

        def unit(tx: Transaction) -> Told:
            first = heard(tx, once)
            return first.answer if first else keep(tx, once, render(self.unit(tx)))

        told: Told = await self.run(unit)
        return told


def heard(tx: Transaction, once: Once | None) -> Answer | None:
    """Give what the first request under the key was answered. Raises `KeyReused` when it was another request."""
    first = answers.recall(tx, once.key) if once else None
    if first and once and first.fingerprint != once.fingerprint:
        raise KeyReused
    return first


def keep(tx: Transaction, once: Once | None, answer: Told, incident_id: str | None = None) -> Told:
    """Keep the answer for repeats, and give it."""
    if once:
        answers.remember(tx, once.key, once.fingerprint, answer, incident_id)
    return answer
