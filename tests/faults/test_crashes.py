"""kill -9 at the worst moments, again and again, while people work: nothing confirmed is lost, nothing comes twice."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count, cycle, islice, takewhile

from bot import outgoing
from bot.world import RealWorld
from incidents.escalation import Policy
from tests.faults.running import CLEO, INCIDENTS, Site, key_of, service_on, until
from tests.stories.acting import labels

# Each dies with what it reached: before it sends the first row of a lane, or when it has and nothing says so yet ...
# (Those left out have crashes of their own: below, in test_outside_crash and in those of webhooks, mailing, programs.)
NOT_HERE = (
    *(outgoing.ESCALATION, outgoing.HERE, outgoing.PLANNED, outgoing.FAREWELL, outgoing.ANNOUNCEMENT),
    *(outgoing.WEBHOOK, outgoing.SOURCE, outgoing.MAIL),
)
SENDING = [lane for lane in outgoing.LANES if lane not in NOT_HERE]
POINTS = [f"{point}_send.{lane}" for lane in SENDING for point in ("before", "after")]
POINTS += ["before_send.escalation", "after_commit"]
# ... and, when there is time, with the second and the third row, message or command of its life.
MORE = [f"{point}:{n}" for n in (1, 2, 3) for point in ("before_send", "after_send", "after_commit")]
SEEN_BEFORE = 1.0


@dataclass
class Shift:
    """Ann at work: what she asked for, and what the bot confirmed."""

    site: Site
    declared: list[str] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    over: bool = False

    async def works(self) -> None:
        """Declare, tell, appoint and acknowledge until it is over; every fourth incident waits for ever."""
        for number in takewhile(lambda _: not self.over, count(1)):
            title, note = f"trouble number {number}", f"a note on trouble {number}"
            if not await self.confirmed(f"critical {title}"):
                continue
            self.declared.append(title)
            [(reference,)] = self.site.rows("SELECT number FROM incidents WHERE title = ?", title)
            if await self.confirmed(f"note {reference} {note}"):
                self.noted.append(note)
            await self.confirmed(f"lead {reference} @ben.demo")
            if number % 4 and await self.confirmed(f"ack {reference}"):
                self.acknowledged.append(title)

    async def confirmed(self, command: str) -> bool:
        """Type a command as soon as a bot is there; whether it was answered."""
        await self.site.is_ready()
        return "failed" not in await self.site.office.ann.types(f"/incident {command}")


@asynccontextmanager
async def at_work(site: Site) -> AsyncIterator[Shift]:
    """Have Ann work as long as the block lasts, and finish what she began: nobody asks for anything afterwards."""
    shift = Shift(site)
    work = asyncio.create_task(shift.works())
    try:
        yield shift
        shift.over = True
        await work
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


async def test_bots_that_are_killed_lose_nothing_and_say_nothing_twice(site: Site, long_run: bool) -> None:  # noqa: FBT001
    """The one that is left in the end has told everything that was confirmed, and all of it once."""
    await site.starts()
    await site.bot.dies()
    async with at_work(site) as shift:
        for point in islice(cycle(POINTS + MORE), 100) if long_run else POINTS:
            bot = await site.launches(TOCSIN_FAILPOINT=point)
            assert await bot.ends() == -signal.SIGKILL, bot.said()
        bot = await site.starts()
        await until(lambda: bool(shift.noted and shift.acknowledged), bot.said)
    await site.owes_nothing()
    everything_confirmed_is_on_the_timeline(site, shift)
    every_message_is_there_once(site)
    nobody_was_reminded_for_nothing(site)
    every_message_shows_the_present(site)


async def test_a_call_to_the_channel_survives_the_bots_that_die_with_it(http_site: Site) -> None:
    """One before it was posted, one after: the channel is called once."""
    site = http_site
    site.policy.write_text("")
    await site.starts(TOCSIN_FAILPOINT="before_send.here")
    await site.office.ann.types("/incident critical checkout is failing")
    assert await site.bot.ends() == -signal.SIGKILL
    bot = await site.launches(TOCSIN_FAILPOINT="after_send.here")
    assert await bot.ends() == -signal.SIGKILL
    await site.starts()
    await site.office.ann.sees("<!here>", INCIDENTS)
    await until(
        lambda: len(site.rows("SELECT 1 FROM timeline WHERE kind = 'channel_reminded'")) == 1, bot.said
    )
    await site.owes_nothing()
    assert len(site.sent("here#")) == 1


async def test_a_reminder_that_was_sent_but_not_written_down_is_settled_all_the_same(http_site: Site) -> None:
    """The bot died before it could record it, and before the next one ran the incident was acknowledged."""
    site = http_site
    await site.office.control(f"channels/{INCIDENTS}", is_archived=True)
    bot = await site.starts(TOCSIN_FAILPOINT="after_send")
    await site.office.ann.types("/incident critical checkout is failing")
    assert await bot.ends() == -signal.SIGKILL
    [page] = site.sent()
    assert "Acknowledge" in labels(page)
    async with service_on(site, RealWorld(), Policy()) as service:
        await service.acknowledge("INC-1", CLEO)
    await site.office.control(f"channels/{INCIDENTS}", is_archived=False)
    await site.starts()
    await site.owes_nothing()
    every_message_is_there_once(site)
    every_message_shows_the_present(site)


def everything_confirmed_is_on_the_timeline(site: Site, shift: Shift) -> None:
    """What was not confirmed may be there too, but nothing is there twice."""
    titles = Counter(title for (title,) in site.rows("SELECT title FROM incidents"))
    notes = Counter(words for (words,) in site.rows("SELECT words FROM timeline WHERE kind = 'note_added'"))
    assert set(shift.declared) <= titles.keys()
    assert set(shift.noted) <= notes.keys()
    assert set((titles + notes).values()) == {1}
    acknowledged = site.rows(
        "SELECT title FROM incidents JOIN timeline ON incident_id = incidents.id"
        " WHERE timeline.kind = 'acknowledged' AND acknowledged_at IS NOT NULL"
    )
    assert Counter(title for (title,) in acknowledged) >= Counter(shift.acknowledged)


def every_message_is_there_once(site: Site) -> None:
    """Delivery looks before it sends again. A page may be missing when it was acknowledged before it was sent."""
    posted = Counter(map(key_of, site.sent()))
    assert set(posted.values()) == {1}
    assert {(m["channel"], m["ts"]) for m in site.sent()} == set(
        site.rows("SELECT channel, ts FROM postings")
    )
    owed = site.rows("SELECT key FROM outbox WHERE lane IN ('card', 'thread', 'notice')")
    still_waiting = site.rows(
        "SELECT key FROM outbox JOIN incidents ON incidents.id = incident_id"
        " WHERE lane = 'page' AND acknowledged_at IS NULL AND due_at <= unixepoch() * 1000000"
    )
    assert {key for (key,) in [*owed, *still_waiting]} <= posted.keys()
    reminded = site.rows("SELECT COUNT(*) FROM timeline WHERE kind = 'reminder_sent'")
    assert reminded == [(len(site.sent("page:")),)]


def nobody_was_reminded_for_nothing(site: Site) -> None:
    """No page left after the acknowledgement, but for one that was on its way."""
    acknowledged = dict(
        site.rows("SELECT id, acknowledged_at FROM incidents WHERE acknowledged_at IS NOT NULL")
    )
    for message in site.sent("page:"):
        at = acknowledged.get(key_of(message).split(":")[1])
        assert at is None or float(message["ts"]) < at / 1_000_000 + SEEN_BEFORE


def every_message_shows_the_present(site: Site) -> None:
    """Whatever can still be acknowledged says so, and nothing else does."""
    waiting = dict(site.rows("SELECT id, acknowledged_at IS NULL FROM incidents"))
    for message in [*site.sent("page:"), *site.sent("card:")]:
        incident = key_of(message).split(":")[1]
        assert ("Acknowledge" in labels(message)) == bool(waiting[incident]), key_of(message)
    assert all(m["channel"] == INCIDENTS for m in site.sent("card:"))
