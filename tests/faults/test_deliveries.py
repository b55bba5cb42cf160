"""What people do, delivered twice, or lost on its way there or back: done once, or not at all and they know it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.app import Application
from incidents.model import EventKind
from tests.faults.kinds import everything_said, slow
from tests.faults.running import key_of
from tests.stories.acting import Office
from tests.stories.conftest import office_open
from tests.stories.reminded import INCIDENTS

Act = Callable[[Office], Awaitable[dict[str, object]]]


async def commands(office: Office) -> dict[str, object]:
    """Type a note."""
    return await office.cleo.types("/incident note 1 it is the cache")


async def clicks(office: Office) -> dict[str, object]:
    """Press Acknowledge on the card."""
    return await office.cleo.presses("Acknowledge", await office.cleo.sees("is slow", INCIDENTS), INCIDENTS)


async def submits(office: Office) -> dict[str, object]:
    """Send a form off that was opened before."""
    [form] = await office.cleo.views()
    return await office.cleo.submits(form, note="it is the cache")


# How Slack delivers it, the doing, and what comes of it.
ACTS: dict[str, tuple[str, Act, EventKind]] = {
    "command": ("slash_commands", commands, EventKind.NOTE_ADDED),
    "click": ("interactive", clicks, EventKind.ACKNOWLEDGED),
    "submission": ("interactive", submits, EventKind.NOTE_ADDED),
}
MODES = pytest.mark.parametrize("socket_mode", [True, False], ids=["socket_mode", "http_mode"])


@MODES
@pytest.mark.parametrize("after", [0, 0.3])
@pytest.mark.parametrize("name", ACTS)
async def test_what_is_delivered_twice_is_done_once(
    tmp_path: Path,
    name: str,
    after: float,
    socket_mode: bool,  # noqa: FBT001
) -> None:
    """At the same moment, or when the first delivery has been answered already."""
    method, act, happened = ACTS[name]
    async with office_open(tmp_path, socket_mode=socket_mode) as (office, app):
        await at_work(office, name)
        await office.fails(method, "duplicate", times=1, seconds=after)
        assert await act(office) == {"ok": True}
        await office.control("redeliver")
        await settled(office, app)
        await each_is_said_once(office, app, happened)


@MODES
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("name", ACTS)
async def test_what_is_lost_on_its_way_is_told_and_can_be_done_again(
    tmp_path: Path,
    name: str,
    when: str,
    socket_mode: bool,  # noqa: FBT001
) -> None:
    """Slack says that it did not work; whoever tries again has done it once, or hears that it is done."""
    method, act, happened = ACTS[name]
    async with office_open(tmp_path, socket_mode=socket_mode) as (office, app):
        await at_work(office, name)
        await office.fails(method, "lost", times=1, when=when)
        answer = await act(office)
        assert answer.get("failed") or answer.get("error")
        assert await times(app, happened) == (1 if when == "after" else 0)
        if when == "before":
            await act(office)
        await settled(office, app)
        await each_is_said_once(office, app, happened)


@pytest.mark.parametrize("reason", ["refresh_requested", "warning", "abort"])
@pytest.mark.parametrize("name", ACTS)
async def test_what_is_done_while_slack_hangs_up_is_done_once(tmp_path: Path, name: str, reason: str) -> None:
    """The connection goes, with notice or without, right behind what somebody did; it comes back by itself."""
    _, act, happened = ACTS[name]
    async with office_open(tmp_path, socket_mode=True) as (office, app):
        await at_work(office, name)
        await act(office)
        await office.control("disconnect", reason=reason)
        await office.until(lambda: hears_again(office))
        await settled(office, app)
        await each_is_said_once(office, app, happened)


async def at_work(office: Office, name: str) -> None:
    """Have a card, and a form before Cleo if that is what she sends off."""
    await slow(office)
    if name == "submission":
        card = await office.cleo.sees("is slow", INCIDENTS)
        await office.cleo.view(lambda: office.cleo.chooses("Add a note", card, INCIDENTS))


async def hears_again(office: Office) -> bool:
    """Whether a command reaches the bot."""
    return "failed" not in await office.ann.types("/incident list")


async def settled(office: Office, app: Application) -> None:
    """Wait until everything that was begun is done."""
    for _ in range(4):
        await office.passes(seconds=3)
    await app.door.drain()


async def times(app: Application, happened: EventKind) -> int:
    """Count how often it stands on the timeline."""
    return [event.kind for event in (await app.service.timeline("INC-1"))[1]].count(happened)


async def each_is_said_once(office: Office, app: Application, happened: EventKind) -> None:
    """On the timeline, in the channel and its thread."""
    assert await times(app, happened) == 1
    said = [key_of(message) for message in await everything_said(office)]
    assert len(said) == len(set(said))
