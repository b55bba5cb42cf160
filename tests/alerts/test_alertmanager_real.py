"""Debian's Prometheus and Alertmanager before the whole bot: what they find, and how they send it again."""

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from incidents.model import EventKind, Severity, Status
from storage.sqlite import path_of
from tests.alerts.site import Site, wait_until
from tests.alerts.watchers import Watcher, as_to_pagerduty_and_opsgenie, by_webhook, watched
from tests.stories.reminded import INCIDENTS


def rule(name: str, severity: str, expression: str = "up == 0") -> dict[str, Any]:
    """Give a rule of Prometheus; by default it fires while the shop is down."""
    return {
        "alert": name,
        "expr": expression,
        "labels": {"severity": severity},
        "annotations": {"summary": f"{name} in {{{{ $labels.job }}}}"},
    }


DOWN = rule("Down", "critical")
SENT = "alertmanager_notifications_total"
FAILED = "alertmanager_notification_requests_failed_total"


async def test_a_target_that_is_down_opens_an_incident_that_ends_when_it_is_mended(
    site: Site, tmp_path: Path
) -> None:
    """And when it is down again soon after, the same incident is opened again."""
    async with watched(site, tmp_path, DOWN) as (shop, _):
        assert await site.incidents() == []
        await shop.closes()
        incident = await site.until_status(Status.INVESTIGATING)
        assert (incident.title, incident.severity) == ("Down in shop", Severity.CRITICAL)
        assert incident.declared.by.name == "prometheus"
        await site.office.ann.sees("Down in shop", INCIDENTS)

        await shop.opens()
        await site.until_status(Status.RESOLVED)
        await shop.closes()
        again = await site.until_status(Status.INVESTIGATING)
        assert again.reference == incident.reference
        assert EventKind.REOPENED in await happened(site)


async def test_two_severities_in_one_group_are_one_incident_at_the_worse(site: Site, tmp_path: Path) -> None:
    """It ends when both are over."""
    slow = rule("Slow", "warning", "up == 0 or up == 1 and on() orders_total > 100")
    async with watched(site, tmp_path, slow, DOWN) as (shop, _):
        await shop.closes()
        incident = await site.until(lambda incident: incident.severity is Severity.CRITICAL)
        told = [each for each in await site.app.alerting.latest(10) if each.reference == incident.reference]
        assert {alert.title for alert in told} == {"Slow in shop", "Down in shop"}
        await shop.opens()
        await site.until_status(Status.RESOLVED)


async def test_what_could_not_be_stored_is_sent_again_until_it_is(site: Site, tmp_path: Path) -> None:
    """Here another program keeps the database to itself, so that the door answers 503."""
    async with watched(site, tmp_path, DOWN) as (shop, [alertmanager]):
        with sqlite3.connect(path_of(site.app.settings.database_url), isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            await shop.closes()
            await alertmanager.until_it_says("status code 503")
            assert await site.incidents() == []
            other.execute("ROLLBACK")
        other.close()
        await site.until_status(Status.INVESTIGATING)


async def test_two_alertmanagers_that_know_nothing_of_each_other_open_one_incident(
    site: Site, tmp_path: Path
) -> None:
    """Both tell of it, both tell of its end, and it happens once."""
    async with watched(site, tmp_path, DOWN, told=[by_webhook(site)] * 2) as (shop, both):
        await shop.closes()
        await until_each_has_sent(both, 1)
        await site.until_status(Status.INVESTIGATING)
        await shop.opens()
        await until_each_has_sent(both, 2)
        await site.until_status(Status.RESOLVED)
        kinds = await happened(site)
        assert (kinds.count(EventKind.DECLARED), kinds.count(EventKind.REOPENED)) == (1, 0)


async def test_alertmanager_takes_the_bot_for_pagerduty_and_for_opsgenie(site: Site, tmp_path: Path) -> None:
    """For whoever has set it up for them already: by either way an incident is opened and ended."""

    async def all_stand(status: Status) -> bool:
        incidents = await site.incidents()
        return [incident.status for incident in incidents] == [status] * 2

    async with watched(site, tmp_path, DOWN, told=[as_to_pagerduty_and_opsgenie(site)]) as (shop, _):
        await shop.closes()
        await wait_until(partial(all_stand, Status.INVESTIGATING))
        assert {incident.severity for incident in await site.incidents()} == {Severity.CRITICAL}
        await shop.opens()
        await wait_until(partial(all_stand, Status.RESOLVED))


async def until_each_has_sent(alertmanagers: list[Watcher], times: int) -> None:
    """Wait until each has told the bot so often, and was heard."""
    for each in alertmanagers:
        await each.until_counted(f'{SENT}{{integration="webhook"}}', times)
        assert await each.counts(FAILED) == 0


async def happened(site: Site) -> list[EventKind]:
    """List what happened to the one incident."""
    _, events = await site.app.service.timeline((await site.only()).reference)
    return [event.kind for event in events]
