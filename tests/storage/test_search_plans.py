"""Which way a list is found: along an index that is in its order, so that a page costs the same among a million."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents import commands
from incidents.commands import Draft
from incidents.model import ACTIVE, Incident, Kind, Severity, Status
from incidents.search import Filter, Order, Place, Stretch
from storage import Store, Transaction, incidents, open_inline, open_store, search
from tests.storage.examples import ADA, NOON, StillWorld

DAY = timedelta(days=1)
BY_NUMBER = "sqlite_autoindex_incidents_2"
CHANGED = Stretch(21, order=Order.UPDATED, descending=False)
STARTED = Stretch(21, order=Order.STARTED)
ON = Place(NOON, 7)


@pytest.fixture
async def file(sqlite_url: str, world: StillWorld) -> AsyncIterator[Store]:
    """A SQLite file, as most have it."""
    opened = await open_store(sqlite_url, world)
    yield opened
    await opened.close()


async def plan(store: Store, wanted: Filter, stretch: Stretch, *, few: bool = False) -> str:
    """Give how SQLite goes about it, a line a step."""
    query, parameters = search.asked(wanted, stretch, few=few)
    rows = await store.read(lambda tx: tx.all(f"EXPLAIN QUERY PLAN {query}", **parameters))
    return "\n".join(row["detail"] for row in rows)


@pytest.mark.parametrize(
    ("wanted", "stretch", "index"),
    [
        (Filter(), Stretch(21), BY_NUMBER),
        (Filter(before_number=7), Stretch(21), BY_NUMBER),
        (Filter(updated_since=NOON), CHANGED, "incidents_by_update (updated_at>?)"),
        (Filter(updated_since=NOON), replace(CHANGED, behind=ON), "incidents_by_update (updated_at>?)"),
        (
            Filter(updated_since=NOON, severities=(Severity.MAJOR,)),
            CHANGED,
            "incidents_by_update (updated_at>?)",
        ),
        (
            Filter(updated_since=NOON, statuses=(Status.RESOLVED,)),
            CHANGED,
            "incidents_by_update (updated_at>?)",
        ),
        (Filter(updated_since=NOON, started_from=NOON), CHANGED, "incidents_by_update (updated_at>?)"),
        (Filter(started_from=NOON), STARTED, "incidents_by_start (started_at>?)"),
        (Filter(started_before=NOON), STARTED, "incidents_by_start (started_at<?)"),
        (
            Filter(started_from=NOON),
            replace(STARTED, behind=ON),
            "incidents_by_start (started_at>? AND (started_at,number)<(?,?))",
        ),
        (Filter(started_before=NOON), replace(STARTED, behind=ON), "incidents_by_start (started_at<?)"),
        (
            Filter(started_from=NOON, severities=(Severity.MAJOR,)),
            STARTED,
            "incidents_by_start (started_at>?)",
        ),
        (
            Filter(started_from=NOON, statuses=(Status.RESOLVED,)),
            STARTED,
            "incidents_by_start (started_at>?)",
        ),
        (Filter(statuses=(Status.RESOLVED, Status.CLOSED)), Stretch(21), BY_NUMBER),
        (Filter(severities=(Severity.MAJOR, Severity.MINOR)), Stretch(21), BY_NUMBER),
    ],
)
async def test_a_list_goes_along_an_index_that_is_in_its_order(
    file: Store, wanted: Filter, stretch: Stretch, index: str
) -> None:
    """Nothing is sorted, and a page begins where the one before has ended."""
    told = await plan(file, wanted, stretch)

    assert f"USING INDEX {index}" in told
    assert "TEMP B-TREE" not in told


@pytest.mark.parametrize("stretch", [Stretch(21), STARTED, CHANGED])
@pytest.mark.parametrize(
    "wanted", [Filter(active=True), Filter(statuses=ACTIVE), Filter(statuses=ACTIVE[:1])]
)
async def test_what_is_active_is_found_as_such_while_it_is_little(
    file: Store, wanted: Filter, stretch: Stretch
) -> None:
    """Among a million that are over, five must not be looked for along all of them; five are soon sorted."""
    told = await plan(file, wanted, stretch, few=True)

    assert "USING INDEX incidents_active" in told or "USING INDEX incidents_by_status (status=?)" in told


async def test_a_little_that_changed_is_found_by_its_times_in_whatever_order(file: Store) -> None:
    """A program that asks again and again what is new sorts by number, and mostly hears that there is nothing."""
    for order in set(Order) - {Order.UPDATED}:
        told = await plan(file, Filter(updated_since=NOON), Stretch(21, order=order), few=True)
        assert "USING INDEX incidents_by_update (updated_at>?)" in told


async def test_much_that_changed_is_listed_along_the_numbers(file: Store) -> None:
    """Whoever asks for everything since 1970 has all of it sorted already."""
    assert BY_NUMBER in await plan(file, Filter(updated_since=NOON), Stretch(21))


severities, statuses = st.sampled_from(Severity), st.sampled_from(Status)
moments = st.sampled_from([NOON - DAY, NOON, NOON + timedelta(microseconds=1), NOON + DAY])
rows = st.lists(st.tuples(moments, moments, severities, st.sampled_from(Status)), max_size=12)
filters = st.builds(
    Filter,
    statuses=st.none() | st.lists(statuses, min_size=1, max_size=3).map(tuple),
    active=st.none() | st.booleans(),
    severities=st.none() | st.lists(severities, min_size=1, max_size=3).map(tuple),
    started_from=st.none() | moments,
    started_before=st.none() | moments,
    updated_since=st.none() | moments,
)


def passes(wanted: Filter, incident: Incident) -> bool:
    """The filter once more, written apart from the SQL that it judges."""
    return (
        (wanted.statuses is None or incident.status in wanted.statuses)
        and (wanted.active is None or incident.is_active is wanted.active)
        and (wanted.severities is None or incident.severity in wanted.severities)
        and (wanted.started_from is None or incident.started_at >= wanted.started_from)
        and (wanted.started_before is None or incident.started_at < wanted.started_before)
        and (wanted.updated_since is None or incident.changed_at >= wanted.updated_since)
    )


def made(number: int, started: datetime, updated: datetime, severity: Severity, status: Status) -> Incident:
    draft = Draft("x", severity, kind=Kind.INCIDENT)
    incident = commands.declare(draft, f"{number:032x}", number, ADA, NOON).incident
    return replace(incident, started_at=started, updated_at=updated, status=status)


@pytest.mark.parametrize("order", [Order.STARTED, Order.UPDATED])
@given(rows=rows, wanted=filters, way=st.sampled_from([True, False]), limit=st.integers(1, 4))
def test_a_list_by_time_is_walked_to_its_end_and_nothing_comes_twice(
    *, order: Order, rows: list[Any], wanted: Filter, way: bool, limit: int
) -> None:
    """Whatever the filters, and however many have the very same time."""
    there = [made(number, *row) for number, row in enumerate(rows, 1)]

    def time_of(incident: Incident) -> datetime:
        return incident.started_at if order is Order.STARTED else incident.changed_at

    def unit(tx: Transaction) -> list[int]:
        for incident in there:
            incidents.insert(tx, incident)
        walked, stretch = list[int](), Stretch(limit, order=order, descending=way)
        while page := search.found(tx, wanted, stretch):
            walked += [incident.number for incident in page]
            stretch = replace(stretch, behind=Place(time_of(page[-1]), page[-1].number))
        return walked

    wished = sorted(
        (incident for incident in there if passes(wanted, incident)),
        key=lambda incident: (time_of(incident), incident.number),
        reverse=way,
    )
    store = open_inline(StillWorld())
    found = asyncio.run(store.run(unit))
    assert found == [incident.number for incident in wished]
