"""More to say than Slack takes at its own pace: nothing is lost, and who is told to wait waits."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from playground.methods.destinations import destination_of
from playground.state import seed
from playground.web_api.documented import documented
from playground.web_api.rate_limits import RateLimits
from tests.faults.running import Site, key_of, site_open

STORM = 30
CROWD = 120
IN_FLIGHT = 0.8
"""Seconds in which what was on its way when Slack said to wait may still arrive."""
# Slower than the real one: the bot keeps the real one's pace by itself, and would hear nothing of a limit.
SLOW = 0.7
QUICK = 10


@pytest.fixture
async def slow_site(tmp_path: Path, nursery: str) -> AsyncIterator[Site]:
    """Give a workspace that takes seven messages of a channel in ten seconds."""
    async with site_open(tmp_path, nursery, socket_mode=False, clock_factor=SLOW) as site:
        yield site


@pytest.fixture
async def quick_site(tmp_path: Path, nursery: str) -> AsyncIterator[Site]:
    """Give a workspace in which a minute of Slack's lasts six seconds."""
    async with site_open(tmp_path, nursery, socket_mode=False, clock_factor=QUICK) as site:
        yield site


async def test_thirty_incidents_at_once_are_all_told_once(slow_site: Site) -> None:
    """Each has its card, and Ben is reminded of it, though a channel takes less than one message a second.

    A reminder that had to wait until the next was due is overtaken by that one; nothing is said twice.
    """
    site = slow_site
    site.policy.write_text('acknowledge.critical = "1s"\n[[escalation]]\nnotify = ["U0BEN"]\n')
    await site.starts()
    ann = site.office.ann
    await asyncio.gather(*(ann.types(f"/incident critical trouble {number}") for number in range(STORM)))
    await site.owes_nothing(within=120)
    sent = Counter(map(key_of, site.sent()))
    assert len([key for key in sent if key.startswith("card:")]) == STORM
    assert len({key.split(":")[1] for key in sent if key.startswith("page:")}) == STORM
    assert max(sent.values()) == 1
    assert refused(await site.office.calls("chat.postMessage"))
    assert early(site, await site.office.calls("chat.postMessage"), SLOW) == []


async def test_a_crowd_is_reminded_as_fast_as_its_conversations_may_be_opened(quick_site: Site) -> None:
    """Fifty conversations a minute: the others are not even tried before Slack is asked again."""
    site = quick_site
    people = [f"U0N{number:05}" for number in range(CROWD)]
    for id in people:
        site.playground.workspace.users.keep(id, seed.person(id, f"Number {id}"))
    site.policy.write_text(f'acknowledge.critical = "1s"\n[[escalation]]\nnotify = {people}\n')
    await site.starts()
    await site.office.ann.types("/incident critical everything is on fire")
    await site.owes_nothing(within=60)
    assert {key_of(message).rpartition(":")[2] for message in site.sent("page:")} == set(people)
    calls = await site.office.calls("conversations.open")
    assert refused(calls)
    assert early(site, calls, QUICK) == []


def refused(calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """List the calls that were too many."""
    return [call for call in calls if call["error"] == "ratelimited"]


def early(site: Site, calls: list[dict[str, Any]], clock_factor: float) -> list[str]:
    """List the calls that came while the method was closed, for as long as the same limits say of the same calls."""
    time = closed_at = open_again = 0.0
    limits, wrong = RateLimits(documented(), lambda: time, clock_factor), []
    for call in calls:
        time = call["at"]
        if closed_at + IN_FLIGHT < time < open_again:
            wrong.append(f"{call['method']} {open_again - time:.2f} s before its time")
        channel = destination_of(site.playground.workspace, str(call["args"].get("channel")))
        wait = max(1, limits.take(call["method"], channel))
        if call in refused([call]):
            closed_at = time if time >= open_again else closed_at
            open_again = max(open_again, time + wait)
    return wrong
