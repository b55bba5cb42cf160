"""Two servers on one PostgreSQL that hear the same alerts at once, as from two Alertmanagers."""

import asyncio

from bot.alerting import Alerting
from incidents.alerting import AlertPolicy
from incidents.escalation import Policy
from incidents.model import Severity, Status
from storage import incidents, open_store
from tests.alerts.acting import PROMETHEUS, alert, over
from tests.storage.examples import StillWorld

GROUPS, BURST = 8, 5
POLICY = Policy(alerts=AlertPolicy(burst=BURST))


async def test_each_group_is_one_incident_and_the_storm_is_one(postgres_url: str) -> None:
    """Whichever server is first; and it is over once."""
    stores = [await open_store(postgres_url, StillWorld(first_id)) for first_id in (1, 1_000_000)]
    servers = [Alerting(store, POLICY, wake=lambda: None) for store in stores]
    told = [alert(f"f{number}", Severity.CRITICAL) for number in range(GROUPS)]

    await asyncio.gather(*(server.take([each], PROMETHEUS) for each in told for server in servers))
    declared = await stores[0].read(incidents.active)
    assert len(declared) == BURST + 1
    await asyncio.gather(*(server.take([over(each)], PROMETHEUS) for each in told for server in servers))
    found = await stores[0].read(lambda tx: incidents.by_ids(tx, [incident.id for incident in declared]))
    assert {incident.status for incident in found.values()} == {Status.RESOLVED}
    for store in stores:
        await store.close()
