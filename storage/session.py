"""A connection as a batch of units needs it. No engine is named."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from storage.errors import StorageError
from storage.store import Row


class Session(ABC):
    """A connection as a batch needs it. Every error of the driver comes out as a `StorageError`."""

    @property
    @abstractmethod
    def in_transaction(self) -> bool:
        """Whether the database still knows of our transaction: some errors end it."""

    @abstractmethod
    def begin(self) -> None:
        """Begin a transaction that may write."""

    @abstractmethod
    def begin_reading(self) -> None:
        """Begin a transaction that sees one snapshot."""

    @abstractmethod
    def commit(self) -> None:
        """Commit, and raise unless that was really done."""

    @abstractmethod
    def fetch(self, query: str, parameters: dict[str, Any]) -> list[Row]:
        """Give every row: an unfinished cursor blocks savepoints and hides new rows from a reader."""

    @abstractmethod
    def change(self, query: str, parameters: dict[str, Any]) -> int:
        """Give the number of rows that were changed."""

    @abstractmethod
    def change_each(self, query: str, each: Sequence[Row]) -> None:
        """Change by each of the parameters."""

    def rollback(self) -> None:
        """Leave nothing behind; never raises, because it runs when something else already failed."""
        with suppress(StorageError):
            if self.in_transaction:
                self.change("ROLLBACK", {})
