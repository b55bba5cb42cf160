"""The same story in Socket Mode and over signed HTTP: the same messages, modals and rows come of it."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.app import Application
from tests.stories.acting import Message, Office, Someone, labels
from tests.stories.conftest import POLICY, office_open
from tests.stories.recorded import comparable, everything
from tests.stories.reminded import INCIDENTS, until_paged

HERE = "C0GENERAL"
ONLY_BEN = replace(POLICY, steps=(("U0BEN",),))
HAPPENED = (
    "declared reminder_sent snoozed channel_reminded reminder_sent acknowledged update_posted status_changed resolved"
    " reopened reminder_sent acknowledged resolved note_added"
)
EXCHANGED = {"U0ANN": "U0CLEO", "D0ANN": "D0CLEO", "ann.demo": "cleo.demo", "Ann Demo": "Cleo Demo"}


async def test_the_same_story_comes_to_the_same_in_both_modes(tmp_path: Path) -> None:
    """All that anybody sees or is asked, and all that is stored, is equal but for ids and times."""
    folders = [tmp_path / mode for mode in ("socket", "http")]
    for folder in folders:
        folder.mkdir()
    by_socket = await the_story(folders[0], socket_mode=True)
    by_http = await the_story(folders[1], socket_mode=False)
    assert by_socket == by_http


async def the_story(folder: Path, *, socket_mode: bool) -> list[str]:
    """Declare, snooze, race, update, resolve, and read the timeline; give the record of all of it."""
    async with office_open(folder, socket_mode=socket_mode, policy=ONLY_BEN) as (office, app):
        seen = await declared_by_form(office)
        await snoozed(office)
        winner, loser = await raced_for(office, app)
        seen += await updated(winner)
        await resolved(office, winner, loser)
        await read_again(winner, loser)
        await office.passes(seconds=30)
        record = {**await everything(office, app), "forms": seen}
    assert [row["kind"] for row in record["rows"]["timeline"]] == HAPPENED.split()
    return comparable(record, EXCHANGED if winner is office.cleo else {})


async def declared_by_form(office: Office) -> list[dict[str, Any]]:
    """Without a title it is refused, and stays open."""
    form = await office.ben.view(lambda: office.ben.types("/incident declare"))
    refused = await office.ben.submits(form, severity="critical")
    taken = await office.ben.submits(form, title="checkout is <failing> & slow", severity="critical")
    await office.ben.is_told("You have declared INC-1", HERE)
    await office.ann.sees("checkout is", INCIDENTS)
    await until_paged(office, "ben", 1)
    return [form, refused, taken]


async def snoozed(office: Office) -> None:
    """Ben is left in peace; the channel is called meanwhile; after a quarter of an hour he is reminded."""
    [page] = await until_paged(office, "ben", 1)
    await office.ben.presses("Snooze 15 min", page, await office.ben.dm())
    await office.ben.is_told("No reminders of INC-1", await office.ben.dm())
    for _ in range(5):
        await office.passes(minutes=3, seconds=3)
    await until_paged(office, "ben", 2)
    await office.ann.sees("<!here>", INCIDENTS)


async def raced_for(office: Office, app: Application) -> tuple[Someone, Someone]:
    """Ann and Cleo press the same button at once: one has it, the other is told who has."""
    card = await office.ann.until(lambda messages: _with_button("Acknowledge", messages[:1]), INCIDENTS)
    pair = [office.ann, office.cleo]
    await asyncio.gather(*(person.presses("Acknowledge", card, INCIDENTS) for person in pair))
    acknowledged = (await app.service.find("INC-1")).acknowledged
    assert acknowledged
    winner, loser = sorted(pair, key=lambda person: person.id != acknowledged.by.id)
    await winner.is_told("You have acknowledged INC-1", INCIDENTS)
    await loser.is_told("already acknowledged by @", INCIDENTS)
    return winner, loser


async def updated(winner: Someone) -> list[dict[str, Any]]:
    """By the form that the card opens."""
    card = await winner.until(lambda messages: _with_button("Update", messages), INCIDENTS)
    form = await winner.view(lambda: winner.presses("Update", card, INCIDENTS))
    taken = await winner.submits(form, update="the provider is down", status="identified")
    await winner.is_told("Your update on INC-1 is posted", INCIDENTS)
    await winner.sees("the provider is down", INCIDENTS, card["ts"])
    return [form, taken]


async def resolved(office: Office, winner: Someone, loser: Someone) -> None:
    """Too early: it is undone, which wakes Ben, and resolved again with a note."""
    card = await winner.until(lambda messages: _with_button("Resolve", messages), INCIDENTS)
    await winner.presses("Resolve", card, INCIDENTS)
    told = await winner.is_told("You have resolved INC-1", INCIDENTS)
    await winner.sees("Resolved after", INCIDENTS, card["ts"])
    await winner.presses("Undo", told, INCIDENTS)
    await winner.is_told("waits to be acknowledged again", INCIDENTS)
    await until_paged(office, "ben", 3)
    await loser.types("/incident resolve 1 they are back")
    await loser.is_told("You have resolved INC-1", HERE)
    await loser.sees("they are back", INCIDENTS, card["ts"])
    await office.passes(seconds=30)


async def read_again(winner: Someone, loser: Someone) -> None:
    """The whole story, by a command and by the card's menu."""
    await loser.types("/incident timeline 1")
    await loser.is_told("they are back", HERE)
    card = await winner.until(lambda messages: _with_button("Reopen", messages), INCIDENTS)
    await winner.chooses("Timeline", card, INCIDENTS)
    await winner.is_told("they are back", INCIDENTS)


def _with_button(label: str, messages: list[Message]) -> Message | None:
    """Find what everybody can press, if it is there."""
    public = [message for message in messages if not message.get("ephemeral")]
    return next((message for message in public if label in labels(message)), None)
