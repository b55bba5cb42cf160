"""A bot that was away: what came due meanwhile goes out once, marked late, and only where it is still needed."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from bot.delivery import LEASE
from bot.ledger import Ledger
from incidents.commands import Draft
from incidents.escalation import Policy
from incidents.model import Severity
from playground.state import seed
from storage import outbox
from tests.faults.running import CLEO, Site, key_of, service_on
from tests.stories.acting import MovableWorld, words

INCIDENTS_MEANWHILE = 4
TOO_MANY_REQUESTS = 429
PAUSE = 3
HALTED, ON_AGAIN = timedelta(seconds=1.5), timedelta(seconds=2.9)


def many(site: Site, number: int) -> tuple[str, ...]:
    """Have so many people in the workspace, all of them on call."""
    ids = tuple(f"U0N{each:05}" for each in range(number))
    for id in ids:
        site.playground.workspace.users.keep(id, seed.person(id, f"Number {id}"))
    site.policy.write_text(f"acknowledge.critical = '5h'\n[[escalation]]\nnotify = {list(ids)}\n")
    return ids


async def an_hour_ago(site: Site, people: tuple[str, ...]) -> None:
    """Leave behind what a bot does that dies an hour ago, before it has sent a single reminder."""
    policy = Policy(acknowledge={Severity.CRITICAL: timedelta(hours=5)}, steps=(people,))
    async with service_on(site, MovableWorld(ahead=-timedelta(hours=1)), policy) as service:
        for number in range(INCIDENTS_MEANWHILE + 1):
            await service.declare(Draft(f"trouble {number + 1}", Severity.CRITICAL), CLEO)
        ledger = Ledger(service.store, policy, wake=lambda: None)
        for turn in await service.store.run(
            lambda tx: outbox.begin(tx, outbox.claim(tx, ["escalation"], 100, LEASE), LEASE)
        ):
            await ledger.take_turn(turn)


async def test_a_thousand_overdue_reminders_go_out_once_and_late(hurried_site: Site, long_run: bool) -> None:  # noqa: FBT001
    """While Slack asks for a pause nothing is sent; what was acknowledged meanwhile is not told to anybody.

    At Slack's own pace, fifty people a minute, a thousand reminders would take this test half an hour.
    """
    site = hurried_site
    people = many(site, 1000 if long_run else 250)
    await an_hour_ago(site, people)
    async with service_on(site, MovableWorld(), Policy()) as service:
        await service.acknowledge("INC-1", CLEO)
        still_waiting = {incident.id for incident in await service.active() if incident.is_waiting}
    await site.office.fails("chat.postMessage", "ratelimited", times=2, seconds=PAUSE)
    await site.starts()
    await site.owes_nothing(within=120)

    sent = Counter(map(key_of, site.sent("page:")))
    assert sent == {f"page:{id}:1:0:{person}": 1 for id in still_waiting for person in people}
    assert all("*late by 1 h" in words(message) for message in site.sent("page:"))
    recorded = site.rows("SELECT COUNT(*) FROM timeline WHERE kind = 'reminder_sent'")
    assert recorded == [(len(sent),)]
    await nothing_was_sent_during_the_pause(site)


async def nothing_was_sent_during_the_pause(site: Site) -> None:
    """What was on its way when Slack said so may still arrive."""
    calls = await site.office.calls("chat.postMessage")
    times = [datetime.fromtimestamp(call["at"], UTC) for call in calls]
    refused = [at for at, call in zip(times, calls, strict=True) if call["status"] == TOO_MANY_REQUESTS]
    assert not [at for at in times if refused[-1] + HALTED < at < refused[-1] + ON_AGAIN]
