"""Slack that acts and does not answer, answers that it cannot, asks for a pause, or hangs: all is said, and once."""

from collections import Counter

import pytest

from tests.faults.running import INCIDENTS, Site, key_of, until
from tests.faults.test_crashes import every_message_is_there_once, every_message_shows_the_present
from tests.stories.acting import words

QUICK = '[acknowledge]\ncritical = "1s"\n[[escalation]]\nnotify = ["U0BEN"]\n'
EVERY_KIND = {"card", "page", "here", "thread", "notice"}


async def everything_is_said(site: Site) -> None:
    """Act so that every kind of message is posted, and the card and the reminders change."""
    ann, ben = site.office.ann, site.office.ben
    await ann.types("/incident critical checkout is failing")
    await ann.sees("<!here>", INCIDENTS)
    await ben.sees("checkout is failing", await ben.dm())
    await ann.types("/incident lead 1 @cleo.demo")
    await ben.types("/incident ack 1")
    await ben.types("/incident note 1 the provider is down")
    await ann.types("/incident resolve 1 they are back")
    await ann.sees("*resolved* by", INCIDENTS)
    await site.owes_nothing()


def each_message_was_said_once(site: Site) -> None:
    """No kind is missing, nothing is there twice, and all of it shows how it ended."""
    sent = Counter(map(key_of, site.sent()))
    assert {key.split(":")[0].split("#")[0] for key in sent} == EVERY_KIND
    every_message_is_there_once(site)
    every_message_shows_the_present(site)
    settled = [words(message) for message in site.sent("page:")]
    assert all("esolved" in told and "@ann.demo" in told for told in settled)


async def test_when_no_answer_to_a_post_ever_arrives_all_is_said_once(http_site: Site) -> None:
    """Every post has its effect and its answer is lost; delivery looks, and finds what it had posted."""
    site = http_site
    site.policy.write_text(QUICK)
    await site.starts()
    await site.office.fails("chat.postMessage", "lost")
    await site.office.fails("chat.update", "lost", times=3)
    await everything_is_said(site)
    each_message_was_said_once(site)


@pytest.mark.parametrize("kind", ["down", "ratelimited", "error"])
async def test_what_slack_would_not_take_is_said_once_when_it_does(http_site: Site, kind: str) -> None:
    """Five posts and three changes fail, whichever they are, by a 503, a 429 or an error of Slack's own."""
    site = http_site
    site.policy.write_text(QUICK)
    await site.starts()
    await site.office.fails("chat.postMessage", kind, times=5, seconds=1)
    await site.office.fails("chat.update", kind, times=3, seconds=1)
    await everything_is_said(site)
    each_message_was_said_once(site)


async def test_messages_that_hang_delay_no_other_incidents_page(http_site: Site) -> None:
    """Four incidents hang in Slack with their cards and pages; Ben hears of the fifth all the same."""
    site, ben = http_site, http_site.office.ben
    await site.starts()
    await site.office.fails("chat.postMessage", "latency", times=8, seconds=60)
    for number in range(1, 5):
        await site.office.ann.types(f"/incident critical hanging {number}")

    async def all_hang() -> bool:
        return len(await site.office.calls("chat.postMessage")) == 8

    await until(all_hang, lambda: "some were not even tried")
    await site.office.ann.types("/incident critical not hanging at all")
    await ben.sees("not hanging at all", await ben.dm())
    assert len(site.sent("page:")) == 1
