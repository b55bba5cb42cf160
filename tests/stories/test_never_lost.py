"""Ways in which a nag could get lost, come twice or come late, each lived through once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import Application
from incidents.model import EventKind, Severity
from tests.stories.acting import WITHIN, Message, Office, labels, words
from tests.stories.conftest import POLICY, office_open
from tests.stories.reminded import INCIDENTS, declare, pages, until_paged

GROUP_AND_BEN = replace(POLICY, steps=(("U0BEN", "S0ONCALL"), ("U0CLEO",)))


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[tuple[Office, Application]]:
    """Give an office and the bot in it."""
    async with office_open(tmp_path, socket_mode=False) as both:
        yield both


async def kinds(app: Application, reference: str = "INC-1") -> list[EventKind]:
    """Name what happened."""
    return [event.kind for event in (await app.service.timeline(reference))[1]]


async def calls_to_channel(office: Office) -> list[Message]:
    """List the messages that called the channel."""
    return [message for message in await office.ann.reads(INCIDENTS) if "<!here>" in words(message)]


async def test_a_group_that_slack_cannot_tell_holds_up_nobody_else(tmp_path: Path) -> None:
    """Ben is paged at once, Cleo in her turn, the channel at the end; the timeline says what is wrong."""
    async with office_open(tmp_path, socket_mode=False, policy=GROUP_AND_BEN) as (office, app):
        await office.fails("usergroups.users.list", "error", error="missing_scope")
        await declare(office)
        await until_paged(office, "ben", 1)
        await office.passes(minutes=3)
        await office.passes(minutes=3)
        await until_paged(office, "cleo", 1)
        assert EventKind.REMINDER_FAILED in await kinds(app)


async def test_an_empty_group_is_told_and_the_next_step_is_taken(tmp_path: Path) -> None:
    """Nobody stands behind it, so Cleo hears at once."""
    empty = replace(POLICY, steps=(("S0NOBODY",), ("U0CLEO",)))
    async with office_open(tmp_path, socket_mode=False, policy=empty) as (office, app):
        await declare(office)
        await until_paged(office, "cleo", 1)
        assert EventKind.REMINDER_FAILED in await kinds(app)


async def test_somebody_who_refuses_messages_is_skipped_at_once(opened: tuple[Office, Application]) -> None:
    """As one who was deactivated."""
    office, app = opened
    await office.control("users/U0BEN", refuse_dm=True)
    await declare(office)
    await until_paged(office, "cleo", 1)
    assert EventKind.REMINDER_FAILED in await kinds(app)


async def test_a_severity_that_is_put_back_into_the_policy_is_nagged_about_again(
    opened: tuple[Office, Application],
) -> None:
    """While it was left out its turn came and lapsed."""
    office, app = opened
    await declare(office, "major checkout is slow")
    without = {Severity.CRITICAL: timedelta(minutes=3)}
    app.take_policy(replace(POLICY, acknowledge=without))
    await app.resume()
    await office.passes(minutes=16)
    assert await pages(office, "ben") == []
    app.take_policy(POLICY)
    await app.resume()
    await until_paged(office, "ben", 1)


async def test_after_an_outage_everybody_gets_one_reminder_and_not_one_for_each_turn(
    opened: tuple[Office, Application],
) -> None:
    """An hour and a half of silence ends in one message, not in an avalanche."""
    office, _ = opened
    await declare(office)
    await until_paged(office, "ben", 1)
    await office.fails("chat.postMessage", "down")
    for _ in range(9):
        await office.passes(minutes=10)
    await office.recovers()
    await office.passes(seconds=20)
    [_, last] = await until_paged(office, "ben", 2)
    assert "1 h 30 min" in words(last)
    assert len(await pages(office, "cleo")) == 1


async def test_the_reminder_after_a_snooze_comes_though_turns_passed_meanwhile(
    opened: tuple[Office, Application],
) -> None:
    """What the snooze held back stands in for nothing: the quarter of an hour ends with a reminder."""
    office, _ = opened
    await declare(office)
    [page] = await until_paged(office, "ben", 1)
    await office.ben.presses("Snooze 15 min", page, await office.ben.dm())
    await office.ben.is_told("No reminders of INC-1", await office.ben.dm())
    for _ in range(4):
        await office.passes(minutes=3)
    assert len(await pages(office, "ben")) == 1
    await office.passes(minutes=3, seconds=5)
    await until_paged(office, "ben", 2)


async def test_the_channel_is_called_at_most_every_five_minutes(opened: tuple[Office, Application]) -> None:
    """Two incidents a minute apart are two calls five minutes apart; the second lists both."""
    office, _ = opened
    await declare(office, "critical one")
    await until_paged(office, "ben", 1)
    await office.passes(minutes=1)
    await declare(office, "critical two")
    for _ in range(9):
        await office.passes(minutes=1)
    assert len(await calls_to_channel(office)) == 1
    for _ in range(5):
        await office.passes(minutes=1)
    [_, second] = await calls_to_channel(office)
    assert "INC-1" in words(second)
    assert "INC-2" in words(second)


async def test_a_call_of_the_channel_is_on_the_timeline_with_its_link(
    opened: tuple[Office, Application],
) -> None:
    """Sent late it says so, there and in the channel; while it fails that is told once."""
    office, app = opened
    await declare(office)
    await office.fails("chat.postMessage", "down")
    for _ in range(4):
        await office.passes(minutes=3)
    await office.recovers()
    await office.passes(minutes=1)
    assert "late by" in words((await calls_to_channel(office))[0])
    events = (await app.service.timeline("INC-1"))[1]
    [called] = [event for event in events if event.kind is EventKind.CHANNEL_REMINDED]
    failed = [e for e in events if e.kind is EventKind.REMINDER_FAILED and e.details["person"] == "@here"]
    assert called.details["late_seconds"] > 30
    assert called.permalink is not None
    assert len(failed) == 1


async def test_a_call_of_the_channel_ends_when_somebody_is_on_it(opened: tuple[Office, Application]) -> None:
    """The worst stands first; what was acknowledged disappears from it, and at the end nothing is left to press."""
    office, _ = opened
    await declare(office, "major something slow")
    await declare(office, "critical checkout is failing")
    for _ in range(11):
        await office.passes(minutes=6)
    last = (await calls_to_channel(office))[-1]
    assert words(last).index("INC-2") < words(last).index("INC-1")
    await office.cleo.types("/incident ack 2")
    await office.passes(seconds=60)
    shown = await shown_now(office, last)
    assert ("INC-1" in words(shown), "INC-2" in words(shown), "<!here>" in words(shown)) == (
        True,
        False,
        False,
    )
    await office.cleo.types("/incident ack 1")
    await office.passes(seconds=60)
    assert labels(await shown_now(office, last)) == []


async def shown_now(office: Office, message: Message) -> Message:
    """Give the message as it is now."""
    return next(m for m in await office.ann.reads(INCIDENTS) if m["ts"] == message["ts"])


async def test_a_reminder_that_an_acknowledgement_overtook_says_so_at_once(
    opened: tuple[Office, Application],
) -> None:
    """It was on its way for a second and a half; nothing else happens that would have the bot look at it again."""
    office, _ = opened
    await office.control(f"channels/{INCIDENTS}", is_archived=True)
    await office.fails("chat.postMessage", "latency", times=2, seconds=1.5)
    await office.ann.types("/incident critical checkout is failing")
    async with asyncio.timeout(WITHIN):
        while not await office.calls("chat.postMessage"):
            continue
    await office.cleo.types("/incident ack 1")
    settled = await office.ben.sees("@cleo.demo", await office.ben.dm())
    assert "Acknowledge" not in labels(settled)


async def test_a_hundred_hanging_sends_delay_no_other_page(opened: tuple[Office, Application]) -> None:
    """Each has a worker and a connection of its own."""
    office, app = opened
    app.take_policy(replace(POLICY, steps=(tuple(f"U0NOBODY{number}" for number in range(120)),)))
    await office.fails("conversations.open", "latency", times=120, seconds=30)
    await office.ann.types("/incident critical everything hangs")
    async with asyncio.timeout(WITHIN):
        while not await hanging(app, 120):
            continue
    app.take_policy(POLICY)
    await declare(office, "critical something else")
    await until_paged(office, "ben", 1)


async def hanging(app: Application, number: int) -> bool:
    """Whether so many reminders are being sent just now."""
    leased = "SELECT COUNT(*) AS n FROM outbox WHERE lane = 'page' AND lease_until IS NOT NULL"
    [row] = await app.store.read(lambda tx: tx.all(leased))
    return int(row["n"]) >= number
