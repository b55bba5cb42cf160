"""The steps of the real units: written down while the service declares and acknowledges, to be run again."""

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

    def run(self, tx: "RunsSteps") -> None:
        """Run it again."""
        if self.gives_rows:
            tx.all(self.query, **self.parameters)
        else:
            tx.run(self.query, **self.parameters)


class Taken(NamedTuple):
    """Numbers that a unit took from a counter."""

    counter: str
    how_many: int

    def run(self, tx: "RunsSteps") -> None:
        """Take as many again."""
        tx.take(self.counter, self.how_many)


class Added(NamedTuple):
    """Numbers that a unit added to sums."""

    query: str
    key: int
    numbers: dict[str, int]

    def run(self, tx: "RunsSteps") -> None:
        """Add them again."""
        tx.add(self.query, self.key, self.numbers)


class Known(NamedTuple):
    """Rows that all units committed together ask for once."""

    query: str

    def run(self, tx: "RunsSteps") -> None:
        """Ask again."""
        tx.known(self.query)


Unit = Sequence[Statement | Taken | Added | Known]


@lru_cache(maxsize=1)
def real_units(count: int) -> Sequence[Unit]:
    """Give so many units, declaring and acknowledging in turn, for an empty database and in this order."""
    return asyncio.run(_real_units(count))


class RunsSteps(Protocol):
    """What of a transaction the steps of a unit need."""

    def all(self, query: str, /, **parameters: Any) -> Sequence[Any]:
        """Give every row."""

    def run(self, query: str, /, **parameters: Any) -> int:
        """Give the number of rows that were changed."""

    def take(self, counter: str, count: int) -> int:
        """Take the next numbers."""

    def add(self, query: str, key: int, numbers: dict[str, int]) -> None:
        """Add to sums."""

    def known(self, query: str) -> Sequence[Any]:
        """Give every row, asked once."""


def replay(unit: Unit, tx: RunsSteps) -> None:
    """Do what a unit did, in whatever transaction is given."""
    for step in unit:
        step.run(tx)


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
    steps: list[Statement | Taken | Added | Known]

    def __post_init__(self) -> None:
        self.now, self.new_id = self.tx.now, self.tx.new_id

    def all(self, query: str, /, **parameters: Any) -> list[Row]:
        self.steps.append(Statement(query, parameters, gives_rows=True))
        return self.tx.all(query, **parameters)

    def one(self, query: str, /, **parameters: Any) -> Row | None:
        self.steps.append(Statement(query, parameters, gives_rows=True))
        return self.tx.one(query, **parameters)

    def run(self, query: str, /, **parameters: Any) -> int:
        self.steps.append(Statement(query, parameters, gives_rows=False))
        return self.tx.run(query, **parameters)

    def run_each(self, query: str, each: Sequence[Row], /) -> None:
        self.steps += [Statement(query, parameters, gives_rows=False) for parameters in each]
        self.tx.run_each(query, each)

    def take(self, counter: str, count: int = 1) -> int:
        self.steps.append(Taken(counter, count))
        return self.tx.take(counter, count)

    def add(self, query: str, key: int, numbers: dict[str, int]) -> None:
        self.steps.append(Added(query, key, numbers))
        self.tx.add(query, key, numbers)

    def known(self, query: str) -> list[Row]:
        self.steps.append(Known(query))
        return self.tx.known(query)

    def forget(self, query: str) -> None:
        self.tx.forget(query)


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
        steps: list[Statement | Taken | Added | Known] = []
        result = await self._store.run(lambda tx: unit(_Noting(tx, steps)))
        self.units.append(steps)
        return result
