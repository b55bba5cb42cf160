"""kill -9 around a handover: nobody is missed, and whoever is on call when the bot is back is told."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from bot.ledger import Ledger
from bot.policy import load_policy
from incidents.commands import Draft
from incidents.escalation import Policy
from incidents.model import Severity
from storage import outbox
from tests.faults.running import CLEO, Site, key_of, service_on
from tests.stories.acting import MovableWorld, words

HALF_AN_HOUR = timedelta(minutes=30)
LEASE = timedelta(minutes=1)


def handed_over_a_quarter_ago(site: Site) -> Policy:
    """Write a policy whose rota went from Ben to Cleo then."""
    at = datetime.now(UTC) - HALF_AN_HOUR / 2
    starting = at.date() - timedelta(days=1)
    site.policy.write_text(
        'acknowledge.critical = "10m"\n[[rota]]\nname = "primary"\npeople = ["U0BEN", "U0CLEO"]\n'
        f'handover = "{at:%H:%M}"\nstarting = {starting}\n[[escalation]]\nnotify = ["rota:primary"]\n'
    )
    return load_policy(site.policy)


async def test_a_turn_that_was_not_taken_before_the_handover_is_the_new_persons(site: Site) -> None:
    """It was owed to whoever is on call; the process dies over it once more, and Cleo hears it once, marked late."""
    policy = handed_over_a_quarter_ago(site)
    async with service_on(site, MovableWorld(ahead=-HALF_AN_HOUR), policy) as service:
        await service.declare(Draft("checkout is failing", Severity.CRITICAL), CLEO)
    dying = await site.launches(TOCSIN_FAILPOINT="before_send.escalation")
    assert await dying.ends() == -9
    dying = await site.launches(TOCSIN_FAILPOINT="after_send.page")
    assert await dying.ends() == -9
    await site.starts()
    await site.owes_nothing(within=60)
    [page] = site.sent("page:")
    assert key_of(page).endswith(":U0CLEO")
    assert "late" in words(page)


async def test_a_reminder_that_was_owed_before_the_handover_still_goes_out(site: Site) -> None:
    """Ben was on call when his turn was taken, and is told; the turn after it is Cleo's."""
    policy = handed_over_a_quarter_ago(site)
    async with service_on(site, MovableWorld(ahead=-HALF_AN_HOUR), policy) as service:
        await service.declare(Draft("checkout is failing", Severity.CRITICAL), CLEO)
        ledger = Ledger(service.store, policy, wake=lambda: None)
        [turn] = await service.store.run(
            lambda tx: outbox.begin(tx, outbox.claim(tx, ["escalation"], 100, LEASE), LEASE)
        )
        await ledger.take_turn(turn)
    dying = await site.launches(TOCSIN_FAILPOINT="before_send.page")
    assert await dying.ends() == -9
    await site.starts()
    await site.owes_nothing(within=60)
    assert Counter(key_of(page).rsplit(":", 1)[1] for page in site.sent("page:")) == {
        "U0BEN": 1,
        "U0CLEO": 1,
    }
