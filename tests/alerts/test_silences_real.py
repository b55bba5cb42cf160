"""Debian's Alertmanager hears what people do in Slack: it keeps quiet while somebody is on it, and no longer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from incidents.alerting import AlertPolicy
from incidents.model import Status
from incidents.telling import Listener, Way
from storage import Transaction
from tests.alerts.site import Site, wait_until
from tests.alerts.watchers import Watcher, alertmanager, by_webhook
from tests.faults.running import CLEO

ALERT = {"labels": {"alertname": "Down", "job": "shop", "severity": "critical"}}
OTHER = {"labels": {"alertname": "Slow", "job": "shop", "severity": "warning"}}


class Quiet:
    """An Alertmanager that tells the bot, and is told by it."""

    def __init__(self, site: Site, watcher: Watcher) -> None:
        self.site = site
        self.watcher = watcher

    async def fires(self, *alerts: dict[str, Any]) -> None:
        """Have alerts fire, and the bot hear of each."""
        async with self.watcher.session.post(f"{self.watcher.url}/api/v2/alerts", json=alerts) as answer:
            answer.raise_for_status()

        async def heard() -> bool:
            return len(await self.site.app.alerting.latest(10)) == len(alerts)

        await wait_until(heard)

    async def ends(self, alert: dict[str, Any]) -> None:
        """Have an alert be over."""
        over = [{**alert, "endsAt": datetime.now(UTC).isoformat()}]
        async with self.watcher.session.post(f"{self.watcher.url}/api/v2/alerts", json=over) as answer:
            answer.raise_for_status()

    async def silences(self, state: str = "active") -> list[dict[str, Any]]:
        """List the silences that are so."""
        async with self.watcher.session.get(f"{self.watcher.url}/api/v2/silences") as answer:
            return [each for each in await answer.json() if each["status"]["state"] == state]

    async def until_silences(self, active: int, expired: int = 0) -> list[dict[str, Any]]:
        """Wait until there are so many, and give those that are active."""

        async def so_many() -> bool:
            return (len(await self.silences()), len(await self.silences("expired"))) == (active, expired)

        await wait_until(so_many)
        return await self.silences()

    async def suppressed(self) -> list[str]:
        """Name the alerts that are kept quiet."""
        async with self.watcher.session.get(f"{self.watcher.url}/api/v2/alerts") as answer:
            told = await answer.json()
        return [each["labels"]["alertname"] for each in told if each["status"]["state"] == "suppressed"]


@asynccontextmanager
async def quiet(site: Site, folder: Path) -> AsyncIterator[Quiet]:
    """Run an Alertmanager that the policy has told back."""
    async with alertmanager(by_webhook(site), folder / "alertmanager", site.office.session) as watcher:
        listener = Listener("alertmanager", watcher.url, Way.ALERTMANAGER)
        wishes = AlertPolicy(listeners=(listener,))
        site.app.take_policy(replace(site.app.alerting.policy, alerts=wishes))
        yield Quiet(site, watcher)


async def test_an_acknowledgement_in_slack_is_a_silence_and_taking_it_back_ends_it(
    site: Site, tmp_path: Path
) -> None:
    """By all labels of the alert, by whom, for which incident, and for how long; nothing else is quiet."""
    async with quiet(site, tmp_path) as source:
        await source.fires(ALERT)
        await site.office.ben.types("/incident ack 1")
        [silence] = await source.until_silences(1)
        assert {(each["name"], each["value"]) for each in silence["matchers"]} == set(ALERT["labels"].items())
        assert all(each["isEqual"] and not each["isRegex"] for each in silence["matchers"])
        assert (silence["createdBy"], silence["comment"]) == (
            "ben.demo",
            "INC-1 was acknowledged in Tocsin.",
        )
        lasts = datetime.fromisoformat(silence["endsAt"]) - datetime.fromisoformat(silence["startsAt"])
        assert round(lasts.total_seconds() / 3600) == 4
        assert await source.suppressed() == ["Down"]

        await site.office.cleo.types("/incident unack 1")
        await source.until_silences(0, expired=1)
        await site.office.cleo.types("/incident ack 1")
        [again] = await source.until_silences(1, expired=1)
        assert again["createdBy"] == "cleo.demo"
        await site.office.cleo.types("/incident resolve 1 it was the cable")
        await source.until_silences(0, expired=2)


async def test_each_alert_has_a_silence_which_a_deletion_ends(site: Site, tmp_path: Path) -> None:
    """One that an operator ended already is no trouble."""
    async with quiet(site, tmp_path) as source:
        await source.fires(ALERT, OTHER)
        await site.office.ben.types("/incident ack 1")
        first, _ = await source.until_silences(2)
        assert sorted(await source.suppressed()) == ["Down", "Slow"]
        async with source.watcher.session.delete(f"{source.watcher.url}/api/v2/silence/{first['id']}"):
            await source.until_silences(1, expired=1)
        await site.app.service.delete("INC-1", CLEO)
        await source.until_silences(0, expired=2)


async def test_a_silence_of_which_nobody_heard_is_found_and_not_made_twice(
    site: Site, tmp_path: Path
) -> None:
    """What came of it was not written down; the next try looks first."""
    async with quiet(site, tmp_path) as source:
        await source.fires(ALERT)
        await site.office.ben.types("/incident ack 1")
        [silence] = await source.until_silences(1)
        await site.office.until(site.office.is_quiet)

        def unit(tx: Transaction) -> None:
            tx.run("DELETE FROM told_back")
            tx.run("UPDATE outbox SET in_doubt = 1, due_at = 0 WHERE lane = 'source'")

        await site.app.store.run(unit)
        await site.office.passes(seconds=1)
        assert [each["id"] for each in await source.silences()] == [silence["id"]]
        await site.office.ben.types("/incident unack 1")
        await source.until_silences(0, expired=1)


async def test_what_ends_while_it_is_silenced_is_noticed(site: Site, tmp_path: Path) -> None:
    """Alertmanager tells nobody of it; but one that has just been started may not know yet what fires."""
    async with quiet(site, tmp_path) as source:
        await source.fires(ALERT, OTHER)
        await site.office.ben.types("/incident ack 1")
        await source.until_silences(2)
        await source.ends(ALERT)
        await site.office.passes(minutes=2)
        assert len(await firing(site)) == 2
        await site.office.passes(minutes=4)
        assert await firing(site) == ["Slow"]
        await source.until_silences(1, expired=1)
        await source.ends(OTHER)
        await site.office.passes(minutes=1)
        incident = await site.until_status(Status.RESOLVED)
        assert incident.resolved
        assert incident.resolved.by.name == "alertmanager"
        await site.office.ben.sees("has recovered", await site.office.ben.dm())
        await source.until_silences(0, expired=2)


async def firing(site: Site) -> list[str]:
    """Name what fires as far as the bot knows."""
    return sorted(each.title for each in await site.app.alerting.latest(10) if each.firing)
