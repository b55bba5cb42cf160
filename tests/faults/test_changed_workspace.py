"""A workspace that changes under the bot: a channel archived, a message deleted, somebody deactivated.

What was owed to the channel is said when it is back; what was deleted hangs again or is let go; whoever is gone is left
out, and the next one is woken in their place.
"""

from collections import Counter
from pathlib import Path

import pytest

from tests.faults.kinds import KINDS, everything_said, named, showing
from tests.faults.running import key_of
from tests.faults.test_matrix import Cell, cell_open
from tests.stories.reminded import INCIDENTS, until_paged

IN_THE_CHANNEL = ("card", "changed card", "thread", "here", "settled here")


@pytest.mark.parametrize("name", IN_THE_CHANNEL)
async def test_what_is_owed_to_an_archived_channel_is_said_once_when_it_is_back(
    tmp_path: Path, name: str
) -> None:
    """However long that takes; nothing is set aside meanwhile, though Slack says no again and again."""
    kind = KINDS[name]
    async with cell_open(tmp_path, kind) as cell:
        await prepared(cell, name)
        await cell.office.control(f"channels/{INCIDENTS}", is_archived=True)
        await kind.provoked(cell.office)
        for _ in range(20):
            await cell.office.passes(seconds=5)
        await cell.office.control(f"channels/{INCIDENTS}", is_archived=False)
        await cell.settles()
        said = await everything_said(cell.office)
    assert kind.arrived(said) == 1
    assert set(Counter(map(key_of, said)).values()) == {1}


async def test_cards_hang_in_the_new_channel_of_that_name_when_theirs_is_archived(tmp_path: Path) -> None:
    """The next change of an incident brings its card over."""
    async with cell_open(tmp_path, KINDS["changed card"]) as cell:
        await prepared(cell, "changed card")
        await cell.office.control(f"channels/{INCIDENTS}", is_archived=True)
        cell.app.introduction.channel.wanted = (
            "general"  # as if renamed: who is asked for now is another channel
        )
        await KINDS["changed card"].provoked(cell.office)
        await cell.office.cleo.sees("@cleo.demo", "C0GENERAL")
        await cell.settles()


@pytest.mark.parametrize(
    ("name", "left"), [("changed card", 1), ("thread", 1), ("settled page", 0), ("settled here", 0)]
)
async def test_what_was_deleted_hangs_again_or_is_let_go(tmp_path: Path, name: str, left: int) -> None:
    """A card comes back, and with it its thread; a reminder that its reader has deleted does not."""
    kind = KINDS[name]
    async with cell_open(tmp_path, kind) as cell:
        await prepared(cell, name)
        for message in await everything_said(cell.office):
            await cell.office.control("delete_message", channel=message["channel"], ts=message["ts"])
        await kind.provoked(cell.office)
        await cell.settles()
        said = await everything_said(cell.office)
    assert kind.arrived(said) == left
    assert named("card:")(said) == 1
    assert set(Counter(map(key_of, said)).values()) == {1}


@pytest.mark.parametrize("name", ["notice to a lead", "notice that it got worse"])
async def test_a_notice_to_somebody_who_is_gone_is_let_go(tmp_path: Path, name: str) -> None:
    """Nobody waits for it; nothing is set aside or tried for ever."""
    async with cell_open(tmp_path, KINDS[name]) as cell:
        await prepared(cell, name)
        await cell.office.control("users/U0CLEO", deleted=True)
        await cell.office.passes(seconds=61)
        await KINDS[name].provoked(cell.office)
        await cell.settles()
        assert named("notice:")(await everything_said(cell.office)) == 0


async def test_whoever_is_gone_when_woken_is_replaced_by_the_next_step(tmp_path: Path) -> None:
    """Ben had a conversation with the bot already; what lies in it is settled all the same."""
    async with cell_open(tmp_path, KINDS["settled page"]) as cell:
        await prepared(cell, "settled page")
        await cell.office.control("users/U0BEN", deleted=True)
        await cell.office.passes(seconds=61)
        await cell.office.ann.types("/incident critical another thing is failing")
        await until_paged(cell.office, "cleo", 1)
        for number in (1, 2):
            await cell.office.cleo.types(f"/incident ack {number}")
        await cell.settles()
        said = await everything_said(cell.office)
    assert (named("page:")(said), showing("page:", "@cleo.demo")(said)) == (2, 2)


async def prepared(cell: Cell, name: str) -> None:
    """Bring the office to where this kind of message is about to be sent, with nothing else owed."""
    prepare = KINDS[name].prepared
    if prepare:
        await prepare(cell.office)
    await cell.settles()
