"""What was silenced and fires still when its maintenance ends: an incident, though nobody tells of it again."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.alerting import AT_ONCE
from incidents.alerting import AlertPolicy, Match, Rule, Silence, Verdict
from incidents.model import Door, Severity, Status
from tests.alerts.acting import Desk, alert, over
from tests.alerts.site import Site
from tests.storage.examples import NOON
from tests.test_cli_tokens import Operator

HOUR = timedelta(hours=1)


async def times_told(desk: Desk) -> dict[str, int]:
    """Give how often each alert was told; looking tells nothing."""
    return {each.fingerprint: each.times for each in await desk.alerting.latest(100)}


async def test_what_was_told_once_and_fires_when_maintenance_ends_is_an_incident(desk: Desk) -> None:
    """Its source never tells it again: title, labels and rules are those of what was told; what is over is nothing."""
    silences = (
        Silence(Match(service="db*"), NOON, NOON + HOUR),
        Silence(Match(service="web"), NOON, NOON + 2 * HOUR),
    )
    raised = Rule(Match(labels={"team": "db"}), severity=Severity.CRITICAL)
    desk.wishes(silences=silences, rules=(raised,))
    told = alert(service="db-1", labels={"team": "db"}, group="g")
    await desk.takes(
        told, alert("f2", service="db-2"), alert("f3", service="web"), alert("f4", None, service="db")
    )
    await desk.takes(over(alert("f2", service="db-2")))
    desk.passes(minutes=59)
    await desk.alerting.look_after_maintenance()
    assert await desk.incidents() == []
    assert await times_told(desk) == {"f1": 1, "f2": 2, "f3": 1, "f4": 1}
    desk.passes(minutes=1)
    await desk.alerting.look_after_maintenance()
    await desk.alerting.look_after_maintenance()
    incident = await desk.only()
    assert (incident.title, incident.severity) == ("f1 is failing", Severity.CRITICAL)
    assert (incident.monitors, incident.started_at) == (("db-1",), NOON + HOUR)
    assert (incident.declared.by.name, incident.declared.by.door) == ("alertmanager", Door.ALERT)
    await desk.takes(alert("f5", service="cache", group="g"))
    await desk.takes(over(told), over(alert("f5", group="g")))
    assert not (await desk.only()).is_active
    desk.wishes()
    await desk.alerting.look_after_maintenance()
    assert [each.title for each in await desk.incidents()] == ["f1 is failing", "f3 is failing"]


async def test_what_fires_for_an_open_incident_needs_none_when_maintenance_ends(desk: Desk) -> None:
    """It fired for it before, and again during the maintenance, while something else did."""
    here, there = alert("here", service="db", group="g"), alert("there", service="web", group="g")
    await desk.takes(here, there)
    await desk.takes(over(here))
    desk.wishes(silences=(Silence(Match(service="db"), NOON, NOON + HOUR),))
    [became] = await desk.takes(here)
    assert became.verdict == Verdict.SILENCED
    desk.passes(hours=1)
    await desk.alerting.look_after_maintenance()
    assert (await desk.only()).is_active
    assert await times_told(desk) == {"here": 3, "there": 1}


async def test_more_than_are_taken_at_once_are_all_looked_at(desk: Desk) -> None:
    """A storm in the midst of maintenance is one when that ends."""
    desk.wishes(silences=(Silence(Match(), NOON, NOON + HOUR),), burst=2)
    await desk.takes(*(alert(f"f{number:03}") for number in range(AT_ONCE + 1)))
    await desk.takes(replace(alert("else"), source="grafana"))
    desk.passes(hours=1)
    woken: list[str] = []
    desk.alerting.wake = lambda: woken.append("to send what is owed")
    await desk.alerting.look_after_maintenance()
    assert woken
    assert len(await desk.incidents()) == 3
    assert not [each for each in await desk.alerting.latest(1_000) if each.verdict == Verdict.SILENCED]


async def test_the_running_bot_looks_when_the_time_comes(site: Site, tmp_path: Path) -> None:
    """Its clock calls; here it is told to call now. Until then `tocsin alerts list` shows what is silenced."""
    now = datetime.now(UTC)
    silences = (Silence(Match(), now - HOUR, now + HOUR),)
    site.app.take_policy(replace(site.app.alerting.policy, alerts=AlertPolicy(silences=silences)))
    await site.posts("alertmanager")
    assert await site.incidents() == []
    operator = Operator(tmp_path, site.app.settings.database_url)
    listed = await asyncio.to_thread(operator.types, "list", "--json", group="alerts")
    assert [each["silenced"] for each in json.loads(listed.stdout)] == [True]
    await site.office.passes(hours=1)
    site.app.clock._jobs.modify_job("after maintenance", next_run_time=datetime.now(UTC))
    incident = await site.until_status(Status.INVESTIGATING)
    assert incident.title == "Target 127.0.0.1:18945 down"
    await site.office.ann.sees("Target 127.0.0.1:18945 down", "C0INCIDENTS")
