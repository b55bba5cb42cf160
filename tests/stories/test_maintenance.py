"""Maintenance announces, begins and ends by itself, and silences what it affects: told in the playground."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import Application
from bot.auth import Scope, Tokens
from bot.policy import read_policy
from incidents.model import Status
from tests.api.conftest import OPERATOR
from tests.pages.conftest import POLICY as PAGES
from tests.stories.acting import Office
from tests.stories.conftest import POLICY, office_open

INCIDENTS = "C0INCIDENTS"
ANNOUNCE = '/incident maintenance "Database upgrade" of shop-db from in 2 hours to in 60 minutes'


@pytest.fixture(params=[True, False], ids=["socket_mode", "http_mode"])
async def opened(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Office, Application]]:
    policy = replace(POLICY, pages=read_policy(PAGES, "policy.toml").pages)
    async with office_open(tmp_path, socket_mode=request.param, policy=policy) as both:
        yield both


async def page(office: Office, app: Application) -> str:
    async with office.session.get(f"http://127.0.0.1:{app.port}/status/acme") as answer:
        return await answer.text()


async def alert(office: Office, app: Application) -> None:
    """Have something of the database fire."""
    name = f"am-{office.world.now().timestamp()}"
    _, token = await Tokens(app.store, app.settings.secret).create(name, [Scope.ALERTS], OPERATOR)
    body = {"title": "db is down", "fingerprint": "f1", "severity": "critical", "service": "shop-db"}
    address = f"http://127.0.0.1:{app.port}/alerts/generic"
    headers = {"Authorization": f"Bearer {token}"}
    async with office.session.post(address, data=json.dumps(body), headers=headers) as answer:
        assert answer.status < 300


async def test_it_is_announced_begins_silences_and_ends(opened: tuple[Office, Application]) -> None:
    """Typed once; the card, the page and the alerts follow by themselves, and what still fires then declares."""
    office, app = opened
    await office.ann.types(ANNOUNCE)
    await office.ann.is_told("It begins and ends by itself")
    card = await office.ann.sees("INC-1", INCIDENTS)
    assert "scheduled" in str(card["blocks"])
    form = await office.ann.view(lambda: office.ann.presses("Publish…", card, INCIDENTS))
    await office.ann.submits(form)
    await office.ann.is_told("INC-1 is published", INCIDENTS)
    read = await page(office, app)
    assert "Scheduled" in read
    assert "All systems are operational" in read

    await office.passes(hours=2, seconds=1)
    assert (await app.service.find("INC-1")).status is Status.IDENTIFIED
    read = await page(office, app)
    assert "Maintenance is under way" in read
    assert "The maintenance has begun." in read
    await alert(office, app)
    assert [each.reference for each in await app.service.active()] == ["INC-1"]
    await office.passes(seconds=12)  # what machines note is gathered for ten
    await office.ann.sees("Silenced: db is down", INCIDENTS, thread=card["ts"])

    await office.passes(hours=1)
    assert (await app.service.find("INC-1")).status is Status.RESOLVED
    assert "The maintenance is completed." in await page(office, app)
    await alert(office, app)
    assert [each.reference for each in await app.service.active()] == ["INC-2"]


async def test_it_can_be_made_longer_and_ended_early(opened: tuple[Office, Application]) -> None:
    """By buttons on its card; the time that was planned first does nothing then."""
    office, app = opened
    await office.ann.types('/incident maintenance "Upgrade" from in 5 minutes to in 60 minutes')
    card = await office.ann.sees("INC-1", INCIDENTS)
    await office.passes(minutes=6)
    card = await office.ann.until(
        lambda messages: next((m for m in messages if "in progress" in str(m["blocks"])), None), INCIDENTS
    )
    await office.ann.presses("30 min longer", card, INCIDENTS)
    await office.ann.is_told("INC-1 is planned", INCIDENTS)
    await office.passes(minutes=70)
    assert (await app.service.find("INC-1")).is_active
    card = await office.ann.sees("INC-1 maintenance", INCIDENTS)
    await office.ann.presses("Resolve", card, INCIDENTS)
    await office.ann.is_told("You have resolved INC-1", INCIDENTS)


async def test_it_is_planned_by_the_form_announced_by_its_page_and_planned_anew(
    opened: tuple[Office, Application],
) -> None:
    """In the playground as in Slack; the times that were planned first do nothing."""
    office, app = opened
    form = await office.ann.view(lambda: office.ann.types("/incident maintenance"))
    await office.ann.submits(form, title="Database upgrade", monitors="shop-db", page="acme")
    told = await office.ann.is_told("It begins and ends by itself")
    assert "The public reads it on " in str(told["blocks"])
    assert "Scheduled" in await page(office, app)
    card = await office.ann.sees("INC-1", INCIDENTS)
    form = await office.ann.view(lambda: office.ann.presses("Change the times", card, INCIDENTS))
    later = int(office.world.now().timestamp()) + 3 * 3600
    await office.ann.submits(form, starts_at=str(later), ends_at=str(later + 3600))
    await office.passes(hours=2, minutes=59)
    assert (await app.service.find("INC-1")).is_scheduled
    await office.passes(minutes=2)
    assert (await app.service.find("INC-1")).status is Status.IDENTIFIED
    await office.passes(hours=1)
    assert "The maintenance is completed." in await page(office, app)


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("Upgrade tomorrow", "Say what and when"),
        ('"Upgrade" from tomorrow to nowhere', "no time that I can read"),
    ],
)
async def test_what_cannot_be_read_is_told_and_changes_nothing(
    opened: tuple[Office, Application], typed: str, heard: str
) -> None:
    """With the way it is typed."""
    office, app = opened
    await office.ann.types(f"/incident maintenance {typed}")
    await office.ann.is_told(heard)
    assert await app.service.active() == []
