"""What the rooms above see of a database: units of work and the transaction they get. No engine is named."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol, TypeVar

from storage.errors import LostRace

T = TypeVar("T")
Row = dict[str, Any]

# Each attempt loses to somebody who got on, so it ends soon; a unit that always loses is a mistake of ours.
ATTEMPTS = 10

_LEAVE_A_MARK = "UPDATE counters SET value = value + 1 WHERE name = 'checks'"


class World(Protocol):
    """The one small port through which time and ids come in."""

    def now(self) -> datetime:
        """Give the present, aware and UTC."""

    def new_id(self) -> str:
        """Give 32 hex digits that nobody had before."""


class Transaction(Protocol):
    """What a unit is given. It may be run more than once, so it touches nothing but the transaction."""

    now: datetime

    def new_id(self) -> str:
        """Give 32 hex digits that nobody had before."""

    def all(self, query: str, /, **parameters: Any) -> list[Row]:
        """Give every row. A list as parameter is spelled out: `IN (:list)`."""

    def one(self, query: str, /, **parameters: Any) -> Row | None:
        """Give the first row, if there is any."""

    def run(self, query: str, /, **parameters: Any) -> int:
        """Give the number of rows that were changed."""

    def run_each(self, query: str, each: Sequence[Row], /) -> None:
        """Run it with each of the parameters, at much less cost than one by one; without lists and RETURNING."""

    def take(self, counter: str, count: int = 1) -> int:
        """Take the next `count` numbers and give the first: 1, 2, ... without gaps, in the order of commits."""

    def add(self, query: str, key: int, numbers: dict[str, int]) -> None:
        """Have a query run before the commit, with `key` and the sums of what all units added under it."""

    def known(self, query: str, /) -> list[Row]:
        """Give every row of a query without parameters, asked once for all units that are committed together."""

    def forget(self, query: str, /) -> None:
        """Have what is known asked again; whoever changes what the query reads says so."""


class Store(ABC):
    """A database. A unit is a plain function of a transaction: all of it happens, or nothing."""

    async def run(self, unit: Callable[[Transaction], T]) -> T:
        """Run a unit and give its result after it was committed; run it again when somebody else was first.

        Whatever the unit raises comes out here, and then nothing was saved. Raises `StorageError` when the
        database failed.
        """
        for _ in range(ATTEMPTS - 1):
            with suppress(LostRace):
                return await self._commit(unit)
        return await self._commit(unit)

    async def check(self) -> None:
        """Write something. Raises `StorageError` when that cannot be done."""
        await self.run(lambda tx: tx.run(_LEAVE_A_MARK))

    @abstractmethod
    async def read(self, unit: Callable[[Transaction], T]) -> T:
        """Run a unit that only reads, from one snapshot, without waiting for those who write."""

    @abstractmethod
    async def close(self) -> None:
        """Finish what was asked for, and close."""

    @abstractmethod
    async def _commit(self, unit: Callable[[Transaction], T]) -> T:
        """Run a unit once."""
