"""kill -9 while the clock follows a plan, and while a page tells a channel: what is due happens once."""

import signal
from datetime import timedelta

import pytest

from bot.policy import read_policy
from bot.world import RealWorld
from incidents.commands import Draft
from incidents.model import Kind
from incidents.plan import Plan
from tests.faults.running import CLEO, Site, service_on, until
from tests.faults.test_mailing_crash import PAGES, environment, people_subscribe
from tests.faults.test_webhooks_crash import NEAR, listening
from tests.mailbox import Mailbox, mail_server, text_of

BEGUN, COMPLETED = "The maintenance has begun.", "The maintenance is completed."
SOON, LASTS = timedelta(seconds=1), timedelta(seconds=4)


async def plans(site: Site) -> None:
    """Plan maintenance that begins in a moment, beside the bot."""
    now = RealWorld().now()
    plan = Plan(now + SOON, now + SOON + LASTS)
    work = Draft("Database upgrade", kind=Kind.MAINTENANCE, planned=plan, page="acme")
    policy = read_policy(site.policy.read_text(encoding="utf-8"), "policy.toml")
    async with service_on(site, RealWorld(), policy) as service:
        await service.declare(work, CLEO)


def said(site: Site) -> list[str]:
    """List what the page says of it, in order."""
    return [words for (words,) in site.rows("SELECT said FROM published_updates ORDER BY position")]


async def dies_at(site: Site, point: str) -> None:
    """Have a bot run until it dies there."""
    bot = await site.launches(TOCSIN_FAILPOINT=point)
    assert await bot.ends() == -signal.SIGKILL, bot.said()


async def test_maintenance_begins_and_ends_once_however_often_the_bot_dies_with_it(http_site: Site) -> None:
    """Before it began and after, before it ended and after: the next one goes on where that was."""
    site = http_site
    site.policy.write_text(PAGES)
    await site.starts()
    await site.bot.dies()
    await plans(site)
    await dies_at(site, "before_send.planned")
    assert said(site) == []
    await dies_at(site, "after_send.planned")
    assert said(site) == [BEGUN]
    await dies_at(site, "before_send.planned")
    assert said(site) == [BEGUN]
    await dies_at(site, "after_send.planned")
    assert said(site) == [BEGUN, COMPLETED]
    await site.starts()
    await site.owes_nothing()
    assert said(site) == [BEGUN, COMPLETED]
    assert site.rows("SELECT status FROM incidents") == [("resolved",)]
    [card] = site.sent("card:")
    assert "Reopen" in str(card["blocks"])


@pytest.mark.parametrize("point", ["before_send.announcement", "after_send.announcement"])
async def test_a_channel_reads_once_what_the_bot_died_with(http_site: Site, point: str) -> None:
    """It looks whether it had posted before it posts again."""
    site = http_site
    site.policy.write_text(PAGES)
    bot = await site.starts(TOCSIN_FAILPOINT=f"{point}:2")
    await site.office.ann.types("/incident subscribe page acme")
    await site.office.ann.types("/incident critical checkout is failing")
    await site.office.ann.types("/incident update We are rolling back.")
    assert await bot.ends() == -signal.SIGKILL
    bot = await site.starts()
    await until(lambda: len(site.sent("announcement:")) >= 2, bot.said)
    await site.owes_nothing()
    first, second = (str(message["blocks"]) for message in site.sent("announcement:"))
    assert "checkout is failing" in first
    assert "We are rolling back." not in first
    assert "We are rolling back." in second


async def read(site: Site, place: str) -> str:
    """Read the page as the public does."""
    async with site.office.session.get(f"http://127.0.0.1:{site.port}/status/acme{place}") as answer:
        assert answer.status == 200
        return await answer.text()


async def test_what_was_said_when_the_bot_died_is_read_everywhere_once_it_is_back(http_site: Site) -> None:
    """It died with the commit, before it answered: page, feed, mailbox, webhook and channel have it, each once."""
    site = http_site
    site.policy.write_text(PAGES)
    with mail_server(Mailbox()) as box:
        more = environment(box) | {"ALLOWED_PRIVATE_NETWORKS": NEAR}
        await site.starts(**more)
        people_subscribe(site, 1)
        async with listening(site, "acme") as (ear, _):
            await site.office.ann.types("/incident subscribe page acme")
            await site.office.ann.types("/incident critical checkout is failing")
            await site.owes_nothing()
            await site.bot.dies()
            bot = await site.starts(**more, TOCSIN_FAILPOINT="after_commit")
            await site.office.ann.types("/incident update We are rolling back.")
            assert await bot.ends() == -signal.SIGKILL
            assert await site.asks("status/acme") is None
            bot = await site.starts(**more)
            for place in ("", "/feed.atom", "/feed.rss", "/feed.json", "/api/v2/incidents.json"):
                assert "We are rolling back." in await read(site, place)
            await until(lambda: len(box.letters) == 2, bot.said)
            await until(lambda: len(ear.heard) == 2, bot.said)
            await site.owes_nothing()
        assert ["We are rolling back." in text_of(mail) for _, mail in box.letters] == [False, True]
        assert [told for _, told in ear.heard] == ["status.published", "status.updated"]
        assert len(site.sent("announcement:")) == 2
