"""Each fault times each kind of message that the outbox sends, before and after its effect.

Nothing is lost, nobody is left out, no row is left behind, and everything is said once. The one exception: a request
that takes effect long after we gave up on it, and after we had looked for it, doubles its message, once.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import outgoing
from bot.app import Application
from storage.columns import micros
from tests.faults.kinds import KINDS, Kind, everything_said
from tests.faults.running import key_of
from tests.stories.acting import Message, Office
from tests.stories.conftest import office_open
from tests.web_methods import methods_in_code

# Slack's own answers and the network's, each before the effect (nothing has happened) and after it (it has).
FAULTS: dict[str, dict[str, Any]] = {
    "told to wait": {"kind": "ratelimited", "seconds": 1},
    "503 before": {"kind": "down"},
    "503 after": {"kind": "down", "when": "after"},
    "a page instead of JSON after": {"kind": "down", "status": 502, "html": True, "when": "after"},
    "an error of Slack's own before": {"kind": "error", "error": "internal_error"},
    "an error of Slack's own after": {"kind": "error", "error": "internal_error", "when": "after"},
    "lost before": {"kind": "lost", "when": "before"},
    "lost after": {"kind": "lost", "when": "after"},
    "too slow before": {"kind": "latency", "seconds": 1.2, "when": "before"},
    "too slow after": {"kind": "latency", "seconds": 1.2, "when": "after"},
}
LATE = "too slow before"
PATIENCE = 0.3  # seconds; less than the latency, so that the client gives up first

# What the bot calls for other reasons than to tell somebody something, and where their failing is lived through.
NO_MESSAGES = {
    "api.test": "the doctor's: tests/test_doctor.py",
    "apps.connections.open": "the way in, not out: test_slack_absent.py",
    "auth.test": "asked at start and every 20 s: test_slack_absent.py",
    "users.info": "a time zone or a name, done without: tests/stories/test_reminders.py",
    "views.open": "a form, by its trigger: test_private_answers.py",
    "views.update": "a form's preview, which goes on to show what it showed: bot/slack/private.py",
    "views.publish": "the App Home, which goes on to show what it showed: bot/slack/home.py",
}

# The escalation and what is planned only put rows of the others; webhooks go elsewhere: tests/webhooks; what sources
# hear: tests/alerts; mail: tests/subscribers.
NOT_SLACKS = {outgoing.ESCALATION, outgoing.PLANNED, outgoing.WEBHOOK, outgoing.SOURCE, outgoing.MAIL}

OWED = """
SELECT key, state, in_doubt, attempts, last_error FROM outbox WHERE state = 'set_aside'
OR state = 'pending' AND (in_doubt > 0 OR lane NOT IN ('escalation', 'page') OR first_due_at <= :now)
"""


@dataclass
class Cell:
    """An office in which one fault befalls one kind of message."""

    office: Office
    app: Application

    async def settles(self) -> None:
        """Let time pass until nothing is owed any more and no request is under way; a minute is enough."""
        for _ in range(20):
            await self.office.passes(seconds=3)
            while await self.under_way():  # a call that the bot has given up on takes its effect later
                continue
            if not await self.owed():
                return
        raise AssertionError(await self.owed())

    async def owed(self) -> list[Any]:
        """List the rows that are not done, but for reminders that are to come later; nothing else waits by itself."""
        now = micros(self.office.world.now())
        return await self.app.store.read(lambda tx: tx.all(OWED, now=now))

    async def under_way(self) -> list[Any]:
        """List the calls that Slack has not answered yet."""
        return [call for call in await self.office.calls() if call["status"] is None]


@asynccontextmanager
async def cell_open(tmp_path: Path, kind: Kind) -> AsyncIterator[Cell]:
    """Open an office; its bot waits for no answer for long."""
    async with office_open(tmp_path, socket_mode=False, policy=kind.policy) as (office, app):
        yield Cell(office, app)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up on Slack after a moment instead of 10 s."""
    monkeypatch.setattr("bot.slack.client.CALL_WITHIN", PATIENCE)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", KINDS)
async def test_nothing_is_lost_and_nothing_is_said_twice(tmp_path: Path, name: str, fault: str) -> None:
    """Once, whatever happens on the way; a late effect may double its message."""
    kind = KINDS[name]
    async with cell_open(tmp_path, kind) as cell:
        said = await befallen(cell, kind, FAULTS[fault] | {"times": 1})
    most = 2 if kind.new and fault == LATE else 1
    assert 1 <= kind.arrived(said) <= most
    each_row_was_told_once(said, but_for=kind if most > 1 else None)


@pytest.mark.long
@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != LATE])
@pytest.mark.parametrize("name", KINDS)
async def test_nor_when_it_happens_three_times_in_a_row(tmp_path: Path, name: str, fault: str) -> None:
    """Or as often as it is tried at all: what has arrived is found, and not tried again."""
    kind = KINDS[name]
    async with cell_open(tmp_path, kind) as cell:
        said = await befallen(cell, kind, FAULTS[fault] | {"times": 3})
    assert kind.arrived(said) == 1
    each_row_was_told_once(said)


async def befallen(cell: Cell, kind: Kind, fault: dict[str, Any]) -> list[Message]:
    """Have the fault befall the first such call; what has been said when everything is settled."""
    office = cell.office
    if kind.prepared:
        await kind.prepared(office)
    await office.fails(kind.method, where=kind.where, **fault)
    await kind.provoked(office)
    await cell.settles()
    assert [set_["struck"] for set_ in await office.faults()][-1] >= 1
    return await everything_said(office)


def each_row_was_told_once(said: list[Message], but_for: Kind | None = None) -> None:
    """Whichever kind was hit, no other message came twice for it."""
    doubled = {key for key, times in Counter(map(key_of, said)).items() if times > 1}
    assert all(but_for and but_for.arrived([m]) for m in said if key_of(m) in doubled)


def test_every_lane_of_the_outbox_has_its_cases() -> None:
    """A lane that is added without a case here makes this red."""
    assert {kind.lane for kind in KINDS.values()} == set(outgoing.LANES) - NOT_SLACKS


def test_every_method_that_the_code_calls_has_its_cases() -> None:
    """As does a method of Slack's that is called for the first time."""
    assert {kind.method for kind in KINDS.values()} | NO_MESSAGES.keys() == methods_in_code().keys()
