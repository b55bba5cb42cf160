"""The outbox under any order of events: a model of what it promises, and the rows beside it."""

from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from storage import open_inline, outbox
from storage.outbox import Claimed
from tests.storage.examples import MINUTE, NOON, StillWorld, begin, page

T = TypeVar("T")

KEYS = st.sampled_from(["card:a", "card:b", "page:c"])
LATER = st.integers(0, 3).map(lambda minutes: minutes * MINUTE)


@dataclass
class Expected:
    """What must be so about one row: which generations were sent, and who holds it until when."""

    wanted: int = 1
    state: str = "pending"
    due_at: datetime = NOON
    lease_until: datetime | None = None
    unknown: int = 0
    sent: set[int] = field(default_factory=set)


class OutboxPromises(RuleBasedStateMachine):
    """Put, refresh, claim, and every way in which a claim can end; time passes in between."""

    claims: Bundle[Claimed] = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self.world = StillWorld()
        self.store = open_inline(self.world)
        self.expected: dict[str, Expected] = {}

    def teardown(self) -> None:
        at_once(self.store.close())

    @rule(key=KEYS, later=LATER)
    def put(self, key: str, later: timedelta) -> None:
        due_at = self.world.time + later
        is_new = at_once(self.store.run(lambda tx: outbox.put(tx, page(key, due_at=due_at))))
        assert is_new == (key not in self.expected)
        self.expected.setdefault(key, Expected(due_at=due_at))

    @rule(key=KEYS, later=LATER)
    def refresh(self, key: str, later: timedelta) -> None:
        due_at = self.world.time + later
        at_once(self.store.run(lambda tx: outbox.refresh(tx, page(key, due_at=due_at))))
        row = self.expected.get(key)
        if row is None:
            self.expected[key] = Expected(due_at=due_at)
            return
        row.due_at = min(row.due_at, due_at) if row.state == "pending" else due_at
        row.wanted += 1
        row.state = "pending"

    @rule(target=claims)
    def claim(self) -> Any:
        claimed = at_once(self.store.run(lambda tx: begin(tx, ["page"], 9, MINUTE)))
        assert {row.key for row in claimed} == {
            key for key, row in self.expected.items() if self.is_free(row)
        }
        for row in claimed:
            expected = self.expected[row.key]
            assert row.generation == expected.wanted
            assert row.was_in_doubt == (expected.unknown > 0)
            expected.lease_until = row.lease_until
            expected.unknown += 1
        self.world.time += timedelta(microseconds=1)  # as in life, no two claims of a row at the same instant
        return multiple(*claimed)

    @rule(claimed=consumes(claims))
    def finish(self, claimed: Claimed) -> None:
        at_once(self.store.run(lambda tx: outbox.finish(tx, claimed)))
        row = self.expected[claimed.key]
        row.sent.add(claimed.generation)
        if row.state == "pending" and (row.wanted == claimed.generation or self.holds(claimed)):
            row.state = "done" if row.wanted == claimed.generation else "pending"
            row.lease_until, row.unknown = None, 0

    @rule(claimed=consumes(claims), later=LATER, in_doubt=st.booleans())
    def retry(self, claimed: Claimed, later: timedelta, in_doubt: bool) -> None:  # noqa: FBT001
        at = self.world.time + later
        at_once(self.store.run(lambda tx: outbox.retry(tx, claimed, at, "failed", in_doubt=in_doubt)))
        if self.holds(claimed):
            row = self.expected[claimed.key]
            row.lease_until, row.due_at = None, at
            row.unknown -= 0 if in_doubt else 1

    @rule(claimed=consumes(claims))
    def postpone(self, claimed: Claimed) -> None:
        at = self.world.time
        at_once(self.store.run(lambda tx: outbox.postpone(tx, claimed, at)))
        if self.holds(claimed):
            self.expected[claimed.key].lease_until, self.expected[claimed.key].due_at = None, at
            self.expected[claimed.key].unknown -= 1

    @rule(claimed=consumes(claims))
    def set_aside(self, claimed: Claimed) -> None:
        at_once(self.store.run(lambda tx: outbox.set_aside(tx, claimed, "refused")))
        if self.holds(claimed):
            self.expected[claimed.key].lease_until = None
            self.expected[claimed.key].state = "set_aside"

    @rule()
    def crash(self) -> None:
        at_once(self.store.run(outbox.free_leases))
        for row in self.expected.values():
            row.lease_until = None

    @rule(later=LATER)
    def time_passes(self, later: timedelta) -> None:
        self.world.time += later

    @invariant()
    def nothing_is_done_before_its_last_generation_was_sent(self) -> None:
        counts = at_once(self.store.read(outbox.counts))
        assert sum(row["n"] for row in counts if row["state"] == "done") == sum(
            row.state == "done" for row in self.expected.values()
        )
        assert all(row.wanted in row.sent for row in self.expected.values() if row.state == "done")

    @invariant()
    def nobody_sleeps_past_the_next_row(self) -> None:
        times = [row.lease_until or row.due_at for row in self.expected.values() if row.state == "pending"]
        found = at_once(self.store.read(lambda tx: outbox.next_due(tx, ["page"])))
        assert found == min(times, default=None)

    def is_free(self, row: Expected) -> bool:
        unleased = row.lease_until is None or row.lease_until <= self.world.time
        return row.state == "pending" and row.due_at <= self.world.time and unleased

    def holds(self, claimed: Claimed) -> bool:
        row = self.expected[claimed.key]
        return row.state == "pending" and row.lease_until == claimed.lease_until


def at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """Give the result of a coroutine that waits for nothing, as the inline engine's do."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    raise AssertionError("it waited")


TestOutboxPromises = OutboxPromises.TestCase
TestOutboxPromises.settings = settings(deadline=None, max_examples=60, stateful_step_count=40)
