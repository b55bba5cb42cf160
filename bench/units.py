"""The statements of the real units: written down while the service declares and acknowledges, to be run again."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, TypeVar

from bot.caller import Caller, Once
from bot.service import IncidentService
from bot.slack import told
from bot.slack.asking import somebody
from bot.slack.desk import as_json
from bot.world import RealWorld
from incidents.commands import Draft
from incidents.escalation import Policy
from incidents.model import Actor, Change, Severity
from storage.inline import open_inline
from storage.store import Row, Store, Transaction

T = TypeVar("T")

POLICY = Policy(
    acknowledge={Severity.CRITICAL: timedelta(minutes=3)},
    steps=(("U0BEN",), ("U0CLEO",)),
)
ANN, BEN = somebody("U0ANN", "ann.demo"), somebody("U0BEN", "ben.demo")


class Statement(NamedTuple):
    """One statement of a unit; `gives_rows` when the unit looked at what it gave."""

    query: str
    parameters: dict[str, Any]
    gives_rows: bool


Unit = Sequence[Statement]


@lru_cache(maxsize=1)
def real_units(count: int) -> Sequence[Unit]:
    """Give so many units, declaring and acknowledging in turn, for an empty database and in this order."""
    return asyncio.run(_real_units(count))


class RunsStatements(Protocol):
    """What of a transaction the statements need."""

    def all(self, query: str, /, **parameters: Any) -> Sequence[Any]:
        """Give every row."""

    def run(self, query: str, /, **parameters: Any) -> int:
        """Give the number of rows that were changed."""


def replay(unit: Unit, tx: RunsStatements) -> None:
    """Run the statements of a unit, as the unit did, in whatever transaction is given."""
    for query, parameters, gives_rows in unit:
        if gives_rows:
            tx.all(query, **parameters)
        else:
            tx.run(query, **parameters)


async def _real_units(count: int) -> Sequence[Unit]:
    store = _NotingStore(open_inline(RealWorld()))
    service = IncidentService(store, POLICY, wake=lambda: None)
    for number in range(1, count // 2 + 1):
        draft = Draft(f"checkout is failing in region {number}", Severity.CRITICAL, channel="C0CHECKOUT")
        await service.declare(draft, _caller(ANN, f"declare:{number}", told.declared))
        caller = _caller(BEN, f"acknowledge:{number}", told.acknowledged)
        await service.acknowledge(f"INC-{number}", caller)
    await store.close()
    return store.units


def _caller(actor: Actor, key: str, tell: Callable[[Change], Any]) -> Caller:
    return Caller(actor, once=Once(key), render=lambda dossier: as_json(tell(dossier.done)))


@dataclass
class _Noting:
    """A transaction that writes down what it is asked."""

    tx: Transaction
    statements: list[Statement]

    def __post_init__(self) -> None:
        self.now, self.new_id = self.tx.now, self.tx.new_id

    def all(self, query: str, /, **parameters: Any) -> list[Row]:
        self.statements.append(Statement(query, parameters, gives_rows=True))
        return self.tx.all(query, **parameters)

    def one(self, query: str, /, **parameters: Any) -> Row | None:
        self.statements.append(Statement(query, parameters, gives_rows=True))
        return self.tx.one(query, **parameters)

    def run(self, query: str, /, **parameters: Any) -> int:
        self.statements.append(Statement(query, parameters, gives_rows=False))
        return self.tx.run(query, **parameters)

    def run_each(self, query: str, each: Sequence[Row], /) -> None:
        self.statements += [Statement(query, parameters, gives_rows=False) for parameters in each]
        self.tx.run_each(query, each)


class _NotingStore(Store):
    """A store that writes down what its units ask."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.units: list[Unit] = []

    async def read(self, unit: Callable[[Transaction], T]) -> T:
        return await self._store.read(unit)

    async def close(self) -> None:
        await self._store.close()

    async def _commit(self, unit: Callable[[Transaction], T]) -> T:
        statements: list[Statement] = []
        result = await self._store.run(lambda tx: unit(_Noting(tx, statements)))
        self.units.append(statements)
        return result
