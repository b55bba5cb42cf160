"""Each fault times each thing that one person alone gets to see: private answers by a response_url, and forms.

They are in no outbox and die with the process. A form opens once, whatever happens, for its trigger works once; an
answer that may have arrived is given once more and never a third time, since nothing can look for it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.faults.kinds import slow
from tests.faults.test_matrix import FAULTS
from tests.stories.acting import Office, labels, words
from tests.stories.conftest import office_open
from tests.stories.reminded import INCIDENTS

PATIENCE = 0.3
# What Slack may have done though it did not say so.
IN_DOUBT = {fault for fault in FAULTS if fault.endswith("after")} | {
    "503 before",
    "an error of Slack's own before",
    "lost before",
    "too slow before",
}


@dataclass(frozen=True)
class Private:
    """Something that Cleo asks for, what she is told or shown, and how often she may be: twice when in doubt."""

    method: str
    provoked: Callable[[Office], Awaitable[object]]
    told: str
    where: dict[str, Any] = field(default_factory=dict)
    most: int = 1


async def presses(office: Office, label: str) -> None:
    """Press a button of the card."""
    card = await office.cleo.until(
        lambda said: next((m for m in said if label in labels(m) and not m.get("ephemeral")), None), INCIDENTS
    )
    await office.cleo.presses(label, card, INCIDENTS)


async def undoes(office: Office) -> None:
    """Press Undo, the answer to which takes the place of what it was on."""
    await presses(office, "Acknowledge")
    await office.cleo.presses(
        "Undo", await office.cleo.is_told("You have acknowledged", INCIDENTS), INCIDENTS
    )


async def submits(office: Office) -> None:
    """Write a note in the form."""
    card = await office.cleo.sees("checkout is slow", INCIDENTS)
    form = await office.cleo.view(lambda: office.cleo.chooses("Add a note", card, INCIDENTS))
    await office.cleo.submits(form, note="it is the cache")


PRIVATE = {
    "answer to a button": Private(
        "response_url", lambda office: presses(office, "Acknowledge"), "You have acknowledged INC-1", most=2
    ),
    "answer in place": Private("response_url", undoes, "no longer acknowledged", {"text": "*no longer*"}),
    "answer to a form": Private("response_url", submits, "Your note on INC-1", most=2),
    "form of a command": Private(
        "views.open", lambda office: office.cleo.types("/incident declare"), "Declare"
    ),
    "form of a button": Private(
        "views.open",
        lambda office: chooses(office, "Add a note"),
        "Note",
    ),
}


async def chooses(office: Office, label: str) -> None:
    """Choose from the card's menu."""
    await office.cleo.chooses(label, await office.cleo.sees("checkout is slow", INCIDENTS), INCIDENTS)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up on Slack after a moment, and try again soon."""
    monkeypatch.setattr("bot.slack.client.CALL_WITHIN", PATIENCE)
    monkeypatch.setattr("bot.slack.private.ANSWER_WITHIN", PATIENCE)
    monkeypatch.setattr("bot.slack.private.ANSWER_AGAIN", (0.1, 0.1, 0.1, 0.1))


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", PRIVATE)
async def test_a_private_answer_is_not_lost(tmp_path: Path, name: str, fault: str) -> None:
    """A form opens once; an answer comes once, and twice when Slack did not say whether it had taken it."""
    asked = PRIVATE[name]
    async with office_open(tmp_path, socket_mode=False) as (office, app):
        await slow(office)
        await office.fails(asked.method, times=1, where=asked.where, **FAULTS[fault])
        await asked.provoked(office)
        await office.until(lambda: is_over(office))
        await app.door.drain()
        await office.until(lambda: is_over(office))
        assert 1 <= await times_told(office, asked) <= (asked.most if fault in IN_DOUBT else 1)


@pytest.mark.parametrize("kind", ["ratelimited", "down", "lost"])
async def test_slack_is_not_asked_for_ever(tmp_path: Path, kind: str) -> None:
    """As often as a response_url may be used at most; what was done is done."""
    async with office_open(tmp_path, socket_mode=False) as (office, app):
        await slow(office)
        await office.fails("response_url", kind, seconds=0)
        await presses(office, "Acknowledge")
        await app.door.drain()
        [fault] = await office.faults()
        assert fault["struck"] == (5 if kind == "ratelimited" else 2)
        assert (await app.service.find("INC-1")).acknowledged


async def is_over(office: Office) -> bool:
    """Whether the fault has struck, and everything that was under way is answered."""
    [*_, fault] = await office.faults()
    return fault["struck"] == 1 and None not in [call["status"] for call in await office.calls()]


async def times_told(office: Office, asked: Private) -> int:
    """Count the answers, or the forms that are open."""
    if asked.method == "views.open":
        return sum(asked.told in str(view["title"]) for view in await office.cleo.views())
    told = [message for message in await office.cleo.reads(INCIDENTS) if message.get("ephemeral")]
    return sum(asked.told in words(message) for message in told)
