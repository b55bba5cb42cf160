"""The rows of what maintenance silenced, and of what a storm swallowed, on every engine."""

from dataclasses import replace

import pytest

from incidents.alerting import Verdict
from incidents.alerts import Alert, AlertState
from incidents.model import Incident, Severity
from storage import Store, alerts, incidents, open_store, told_back
from tests.storage.examples import StillWorld, declared

DISK = Alert(
    "grafana",
    "disk",
    AlertState.FIRING,
    "the disk is full",
    Severity.MAJOR,
    "db",
    "database",
    labels={"team": "db", "host": "db-1"},
)
CPU = Alert("grafana", "cpu", AlertState.FIRING, "the cpu is busy", None, "db")


async def put(store: Store, told: Alert, verdict: Verdict, incident_id: str | None = None) -> None:
    """Write down what was told."""
    await store.run(lambda tx: alerts.put(tx, [told], verdict, incident_id))


async def test_what_is_silenced_and_fires_comes_back_as_it_was_told(store: Store) -> None:
    """But for its words and links, which are not kept; not what is over, and not what an open incident has."""
    await put(store, DISK, Verdict.SILENCED)
    await put(store, CPU, Verdict.SILENCED)
    await put(store, replace(CPU, fingerprint="net"), Verdict.RECORDED)
    incident = (await store.run(declared)).incident
    await put(store, replace(DISK, fingerprint="mail"), Verdict.SILENCED, incident.id)
    assert await store.read(alerts.silenced) == [CPU, DISK]
    await put(store, replace(DISK, state=AlertState.RESOLVED), Verdict.SILENCED)
    assert await store.read(alerts.silenced) == [CPU]


async def test_what_a_storm_swallowed_is_known_to_be_so(store: Store) -> None:
    """As long as its group belongs to that incident."""
    storm, other = [(await store.run(declared)).incident for _ in range(2)]
    await put(store, DISK, Verdict.SWALLOWED, storm.id)

    async def is_swallowed(belongs_to: Incident, verdict: Verdict) -> bool:
        await store.run(lambda tx: alerts.belongs_to(tx, "grafana", "db", belongs_to.id, verdict))
        firing = await store.read(lambda tx: told_back.firing(tx, storm.id, "grafana"))
        return firing["disk"].swallowed

    assert not await is_swallowed(storm, Verdict.JOINED)
    assert await is_swallowed(storm, Verdict.SWALLOWED)
    assert await is_swallowed(storm, Verdict.JOINED)
    assert not await is_swallowed(other, Verdict.SWALLOWED)


@pytest.mark.parametrize(
    ("query", "index"),
    [(incidents.SQL["planned"], "incidents_planned"), (alerts.SQL["silenced"], "alerts_silenced")],
)
async def test_what_is_planned_and_what_is_silenced_have_an_index(
    sqlite_url: str, query: str, index: str
) -> None:
    """Each alert asks what is planned: in the order of numbers it would read every open incident for nothing."""
    store = await open_store(sqlite_url, StillWorld())
    steps = await store.read(lambda tx: tx.all(f"EXPLAIN QUERY PLAN {query}"))
    await store.close()
    assert index in steps[0]["detail"]
