"""What subscribers hear of planned maintenance: that it is scheduled, when, and how it goes on."""

import json

from bot.slack.views.announcement import announcement
from tests.mailbox import html_of, text_of
from tests.pages.test_maintenance import PATH, WORK, times
from tests.slack.samples import ensure_takeable
from tests.subscribers.conftest import BASE, Desk
from tests.subscribers.test_webhooks import PATH as SUBSCRIBERS
from tests.subscribers.test_webhooks import URL

ANN = "ann@example.com"


async def last_mail(desk: Desk) -> tuple[str, str]:
    """Give the subject and the text of the last mail, whose HTML tells the same times."""
    await desk.delivers()
    mail = desk.box.to(ANN)[-1]
    lines = [line for line in text_of(mail).splitlines() if "Europe/Berlin" in line]
    assert all(line in html_of(mail) for line in lines)
    return str(mail["Subject"]), text_of(mail)


async def posted(desk: Desk) -> str:
    """Give what a channel reads of the last announcement."""
    rows = await desk.rows("SELECT body FROM announcements ORDER BY id")
    message = announcement(json.loads(rows[-1]["body"]), BASE)
    ensure_takeable(message, f"<{BASE}{json.loads(rows[-1]['body'])['data']['path']}|Read on>")
    return str(message.blocks)


async def test_it_is_scheduled_at_its_times_and_then_at_others(desk: Desk) -> None:
    """Nobody reads that it has started before it has."""
    await desk.subscribes(ANN)
    name = (await desk.programs.made(PATH, WORK | times(1, 2)))["reference"]
    subject, words = await last_mail(desk)
    assert subject == "[Acme Cloud] Scheduled: Database upgrade"
    assert "Planned: Apr 4, 2026, 3:00\u202fPM \u2013 4:00\u202fPM (Europe/Berlin)" in words
    assert "Started" not in words
    assert "We will tell more" not in words
    assert "*Scheduled*: <!date^" in await posted(desk)

    await desk.programs.ask("PATCH", f"{PATH}/{name}", times(2, 3))
    subject, words = await last_mail(desk)
    assert subject == "[Acme Cloud] Scheduled: Database upgrade"
    assert "4:00\u202fPM \u2013 5:00\u202fPM" in words

    desk.world.pass_by(hours=2)
    begun = {"message": "The maintenance has begun.", "status": "identified"}
    await desk.programs.ask("POST", f"{PATH}/{name}/updates", begun)
    subject, words = await last_mail(desk)
    assert subject == "[Acme Cloud] In progress: Database upgrade"
    assert "Started: Apr 4, 2026, 4:00\u202fPM" in words
    assert "*In progress* until <!date^" in await posted(desk)

    await desk.programs.ask("POST", f"{PATH}/{name}/resolve", {})
    subject, words = await last_mail(desk)
    assert subject == "[Acme Cloud] Completed: Database upgrade"
    assert "Planned" not in words
    assert len(desk.box.to(ANN)) == 1 + 4


async def test_what_is_called_off_is_told_as_that(desk: Desk) -> None:
    """With the times at which it will not be."""
    await desk.subscribes(ANN)
    name = (await desk.programs.made(PATH, WORK | times(1, 2)))["reference"]
    await desk.programs.ask("POST", f"{PATH}/{name}/resolve", {})
    subject, words = await last_mail(desk)
    assert subject == "[Acme Cloud] Called off: Database upgrade"
    assert "Planned: Apr 4, 2026, 3:00\u202fPM" in words
    assert "Started" not in words
    assert "*Called off*" in await posted(desk)


async def test_programs_hear_the_stage_the_times_and_that_it_was_withdrawn(desk: Desk) -> None:
    """People hear nothing of a withdrawal, nor does who wants other components."""
    await desk.subscribes(ANN)
    await desk.programs.made(SUBSCRIBERS, {"url": URL, "components": ["shop"]})
    await desk.programs.made(SUBSCRIBERS, {"url": f"{URL}/other", "components": ["api"]})
    name = (await desk.programs.made(PATH, WORK | times(1, 2)))["reference"]
    await desk.programs.ask("PATCH", f"{PATH}/{name}", times(2, 3))
    rows = await desk.rows("SELECT event, body FROM webhook_deliveries ORDER BY position")
    assert [row["event"] for row in rows] == ["status.published", "status.replanned"]
    told = json.loads(rows[-1]["body"])["data"]
    assert told["incident"]["stage"] == "scheduled"
    assert told["incident"]["starts_at"] == "2026-04-04T14:00:00Z"
    await desk.delivers()
    mails = len(desk.box.to(ANN))

    await desk.programs.ask("DELETE", f"{PATH}/{name}/publications/acme")
    rows = await desk.rows("SELECT event, body FROM webhook_deliveries ORDER BY position")
    assert [row["event"] for row in rows] == ["status.withdrawn"], "what waited is not told any more"
    assert json.loads(rows[0]["body"])["data"] == {
        "page": {"slug": "acme", "name": "Acme Cloud"},
        "path": told["path"],
    }
    await desk.delivers()
    assert len(desk.box.to(ANN)) == mails


async def test_programs_hear_that_a_deleted_incident_stands_nowhere_any_more(desk: Desk) -> None:
    """As of one that was withdrawn; one that was withdrawn before is not told of twice."""
    await desk.programs.made(SUBSCRIBERS, {"url": URL})
    kept, taken_off = await desk.declares("One"), await desk.declares("Two")
    paths = [await desk.publishes(taken_off), await desk.publishes(kept)]
    await desk.programs.ask("DELETE", f"{PATH}/{taken_off}/publications/acme")
    for each in (kept, taken_off):
        assert (await desk.programs.ask("DELETE", f"{PATH}/{each}")).status_code < 300
    rows = await desk.rows("SELECT event, body FROM webhook_deliveries ORDER BY position")
    assert [row["event"] for row in rows] == ["status.withdrawn"] * 2
    assert [json.loads(row["body"])["data"]["path"] for row in rows] == paths
