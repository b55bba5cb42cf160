"""A Slack that takes nothing: whoever watches the bot is told within a minute, and the reminder says how late it is."""

from pathlib import Path

from structlog.testing import capture_logs

from bot.app import Application
from bot.slack.pace import PATIENT_BURST
from incidents.model import EventKind
from storage import outbox
from tests.stories.acting import words
from tests.stories.conftest import office_open
from tests.stories.reminded import INCIDENTS, declare, until_paged


async def outbox_says(app: Application) -> tuple[bool, str]:
    """Give what /healthz answers for the outbox."""
    report = await app.sick_bay.health()
    [check] = [check for check in report.checks if check.name == "outbox"]
    return check.ok, check.says


async def overdue(app: Application, lane: str) -> float:
    """Read the gauge that operators have their alarm on."""
    await app.sick_bay.look_around()
    registry = app.sick_bay.metrics.registry
    return registry.get_sample_value("tocsin_outbox_oldest_due_seconds", {"lane": lane}) or 0.0


async def test_a_page_that_is_tried_again_and_again_is_overdue_for_all_to_see(tmp_path: Path) -> None:
    """/healthz is red after a minute, the gauge rises, and the log says it once; all of it ends."""
    async with office_open(tmp_path, socket_mode=False) as (office, app):
        await declare(office)
        await until_paged(office, "ben", 1)
        await office.fails("chat.postMessage", "down")
        await office.passes(minutes=3)  # Ben is owed a reminder from here on
        assert await outbox_says(app) == (True, "Everything that was due has been sent.")
        with capture_logs() as logs:
            for _ in range(8):
                await office.passes(seconds=15)
                await app.sick_bay.look_around()
        assert await outbox_says(app) == (False, "Messages are overdue in: page.")
        assert 110 < await overdue(app, "page") < 130
        assert [log["lane"] for log in logs if log["event"].startswith("messages are overdue")] == ["page"]

        await office.recovers()
        await office.passes(seconds=20)
        [_, page] = await until_paged(office, "ben", 2)
        assert "late by 2 min" in words(page)
        assert (await outbox_says(app))[0]
        assert await overdue(app, "page") == 0


async def test_a_reminder_says_how_long_its_reader_has_been_owed_one(tmp_path: Path) -> None:
    """The turns go on while Slack is away; the last of Ben's goes out, and counts from the first."""
    async with office_open(tmp_path, socket_mode=False) as (office, app):
        await declare(office)
        await office.fails("chat.postMessage", "down")
        for _ in range(4 * 18):
            await office.passes(seconds=15)
        assert not (await outbox_says(app))[0]
        await office.recovers()
        await office.passes(seconds=20)
        await until_paged(office, "ben", 1)
        events = (await app.service.timeline("INC-1"))[1]
        sent = [event for event in events if event.kind is EventKind.REMINDER_SENT]
        late = {event.details["person"]: event.details["late_seconds"] for event in sent}
        assert late["U0BEN"] == max(late.values()) > 14 * 60


async def test_an_at_here_that_keeps_its_distance_is_not_overdue(tmp_path: Path) -> None:
    """The second is meant to come five minutes after the first."""
    async with office_open(tmp_path, socket_mode=False) as (office, app):
        await declare(office, "critical one")
        await until_paged(office, "ben", 1)
        await office.passes(minutes=1)
        await declare(office, "critical two")
        for _ in range(11):
            await office.passes(minutes=1)
            assert await outbox_says(app) == (True, "Everything that was due has been sent.")
        [here] = await app.store.read(lambda tx: [row for row in outbox.counts(tx) if row["lane"] == "here"])
        assert here["state"] == "pending"


async def test_many_old_reminders_are_rewritten_bit_by_bit_the_newest_first_and_the_card_at_once(
    tmp_path: Path,
) -> None:
    """What has to show how it ended leaves Slack's budget to what people look at, and is not overdue for that."""
    async with office_open(tmp_path, socket_mode=False) as (office, app):

        async def settled() -> list[bool]:
            pages = "SELECT shown FROM postings WHERE kind = 'page' ORDER BY remembered_at, ts"
            rows = await app.store.read(lambda tx: tx.all(pages))
            return [bool(row["shown"]) for row in rows]

        await declare(office)
        while len(await settled()) < PATIENT_BURST + 4:
            await office.passes(minutes=10)
        await office.ann.types("/incident resolve 1")
        await office.passes(seconds=0)

        await office.ann.sees("resolved", INCIDENTS)
        rewritten = await settled()
        assert 0 < sum(rewritten) <= PATIENT_BURST
        assert rewritten == sorted(rewritten)  # the last ones
        while not all(await settled()):
            await office.passes(seconds=10)
            assert (await outbox_says(app))[0]
