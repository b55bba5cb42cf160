"""How units are committed: many in one transaction, where one that fails hurts none of the others."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar

from storage.errors import StorageError
from storage.store import Row, Transaction, World

T = TypeVar("T")
Unit = Callable[[Transaction], Any]


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


class UnitTransaction:
    """The transaction that one unit sees."""

    __slots__ = ("_session", "new_id", "now")

    def __init__(self, session: Session, world: World) -> None:
        """Fix the present for the unit."""
        self._session = session
        self.new_id = world.new_id
        self.now = world.now()

    def all(self, query: str, /, **parameters: Any) -> list[Row]:
        return self._session.fetch(query, parameters)

    def one(self, query: str, /, **parameters: Any) -> Row | None:
        rows = self._session.fetch(query, parameters)
        return rows[0] if rows else None

    def run(self, query: str, /, **parameters: Any) -> int:
        return self._session.change(query, parameters)

    def run_each(self, query: str, each: Sequence[Row], /) -> None:
        self._session.change_each(query, each)


class Outcome(NamedTuple):
    """What became of one unit."""

    result: Any = None
    error: BaseException | None = None


def read_in(session: Session, unit: Callable[[Transaction], T], world: World) -> T:
    """Run a unit that only reads."""
    session.begin_reading()
    try:
        return unit(UnitTransaction(session, world))
    finally:
        session.rollback()


def commit_together(session: Session, units: Sequence[Unit], world: World) -> list[Outcome]:
    """Run the units in one transaction and give an outcome for each; never raises.

    No savepoints while all goes well. When a unit fails, all is rolled back and run again with a savepoint
    each. When the transaction itself is lost, or COMMIT fails, every unit fails with it.
    """
    try:
        return _commit_in_one_go(session, units, world)
    except BaseException as error:  # noqa: BLE001 - whatever it is, nobody may be left waiting
        session.rollback()
        return [Outcome(error=error)] * len(units)


def _commit_in_one_go(session: Session, units: Sequence[Unit], world: World) -> list[Outcome]:
    session.begin()
    outcomes: list[Outcome] = []
    for unit in units:
        outcome = _outcome_of(session, unit, world)
        if outcome.error is not None:
            return _without_the_failing(session, units, world, outcome.error)
        outcomes.append(outcome)
    session.commit()
    return outcomes


def _without_the_failing(
    session: Session, units: Sequence[Unit], world: World, error: BaseException
) -> list[Outcome]:
    if not session.in_transaction or len(units) == 1:
        raise error
    session.rollback()
    session.begin()
    outcomes = [_behind_a_savepoint(session, unit, world) for unit in units]
    session.commit()
    return outcomes


def _behind_a_savepoint(session: Session, unit: Unit, world: World) -> Outcome:
    session.change("SAVEPOINT unit", {})
    outcome = _outcome_of(session, unit, world)
    if outcome.error is not None:
        if not session.in_transaction:
            raise outcome.error
        session.change("ROLLBACK TO SAVEPOINT unit", {})
    session.change("RELEASE SAVEPOINT unit", {})
    return outcome


def _outcome_of(session: Session, unit: Unit, world: World) -> Outcome:
    try:
        return Outcome(result=unit(UnitTransaction(session, world)))
    except BaseException as error:  # noqa: BLE001 - it belongs to whoever brought the unit
        return Outcome(error=error)
