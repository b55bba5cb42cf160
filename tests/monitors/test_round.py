"""The round looks at every check in its turn, on a clock that the tests move on."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.monitors.round import Round
from incidents.checks import Check, CheckKind
from incidents.monitoring import Result
from tests.monitors.timer import HandTimer, settled

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def check(name: str, every: float = 60) -> Check:
    """Make a check of a name."""
    return Check(id=name, kind=CheckKind.DNS, target=f"{name}.example", interval=timedelta(seconds=every))


@dataclass
class Watch:
    """A round, and what it looked at and told."""

    timer: HandTimer = field(default_factory=HandTimer)
    chances: list[float] = field(default_factory=list)
    looked: list[tuple[str, float]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    going_on: list[str] = field(default_factory=list)
    most_at_once: int = 0
    slow: dict[str, asyncio.Event] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    slow_to_tell: asyncio.Event | None = None

    def __post_init__(self) -> None:
        self.round = Round(
            self._look, self._tell, self.timer, lambda: self.chances.pop(0) if self.chances else 0.0, 4
        )

    async def _look(self, check: Check) -> Result | None:
        assert check.id not in self.going_on, "looked at twice at once"
        self.looked.append((check.id, self.timer.seconds - 1000))
        self.going_on.append(check.id)
        self.most_at_once = max(self.most_at_once, len(self.going_on))
        try:
            if check.id in self.slow:
                await self.slow[check.id].wait()
            if check.id in self.broken:
                raise RuntimeError("a fault of ours")
            return None if check.id == "nothing-new" else Result(NOON)
        finally:
            self.going_on.remove(check.id)

    async def _tell(self, check: Check, _: Result) -> None:
        if self.slow_to_tell:
            await self.slow_to_tell.wait()
        self.told.append(check.target)

    def times_of(self, name: str) -> list[float]:
        """When it was looked at, in seconds since the start."""
        return [at for looked, at in self.looked if looked == name]


@pytest.fixture
async def watch() -> AsyncIterator[Watch]:
    """A round that is stopped at the end."""
    watch = Watch()
    yield watch
    for event in watch.slow.values():
        event.set()
    await watch.round.stop(1)


async def test_each_check_comes_at_its_interval(watch: Watch) -> None:
    """And its result is told each time."""
    watch.round.follow([check("shop"), check("bank", every=20)])
    await watch.timer.advance(120)
    assert watch.times_of("shop") == [0, 60, 120]
    assert watch.times_of("bank") == [0, 20, 40, 60, 80, 100, 120]
    assert len(watch.told) == 10
    assert watch.timer.waiting == 1, "one call for all of them"


async def test_the_first_look_is_at_a_moment_of_chance(watch: Watch) -> None:
    """Within the interval, and within a minute; the distance stays."""
    watch.chances = [0.5, 0.5, 0.25]
    watch.round.follow([check("shop"), check("bank", every=20), check("seldom", every=86_400)])
    await watch.timer.advance(100)
    assert watch.times_of("shop") == [30, 90]
    assert watch.times_of("bank") == [10, 30, 50, 70, 90]
    assert watch.times_of("seldom") == [15]


async def test_no_more_than_so_many_looks_go_on_at_once(watch: Watch) -> None:
    """The others wait for room, the longest due first."""
    names = [f"n{number}" for number in range(10)]
    watch.slow = {name: asyncio.Event() for name in names}
    watch.chances = [number / 100 for number in range(10)]
    watch.round.follow(map(check, names))
    await watch.timer.advance(10)
    assert watch.going_on == names[:4]
    watch.slow["n2"].set()
    await settled()
    assert watch.going_on == ["n0", "n1", "n3", "n4"]
    for event in watch.slow.values():
        event.set()
    await settled()
    assert [name for name, _ in watch.looked] == names
    assert watch.most_at_once == 4


async def test_a_check_that_takes_too_long_leaves_turns_out_and_keeps_its_time(watch: Watch) -> None:
    """It is never looked at twice at once, and does not catch up."""
    watch.slow["shop"] = asyncio.Event()
    watch.round.follow([check("shop"), check("bank")])
    await watch.timer.advance(200)
    assert watch.times_of("shop") == [0]
    assert watch.times_of("bank") == [0, 60, 120, 180]
    watch.slow["shop"].set()
    await watch.timer.advance(100)
    assert watch.times_of("shop") == [0, 240, 300]
    assert watch.round.skipped == 3


async def test_telling_is_a_part_of_the_look(watch: Watch) -> None:
    """A slow database gets no second result of the same check."""
    watch.slow_to_tell = asyncio.Event()
    watch.round.follow([check("shop")])
    await watch.timer.advance(150)
    assert watch.times_of("shop") == [0]
    watch.slow_to_tell.set()
    await watch.timer.advance(60)
    assert watch.times_of("shop") == [0, 180]


async def test_nothing_new_is_not_told(watch: Watch) -> None:
    """A heartbeat that is not missing says nothing."""
    watch.round.follow([check("nothing-new")])
    await watch.timer.advance(60)
    assert (len(watch.looked), watch.told) == (2, [])


async def test_a_check_that_is_as_it_was_keeps_its_time_when_the_checks_are_replaced(watch: Watch) -> None:
    """A reload does not look at everything again."""
    watch.round.follow([check("shop"), check("old")])
    await watch.timer.advance(30)
    watch.round.follow([check("shop"), check("new")])
    await watch.timer.advance(60)
    assert watch.times_of("shop") == [0, 60]
    assert watch.times_of("old") == [0]
    assert watch.times_of("new") == [30, 90]


async def test_what_a_look_finds_for_a_check_that_changed_meanwhile_is_not_told(watch: Watch) -> None:
    """And the changed one is looked at when the look that goes on is over."""
    watch.slow["shop"] = asyncio.Event()
    watch.round.follow([check("shop")])
    await watch.timer.advance(1)
    changed = replace(check("shop"), target="elsewhere.example")
    watch.round.follow([changed])
    await watch.timer.advance(1)
    assert watch.times_of("shop") == [0]
    watch.slow["shop"].set()
    await watch.timer.advance(1)
    assert watch.times_of("shop") == [0, 2]
    assert watch.told == ["elsewhere.example"]


async def test_what_a_look_finds_for_a_check_that_was_taken_out_is_not_told(watch: Watch) -> None:
    """And it does not come again, unless it is put back."""
    watch.slow["shop"] = asyncio.Event()
    watch.round.follow([check("shop")])
    await watch.timer.advance(1)
    watch.round.follow([])
    watch.slow["shop"].set()
    await watch.timer.advance(500)
    assert (len(watch.looked), watch.told) == (1, [])
    watch.round.follow([check("shop")])
    await watch.timer.advance(0)
    assert len(watch.told) == 1


async def test_a_check_put_back_while_its_look_goes_on_is_not_looked_at_twice(watch: Watch) -> None:
    """The one look is enough."""
    watch.slow["shop"] = asyncio.Event()
    watch.round.follow([check("shop")])
    await watch.timer.advance(1)
    watch.round.follow([])
    watch.round.follow([check("shop")])
    await watch.timer.advance(70)
    assert len(watch.looked) == 1
    watch.slow["shop"].set()
    await settled()
    assert len(watch.told) == 1


async def test_a_fault_in_one_look_stops_no_other(watch: Watch) -> None:
    """It is logged, and the check comes round again."""
    watch.broken = {"shop"}
    with capture_logs() as logged:
        watch.round.follow([check("shop"), check("bank")])
        await watch.timer.advance(60)
    assert [line["monitor"] for line in logged] == ["shop", "shop"]
    assert watch.told == ["bank.example"] * 2


async def test_after_a_stop_nothing_is_looked_at(watch: Watch) -> None:
    """What goes on is broken off, and what was found is told."""
    watch.slow["slow"] = asyncio.Event()
    watch.slow_to_tell = asyncio.Event()
    watch.round.follow([check("slow"), check("shop")])
    await watch.timer.advance(1)
    asyncio.get_running_loop().call_soon(watch.slow_to_tell.set)
    await watch.round.stop(grace=20)
    await watch.timer.advance(200)
    assert (watch.told, watch.going_on, len(watch.looked)) == (["shop.example"], [], 2)


async def test_a_stop_waits_no_longer_than_it_may(watch: Watch) -> None:
    """A database that hangs keeps nobody from stopping."""
    watch.slow_to_tell = asyncio.Event()
    watch.round.follow([check("shop")])
    await watch.timer.advance(1)
    await watch.round.stop(grace=0)
    assert watch.told == []


@pytest.mark.parametrize("seed", range(5))
async def test_through_any_day_no_check_is_looked_at_twice_at_once(watch: Watch, seed: int) -> None:
    """Slow looks, replaced checks and a full pool, in any order; at its end everything comes round again."""
    chance = random.Random(seed)  # noqa: S311 - a day to play again
    names = [f"n{number}" for number in range(12)]
    for _ in range(300):
        act = chance.randrange(4)
        name = chance.choice(names)
        if act == 0:
            watch.slow.setdefault(name, asyncio.Event())
        elif act == 1 and name in watch.slow:
            watch.slow.pop(name).set()
        elif act == 2:
            some = chance.sample(names, chance.randrange(12))
            watch.round.follow([check(name, chance.choice([5, 7, 60])) for name in some])
        await watch.timer.advance(chance.random() * 20)
    for event in watch.slow.values():
        event.set()
    watch.slow.clear()
    watch.round.follow([check(name, 10) for name in names])
    await watch.timer.advance(100)
    watch.looked.clear()
    await watch.timer.advance(100)
    assert {name: len(watch.times_of(name)) for name in names} == dict.fromkeys(names, 10)
    assert watch.most_at_once == 4


async def test_an_event_loop_is_a_timer() -> None:
    """The bot runs the round on its own."""
    told = asyncio.Event()

    async def look(_: Check) -> Result:
        return Result(NOON)

    async def tell(*_: object) -> None:
        told.set()

    round_ = Round(look, tell, asyncio.get_running_loop(), lambda: 0.01)
    round_.follow([check("shop", every=1)])
    await asyncio.wait_for(told.wait(), 20)
    await round_.stop(20)
