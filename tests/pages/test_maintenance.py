"""Planned maintenance from the API to its page: its times, what the clock does, and in whose language it says so."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from icalendar import Calendar

from bot import outgoing
from bot.delivery import Delivery
from bot.ledger import Ledger
from bot.metrics import Metrics
from bot.watching import Watching
from incidents.checks import Check, CheckKind
from incidents.escalation import Policy
from incidents.failure import FailureType
from incidents.model import Kind
from incidents.monitoring import Result
from tests.api.conftest import NOON, StillWorld, programs_on
from tests.pages.conftest import Site, policy
from tests.ports import NO_CERTIFICATES

PATH = "/api/v1/incidents"
HOUR = timedelta(hours=1)


def times(start: float, end: float) -> dict[str, str]:
    """So many hours from noon."""
    return {"starts_at": (NOON + start * HOUR).isoformat(), "ends_at": (NOON + end * HOUR).isoformat()}


WORK = {"title": "Database upgrade", "kind": "maintenance", "monitors": ["shop-db"], "page": "acme"}


@dataclass
class Works(Site):
    """The page, and the clock."""

    clock: Delivery

    async def passes(self, **time: float) -> None:
        """Let time pass, and what is due by then be done."""
        self.programs.world.pass_by(**time)
        while await self.clock._begin_what_is_due() or self.clock._sends:
            while self.clock._sends:
                await next(iter(self.clock._sends))

    async def stands(self, incident: str) -> Any:
        return (await self.programs.ask("GET", f"{PATH}/{incident}")).json()

    async def speaks(self, language: str) -> None:
        """Have the page be in another language."""
        told = {"language": language}
        await self.programs.store.run(
            lambda tx: tx.run("UPDATE status_pages SET language = :language WHERE slug = 'acme'", **told)
        )


@asynccontextmanager
async def works_on(database_url: str) -> AsyncIterator[Works]:
    async with (
        programs_on(database_url, StillWorld(), policy()) as programs,
        httpx.AsyncClient(verify=NO_CERTIFICATES, base_url=programs.url) as reader,
    ):
        ledger = Ledger(programs.store, Policy(), programs.service.wake)
        lanes = {outgoing.PLANNED: ledger.follow_plan}
        clock = Delivery(programs.store, lanes, programs.world.now, lambda _: None, Metrics(), 1)
        yield Works(programs, reader, clock)


@pytest.fixture
async def works(tmp_path: Path) -> AsyncIterator[Works]:
    """On a SQLite file."""
    async with works_on(f"sqlite:///{tmp_path}/tocsin.db") as opened:
        yield opened


async def announced_begun_and_completed(works: Works) -> None:
    """Go through all of it by the clock alone, planned anew on the way."""
    made = await works.programs.made(PATH, WORK | times(1, 2))
    name = made["reference"]
    assert (made["starts_at"], made["ends_at"]) == ("2026-04-04T13:00:00Z", "2026-04-04T14:00:00Z")
    moved = await works.programs.ask("PATCH", f"{PATH}/{name}", times(2, 4))
    assert (moved.json()["starts_at"], moved.json()["ends_at"]) == (
        "2026-04-04T14:00:00Z",
        "2026-04-04T16:00:00Z",
    )
    await works.passes(hours=1)
    assert (await works.stands(name))["status"] == "investigating", "it begins when it is planned now"
    assert "Scheduled" in await works.sees()
    await works.passes(hours=1)
    begun = await works.stands(name)
    assert (begun["status"], begun["started_at"]) == ("identified", "2026-04-04T14:00:00Z")
    assert "The maintenance has begun." in await works.sees()
    await works.passes(hours=2)
    assert (await works.stands(name))["status"] == "resolved"
    assert "The maintenance is completed." in await works.sees()
    assert [row["state"] for row in await left(works)] == []


async def left(works: Works) -> list[dict[str, Any]]:
    """List what the clock still has to do."""
    asked = "SELECT state FROM outbox WHERE lane = 'planned' AND state <> 'done'"
    return await works.programs.store.read(lambda tx: tx.all(asked))


async def test_it_is_planned_anew_begins_and_ends_by_the_api_and_the_clock(works: Works) -> None:
    """The times that were planned first do nothing."""
    await announced_begun_and_completed(works)


async def test_the_same_on_postgres(postgres_url: str) -> None:
    """Each unit of the clock runs there too."""
    async with works_on(postgres_url) as works:
        await announced_begun_and_completed(works)


async def test_whoever_was_down_meanwhile_follows_up_once(works: Works) -> None:
    """Begun while nobody was there, or over altogether: one update, and nothing is said twice."""
    name = (await works.programs.made(PATH, WORK | times(1, 2)))["reference"]
    other = (await works.programs.made(PATH, WORK | times(1, 9)))["reference"]
    await works.passes(hours=3)
    said = {each: await works.programs.ask("GET", f"{PATH}/{each}/updates") for each in (name, other)}
    assert [each["message"] for each in said[name].json()["updates"]] == ["The maintenance is completed."]
    assert [each["message"] for each in said[other].json()["updates"]] == ["The maintenance has begun."]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (times(2, 1), "ends_at"),
        (times(-3, -1), "ends_at"),
        ({"starts_at": times(1, 2)["starts_at"]}, "ends_at"),
        ({"ends_at": times(1, 2)["ends_at"]}, "starts_at"),
        ({"starts_at": "tomorrow", "ends_at": "later"}, "starts_at"),
        ({"starts_at": "2026-04-04T13:00:00", "ends_at": "2026-04-04T14:00:00"}, "starts_at"),
        ({"kind": "incident", **times(1, 2)}, "starts_at"),
    ],
)
async def test_times_that_cannot_be_kept_are_refused_by_their_name(
    works: Works, asked: dict[str, str], field: str
) -> None:
    """And nothing is announced."""
    refused = await works.programs.ask("POST", PATH, WORK | asked)
    assert refused.status_code == 422
    assert field in refused.json()["errors"]
    assert "Database upgrade" not in await works.sees()


async def test_what_nobody_wrote_is_said_in_the_language_of_the_page(works: Works) -> None:
    """By the clock and by a check; inside it stays as it is, and so does what somebody wrote in the same words."""
    await works.speaks("de")
    name = (await works.programs.made(PATH, WORK | times(1, 2)))["reference"]
    await works.passes(hours=1)
    read = await works.sees()
    assert "Die Wartung hat begonnen." in read
    assert "The maintenance has begun." not in read
    await works.passes(hours=1)
    assert "Die Wartung ist abgeschlossen." in await works.sees("/status/acme/feed.atom")
    inside = (await works.programs.ask("GET", f"{PATH}/{name}/updates")).json()["updates"]
    assert {each["message"] for each in inside} == {
        "The maintenance has begun.",
        "The maintenance is completed.",
    }
    typed = await works.declares(page="acme")
    await works.tells(typed, "The maintenance has begun.")
    assert "The maintenance has begun." in await works.sees()


async def test_what_is_published_later_is_said_in_that_language_and_previewed_so(works: Works) -> None:
    """Two pages say it each in its own."""
    await works.speaks("de")
    name = (await works.programs.made(PATH, WORK | {"page": "beta"} | times(1, 2)))["reference"]
    await works.passes(hours=1)
    [said] = (await works.programs.ask("GET", f"{PATH}/{name}/updates")).json()["updates"]
    release = {"page": "acme", "updates": [{"id": said["id"], "message": None}]}
    previewed = (await works.programs.ask("POST", f"{PATH}/{name}/preview", release)).json()
    assert "Die Wartung hat begonnen." in str(previewed)
    await works.publishes(name, **release)
    assert "Die Wartung hat begonnen." in await works.sees()
    assert "The maintenance has begun." in await works.sees("/status/beta")


async def test_a_check_that_recovers_says_so_in_the_language_of_its_page(works: Works) -> None:
    """With the time that it took."""
    await works.speaks("de")
    watching = Watching(works.programs.store, Policy(pages=policy().pages), works.programs.service.wake)
    check = Check(id="api", kind=CheckKind.HEARTBEAT, name="API", page="acme", failures=1, recoveries=1)
    await watching.take(check, Result(NOON, FailureType.TIMEOUT, "no answer"))
    works.programs.world.pass_by(minutes=9)
    await watching.take(check, Result(works.programs.world.now()))
    read = await works.sees("/status/acme/feed.json")
    assert "Nach 9 Min. wieder in Ordnung." in read
    assert "Recovered" not in read


async def test_how_long_it_lasted_is_what_its_recovery_says(works: Works) -> None:
    """The time that it was resolved before it failed again is in neither, and both are in one style."""
    watching = Watching(works.programs.store, Policy(pages=policy().pages), works.programs.service.wake)
    check = Check(id="api", kind=CheckKind.HEARTBEAT, name="API", page="acme", failures=1, recoveries=1)
    for minutes in (2, 5):
        await watching.take(check, Result(works.programs.world.now(), FailureType.TIMEOUT, "no answer"))
        works.programs.world.pass_by(minutes=minutes, seconds=10)
        await watching.take(check, Result(works.programs.world.now()))
        works.programs.world.pass_by(minutes=4)
    read = await works.sees()
    assert "It was down for 7 min." in read
    assert "<dt>Lasted</dt><dd>7 min</dd>" in read


async def test_a_check_that_fails_while_it_is_worked_on_opens_nothing_until_it_is_over(works: Works) -> None:
    """Another one that fails meanwhile opens; this one does at its next look after the end."""
    watching = Watching(works.programs.store, Policy(pages=policy().pages), works.programs.service.wake)
    check = Check(id="shop-db", kind=CheckKind.HEARTBEAT, name="Database", failures=1)
    other = Check(id="api", kind=CheckKind.HEARTBEAT, name="API", failures=1)

    async def fails(failing: Check) -> int:
        await watching.take(failing, Result(works.programs.world.now(), FailureType.TIMEOUT, "no answer"))
        return sum(each.kind is Kind.INCIDENT for each in await works.programs.service.active())

    await works.programs.made(PATH, WORK | times(1, 2))
    await works.passes(hours=1)
    assert await fails(check) == 0
    assert await fails(other) == 1
    await works.passes(minutes=59)
    assert await fails(check) == 1
    await works.passes(minutes=1)
    assert await fails(check) == 2


async def test_what_is_only_planned_or_was_called_off_is_no_maintenance_in_the_history(works: Works) -> None:
    """No day shows it before it begins, and it never lasted."""
    name = (await works.programs.made(PATH, WORK | times(30, 31)))["reference"]
    await works.passes(hours=2)
    assert "Days with trouble or maintenance" not in await works.sees()
    await works.programs.ask("POST", f"{PATH}/{name}/resolve", {})
    read = await works.sees()
    assert "Days with trouble or maintenance" not in read
    assert "Database upgrade" in read
    assert "Lasted" not in read


async def test_what_was_called_off_is_not_said_to_be_completed(works: Works) -> None:
    """It shows when it would have been; a calendar has it as cancelled, and Statuspage has no word for it."""
    name = (await works.programs.made(PATH, WORK | times(30, 31)))["reference"]
    await works.passes(hours=2)
    await works.programs.ask("POST", f"{PATH}/{name}/resolve", {})
    read = await works.sees()
    assert "Called off" in read
    assert "Completed" not in read
    assert "Apr 5, 2026, 8:00\u202fPM" in read
    [event] = Calendar.from_ical(await works.sees("/status/acme/maintenance.ics")).walk("VEVENT")
    assert (str(event["status"]), event.decoded("dtstart")) == ("CANCELLED", NOON + 30 * HOUR)
    [listed] = json.loads(await works.sees("/status/acme/api/v2/scheduled-maintenances.json"))[
        "scheduled_maintenances"
    ]
    assert (listed["status"], listed["scheduled_for"]) == ("completed", "2026-04-05T18:00:00Z")


async def test_what_was_missed_altogether_took_place_when_it_was_planned(works: Works) -> None:
    """The bot was down meanwhile: the day shows it."""
    name = (await works.programs.made(PATH, WORK | times(1, 2)))["reference"]
    await works.passes(hours=3)
    assert (await works.stands(name))["started_at"] == "2026-04-04T13:00:00Z"
    read = await works.sees()
    assert "Days with trouble or maintenance" in read
    assert "Lasted" in read
