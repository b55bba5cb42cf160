"""Whatever happens to incidents, the rollup says what counting them says, in any time zone and for any stretch."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.caller import Caller
from bot.service import IncidentService
from incidents.commands import Draft
from incidents.edits import Wishes
from incidents.errors import IncidentError
from incidents.escalation import Policy
from incidents.model import Actor, ActorKind, Door, Incident, Kind, Severity, Status
from incidents.stats import Period, Statistics, Tally
from storage import incidents as incident_rows
from storage import open_inline
from tests.api.conftest import StillWorld

CI = Caller(Actor(ActorKind.TOKEN, "usr_1", "ci", Door.HTTP))
BEGIN = datetime(2026, 3, 28, 12, tzinfo=UTC)  # the clocks of Berlin are put forward the night after
ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati")

moments = st.integers(-20_000, 300_000).map(
    lambda seconds: BEGIN + timedelta(seconds=seconds, microseconds=seconds)
)
numbers = st.integers(1, 3)
declarations = st.tuples(
    st.just("declare"),
    st.builds(
        Draft,
        title=st.just("x"),
        severity=st.sampled_from(Severity),
        kind=st.sampled_from([Kind.INCIDENT, Kind.INCIDENT, *Kind]),
        status=st.sampled_from([Status.INVESTIGATING, Status.INVESTIGATING, Status.RESOLVED]),
        started_at=st.none() | moments,
    ),
)
waits = st.tuples(st.just("wait"), st.integers(1, 40_000))
verbs = st.sampled_from(
    ["acknowledge", "unacknowledge", "resolve", "reopen", "resolve", "reopen", "close", "delete"]
)
steps = st.one_of(
    waits,
    st.tuples(verbs, numbers),
    st.tuples(verbs, numbers),
    st.tuples(verbs, numbers),
    st.tuples(st.just("severity"), st.tuples(numbers, st.sampled_from(Severity))),
    st.tuples(st.just("kind"), st.tuples(numbers, st.sampled_from(Kind))),
    st.tuples(st.just("started"), st.tuples(numbers, moments)),
)
# Most ask for all there is, so that a figure that is wrong is not cut off.
ends = st.none() | st.none() | moments


@dataclass
class Office:
    """The service on a database in memory, and a clock."""

    world: StillWorld
    service: IncidentService

    async def does(self, what: str, given: Any) -> None:
        """Take a step; what is refused changes nothing."""
        try:
            await self._does(what, given)
        except IncidentError:
            return

    async def _does(self, what: str, given: Any) -> None:
        match what:
            case "declare":
                await self.service.declare(given, CI)
            case "wait":
                self.world.pass_by(seconds=given + 0.5)
            case "severity":
                await self.service.set_severity(f"INC-{given[0]}", given[1], CI)
            case "kind":
                await self.service.edit(f"INC-{given[0]}", Wishes(kind=given[1]), CI)
            case "started":
                await self.service.set_started(f"INC-{given[0]}", given[1], CI)
            case verb:
                await getattr(self.service, verb)(f"INC-{given}", CI)

    async def everything(self) -> list[Incident]:
        return await self.service.store.read(lambda tx: incident_rows.recent(tx, 1_000))


# Chance seldom comes by this way: resolved for a while, and then not over.
WAIT = ("wait", 1_000)
REOPENED: dict[str, Any] = {
    "declared": [("declare", Draft("x"))],
    "story": [WAIT, ("resolve", 1), WAIT, ("reopen", 1), WAIT],
    "zone": "UTC",
    "period": Period.DAY,
    "first": None,
    "beyond": None,
}


@given(
    declared=st.lists(declarations, min_size=3, max_size=3),
    story=st.lists(steps, max_size=20),
    zone=st.sampled_from(ZONES),
    period=st.sampled_from(Period),
    first=ends,
    beyond=ends,
)
@example(**REOPENED)
@example(**REOPENED | {"story": [*REOPENED["story"], ("resolve", 1), WAIT]})
@example(**REOPENED | {"story": [*REOPENED["story"], ("started", (1, BEGIN + timedelta(seconds=2_950)))]})
@settings(deadline=None, max_examples=300)
def test_the_rollup_says_what_counting_says(
    declared: list[tuple[str, Any]],
    story: list[tuple[str, Any]],
    zone: str,
    period: Period,
    first: datetime | None,
    beyond: datetime | None,
) -> None:
    """Reopened, made worse, made maintenance, begun earlier, deleted: every figure of every period agrees."""

    async def told() -> tuple[Any, Any]:
        world = StillWorld(BEGIN)
        office = Office(world, IncidentService(open_inline(world), Policy(), wake=lambda: None))
        for what, given_ in [*declared, *story]:
            await office.does(what, given_)
        found = await office.service.statistics(first, beyond, period, ZoneInfo(zone))
        wanted = [i for i in await office.everything() if _between(i.started_at, first, beyond)]
        await office.service.store.close()
        return _plain(found), _counted(wanted, period, ZoneInfo(zone), world.now())

    rolled, counted = asyncio.run(told())
    assert rolled == counted


def _between(at: datetime, first: datetime | None, beyond: datetime | None) -> bool:
    return (first is None or first <= at) and (beyond is None or at < beyond)


def _plain(found: Statistics) -> Any:
    periods = {day: _figures(tally, found.now) for day, tally in found.periods.items()}
    share = found.whole.share
    return _figures(found.whole, found.now), (share.maintenance, share.drill), share.past, periods


def _figures(tally: Tally, now: datetime) -> Any:
    share = tally.share
    counts = (share.incidents, share.waiting, share.acknowledged, share.resolved)
    return counts, tally.mtta, tally.mttr, tally.downtime(now), tally.by_severity


def _counted(incidents: Iterable[Incident], period: Period, zone: ZoneInfo, now: datetime) -> Any:
    """The slow query, written apart from the code that it judges."""
    everything = list(incidents)
    real = [incident for incident in everything if incident.kind is Kind.INCIDENT]
    days: dict[date, list[Incident]] = {}
    for incident in real:
        days.setdefault(period.first_day(incident.started_at.astimezone(zone).date()), []).append(incident)
    periods = {day: _slow_figures(some, now) for day, some in sorted(days.items())}
    past = sum(incident.is_past for incident in real)
    others = Counter(incident.kind for incident in everything)
    return _slow_figures(real, now), (others[Kind.MAINTENANCE], others[Kind.DRILL]), past, periods


def _slow_figures(some: list[Incident], now: datetime) -> Any:
    measured = [incident for incident in some if not incident.is_past]
    counts = (
        len(some),
        sum(incident.is_waiting for incident in some),
        sum(incident.is_active and incident.acknowledged is not None for incident in some),
        sum(not incident.is_active for incident in some),
    )
    mtta = _mean(
        [_whole(i.first_acknowledged_at) - _whole(i.started_at) for i in some if i.first_acknowledged_at]
    )
    mttr = _mean([_whole(i.resolved_at) - _whole(i.started_at) for i in measured if i.resolved_at])
    down = _mean(
        [
            _whole(i.resolved_at or now) - _whole(i.started_at) - int(i.mended.total_seconds())
            for i in measured
        ]
    )
    return counts, mtta, mttr, down, {each: sum(i.severity is each for i in some) for each in Severity}


def _whole(at: datetime | None) -> int:
    assert at
    return int(at.replace(microsecond=0).timestamp())


def _mean(seconds: list[int]) -> int | None:
    return round(sum(seconds) / len(seconds)) if seconds else None
