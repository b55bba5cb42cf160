"""How units are committed: many in one transaction, where one that fails hurts none of the others."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from storage.session import Session
from storage.store import Row, Transaction, World
from storage.tally import Tally

T = TypeVar("T")
Unit = Callable[[Transaction], Any]


class UnitTransaction:
    """The transaction that one unit sees."""

    __slots__ = ("_session", "_tally", "add", "forget", "known", "new_id", "now")

    def __init__(self, session: Session, tally: Tally, world: World) -> None:
        """Fix the present for the unit."""
        self._session = session
        self._tally = tally
        self.add = tally.add
        self.known = tally.known
        self.forget = tally.forget
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

    def take(self, counter: str, count: int = 1) -> int:
        return self._tally.take(counter, count)


class Outcome(NamedTuple):
    """What became of one unit."""

    result: Any = None
    error: BaseException | None = None


def read_in(session: Session, unit: Callable[[Transaction], T], world: World) -> T:
    """Run a unit that only reads."""
    session.begin_reading()
    try:
        return unit(UnitTransaction(session, Tally(session), world))
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
    tally = Tally(session)
    outcomes: list[Outcome] = []
    for unit in units:
        outcome = _outcome_of(UnitTransaction(session, tally, world), unit)
        if outcome.error is not None:
            return _without_the_failing(session, units, world, outcome.error)
        outcomes.append(outcome)
    tally.write()
    session.commit()
    return outcomes


def _without_the_failing(
    session: Session, units: Sequence[Unit], world: World, error: BaseException
) -> list[Outcome]:
    if not session.in_transaction or len(units) == 1:
        raise error
    session.rollback()
    session.begin()
    tally = Tally(session)
    outcomes = []
    for unit in units:
        outcome, tally = _behind_a_savepoint(session, tally, unit, world)
        outcomes.append(outcome)
    tally.write()
    session.commit()
    return outcomes


def _behind_a_savepoint(session: Session, tally: Tally, unit: Unit, world: World) -> tuple[Outcome, Tally]:
    """Run a unit, and give what is counted after it: nothing more than before when it failed."""
    session.change("SAVEPOINT unit", {})
    counting = tally.copy()
    outcome = _outcome_of(UnitTransaction(session, counting, world), unit)
    if outcome.error is not None:
        if not session.in_transaction:
            raise outcome.error
        session.change("ROLLBACK TO SAVEPOINT unit", {})
        counting = tally
    session.change("RELEASE SAVEPOINT unit", {})
    return outcome, counting


def _outcome_of(tx: Transaction, unit: Unit) -> Outcome:
    try:
        return Outcome(result=unit(tx))
    except BaseException as error:  # noqa: BLE001 - it belongs to whoever brought the unit
        return Outcome(error=error)
