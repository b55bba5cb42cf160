"""A bot dies right after Slack has taken a card: the next one finds the card, which shows what was so then."""

import signal

from bot.world import RealWorld
from incidents.escalation import Policy
from tests.faults.running import CLEO, Site, service_on
from tests.stories.acting import labels


async def test_a_card_that_is_found_again_shows_the_present(http_site: Site) -> None:
    """What was acknowledged before the next start is shown as acknowledged, on the one card that there is."""
    site = http_site
    bot = await site.launches(TOCSIN_FAILPOINT="after_send")
    await site.is_ready()
    await site.office.ann.types("/incident minor the disk is filling")
    assert await bot.ends() == -signal.SIGKILL, bot.said()
    async with service_on(site, RealWorld(), Policy()) as service:
        await service.acknowledge("INC-1", CLEO)

    await site.starts()
    await site.owes_nothing()

    [card] = site.sent("card:")
    assert "Acknowledge" not in labels(card)
