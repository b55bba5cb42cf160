"""Reminders as people get them, with time put forward: step by step, never given up, never twice, never for nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import Application
from incidents.checks import Check, CheckKind
from incidents.escalation import Policy
from incidents.failure import FailureType
from incidents.model import EventKind
from incidents.monitoring import Result
from tests.stories.acting import Office, labels, words
from tests.stories.conftest import POLICY, office_open
from tests.stories.reminded import INCIDENTS, declare, pages, until_paged


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """One mode is enough here: what is sent does not depend on how commands come in."""
    async with office_open(tmp_path, socket_mode=False) as (opened, _):
        yield opened


async def test_the_steps_are_reminded_one_after_the_other_then_everybody_for_ever(office: Office) -> None:
    """Ben at once and after T, Cleo after 2T, then both and @here, then again every ten minutes."""
    await declare(office)
    await until_paged(office, "ben", 1)
    await office.passes(minutes=3)
    await until_paged(office, "ben", 2)
    assert await pages(office, "cleo") == []
    await office.passes(minutes=3)
    await until_paged(office, "cleo", 1)
    assert len(await pages(office, "ben")) == 2
    await office.passes(minutes=3)
    await until_paged(office, "ben", 3)
    await until_paged(office, "cleo", 2)
    assert "INC-1" in words(await office.ann.sees("<!here>", INCIDENTS))
    for repeat in range(1, 4):
        await office.passes(minutes=10)
        await until_paged(office, "ben", 3 + repeat)
        await until_paged(office, "cleo", 2 + repeat)


async def test_an_acknowledgement_ends_the_nagging_and_every_reminder_says_by_whom(office: Office) -> None:
    """Whoever has a reminder sees what became of it."""
    await declare(office)
    await until_paged(office, "ben", 1)
    await office.passes(minutes=3)
    await until_paged(office, "ben", 2)
    await office.passes(minutes=3)
    [page] = await until_paged(office, "cleo", 1)
    await office.cleo.presses("Acknowledge", page, await office.cleo.dm())
    for person in (office.ben, office.cleo):
        settled = await person.sees("@cleo.demo", await person.dm())
        assert "Acknowledge" not in labels(settled)
    await office.passes(hours=1)
    await office.ann.types("/incident note 1 quiet now")
    await office.ann.is_told("INC-1")
    assert (len(await pages(office, "ben")), len(await pages(office, "cleo"))) == (2, 1)


async def test_unacknowledging_starts_the_paging_anew_and_an_old_button_is_stale(office: Office) -> None:
    """A new round; the button of the old one changes nothing and says what is so."""
    await declare(office)
    [page] = await until_paged(office, "ben", 1)
    dm = await office.ben.dm()
    await office.ben.presses("Acknowledge", page, dm)
    told = await office.ben.is_told("acknowledged INC-1", dm)
    await office.cleo.types("/incident unack 1")
    await until_paged(office, "ben", 2)
    await office.cleo.types("/incident ack 1")
    await office.ben.sees("@cleo.demo", dm)
    await office.ben.presses("Undo", told, dm)
    await office.ben.is_told("acknowledged by @cleo.demo", dm)


async def test_a_snooze_is_for_this_person_and_this_incident(office: Office) -> None:
    """Ben is left in peace for a quarter of an hour, Cleo is not, and Ben's reminder comes back."""
    await declare(office)
    [page] = await until_paged(office, "ben", 1)
    await office.ben.presses("Snooze 15 min", page, await office.ben.dm())
    await office.ben.is_told("No reminders of INC-1", await office.ben.dm())
    await office.passes(minutes=3)
    await office.passes(minutes=3)
    await until_paged(office, "cleo", 1)
    assert len(await pages(office, "ben")) == 1
    await office.passes(minutes=9)
    await until_paged(office, "ben", 2)


async def test_passing_on_pages_the_next_step_now_and_once(office: Office) -> None:
    """Cleo hears at once; a second press is stale."""
    await declare(office)
    [page] = await until_paged(office, "ben", 1)
    dm = await office.ben.dm()
    await office.ben.presses("Pass on", page, dm)
    await until_paged(office, "cleo", 1)
    await office.ben.presses("Pass on", page, dm)
    await office.ben.is_told("INC-1 is now", dm)
    assert len(await pages(office, "cleo")) == 1


async def test_somebody_who_cannot_be_reached_is_skipped_at_once(office: Office) -> None:
    """Cleo is reminded right away, and the timeline says why."""
    await office.control("users/U0BEN", deleted=True)
    await declare(office)
    await until_paged(office, "cleo", 1)
    await office.ann.types("/incident timeline 1")
    told = words(await office.ann.is_told("user_disabled"))
    assert "INC-1" in told


async def test_a_storm_is_one_message_to_the_channel(office: Office) -> None:
    """Ten incidents without an acknowledgement are one @here, and the next comes five minutes later."""
    for number in range(10):
        await declare(office, f"critical trouble number {number}")
    await until_paged(office, "ben", 10)
    for _ in range(3):
        await office.passes(minutes=3)
    called = await office.ann.sees("<!here>", INCIDENTS)
    assert all(f"INC-{number}" in words(called) for number in range(1, 11))
    calls = [message for message in await office.ann.reads(INCIDENTS) if "<!here>" in words(message)]
    assert len(calls) == 1


async def test_raising_to_critical_pages_at_once(office: Office) -> None:
    """A minor one would have waited for an hour."""
    await declare(office, "minor a small thing")
    assert await pages(office, "ben") == []
    await office.ann.types("/incident severity 1 critical")
    await until_paged(office, "ben", 1)


async def test_without_a_policy_the_channel_is_called(tmp_path: Path) -> None:
    """It still works."""
    async with office_open(tmp_path, socket_mode=False, policy=Policy()) as (office, _):
        await declare(office)
        assert "INC-1" in words(await office.ann.sees("<!here>", INCIDENTS))


async def test_a_user_group_is_reminded_as_its_members(tmp_path: Path) -> None:
    """The group stands for those in it."""
    group = replace(POLICY, steps=(("S0ONCALL",),))
    async with office_open(tmp_path, socket_mode=False, policy=group) as (office, _):
        await declare(office)
        await until_paged(office, "ben", 1)


async def test_the_bot_starts_and_takes_commands_while_slack_is_down(tmp_path: Path) -> None:
    """What it owes goes out when Slack is back."""
    async with office_open(tmp_path, socket_mode=False) as (office, app):
        await office.fails("*", "down")
        answer = await office.ann.types("/incident critical checkout is failing")
        assert answer["ok"]
        await office.ann.is_told("INC-1")
        await _failed_once(office, app)
        await office.recovers()
        await office.passes(seconds=60)
        [page] = await until_paged(office, "ben", 1)
        assert "late by" in words(page)
        await office.ann.sees("checkout is failing", INCIDENTS)


async def _failed_once(office: Office, app: Application) -> None:
    incident = await app.service.find("INC-1")
    while not any(e.kind == "reminder_failed" for e in (await app.service.timeline(incident.id))[1]):
        await app.store.check()


async def test_somebody_deactivated_within_the_hour_is_skipped_at_once(office: Office) -> None:
    """Slack tells of it, so it is not asked before each reminder, and yet none goes to who is gone."""
    await declare(office)
    await until_paged(office, "ben", 1)
    await office.control("users/U0ANN", deleted=False)
    await office.passes(minutes=3)
    await until_paged(office, "ben", 2)
    await office.passes(minutes=3)
    await until_paged(office, "cleo", 1)
    await office.passes(minutes=3)
    await until_paged(office, "ben", 3)
    await until_paged(office, "cleo", 2)
    opened = len(await office.calls("conversations.open"))
    await office.passes(minutes=10)
    await until_paged(office, "ben", 4)
    await until_paged(office, "cleo", 3)
    assert len(await office.calls("conversations.open")) == opened

    await office.control("users/U0CLEO", deleted=True)
    await office.passes(minutes=10)
    await until_paged(office, "ben", 5)
    assert len(await pages(office, "cleo")) == 3
    await office.ann.types("/incident timeline 1")
    assert "INC-1" in words(await office.ann.is_told("user_disabled"))


async def test_an_escalation_of_its_own_outlives_a_reload_and_falls_back_when_it_is_gone(
    tmp_path: Path,
) -> None:
    """Cleo alone is reminded; without her escalation the default one goes on, and the timeline says so, once."""
    named = replace(POLICY, steps=(("U0BEN",),), escalations={"shop": (("U0CLEO",),)})
    async with office_open(tmp_path, socket_mode=False, policy=named) as (office, app):
        failing = Result(office.world.now(), FailureType.TIMEOUT, "no answer")
        shop = Check(id="shop", kind=CheckKind.HEARTBEAT, failures=1, escalation="shop")
        for _ in range(5):
            await app.watching.take(shop, failing)
        await until_paged(office, "cleo", 1)
        app.take_policy(replace(named, here=timedelta(minutes=6)))
        await app.resume()
        await office.passes(minutes=3)
        await until_paged(office, "cleo", 2)
        assert await pages(office, "ben") == []

        app.take_policy(replace(named, escalations={}))
        await app.resume()
        await app.resume()
        await office.passes(minutes=3)
        await until_paged(office, "ben", 1)
        assert len(await pages(office, "cleo")) == 2
        _, events = await app.service.timeline("INC-1")
        assert [event.text for event in events if event.kind is EventKind.NOTE_ADDED] == [
            "The policy has no escalation shop any more: the default one reminds."
        ]
