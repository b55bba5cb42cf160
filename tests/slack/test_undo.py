"""Undo: what it brings back, what it leaves, and when it is refused."""

import pytest

from bot import outgoing
from bot.caller import Caller
from incidents.model import Severity, Status
from tests.slack.samples import ANN
from tests.slack.talking import Talk, utc


@pytest.mark.parametrize(
    ("typed", "former", "now"),
    [
        ("severity major", {"severity": Severity.CRITICAL}, {"severity": Severity.MAJOR}),
        ("status monitoring", {"status": Status.INVESTIGATING}, {"status": Status.MONITORING}),
        ("title better", {"title": "checkout is failing"}, {"title": "better"}),
        ("started 14:02", {"started_at": utc(17, 41)}, {"started_at": utc(13, 2)}),
        ("resolve done", {"status": Status.INVESTIGATING}, {"status": Status.RESOLVED}),
        ("status resolved", {"status": Status.INVESTIGATING}, {"status": Status.RESOLVED}),
    ],
)
async def test_undo_goes_back_to_what_was(
    talk: Talk, typed: str, former: dict[str, object], now: dict[str, object]
) -> None:
    """The confirmation carries it, and pressing it brings the former value back."""
    await talk.declares()
    heard = await talk.types(typed)
    incident = await talk.now("INC-1")
    assert {name: getattr(incident, name) for name in now} == now
    undone = await talk.presses(heard.button("Undo"), private="1.1")
    assert undone.message["replace_original"] is True
    incident = await talk.now("INC-1")
    assert {name: getattr(incident, name) for name in former} == former


async def test_undoing_goes_both_ways(talk: Talk) -> None:
    """What an undo did can be undone too."""
    await talk.declares()
    heard = await talk.types("severity major")
    undone = await talk.presses(heard.button("Undo"), private="1.1")
    assert (await talk.now("INC-1")).severity is Severity.CRITICAL
    await talk.presses(undone.button("Undo"), private="1.1")
    assert (await talk.now("INC-1")).severity is Severity.MAJOR


async def test_the_former_lead_comes_back_and_a_first_lead_stays(talk: Talk) -> None:
    """There is no way back to nobody."""
    await talk.declares()
    assert "Undo" not in (await talk.types("lead me")).labels()
    heard = await talk.types("lead <@U0BEN|ben.demo>")
    assert "@ben.demo" in heard.words
    await talk.presses(heard.button("Undo"), private="1.1")
    lead = (await talk.now("INC-1")).lead
    assert lead is not None
    assert (lead.id, lead.name) == ("U0ANN", "ann.demo")


@pytest.mark.parametrize("typed", ["unack", "reopen", "close", "update hello", "note hello"])
async def test_what_cannot_be_undone_carries_no_undo(talk: Talk, typed: str) -> None:
    """Except un-acknowledging, whose way back is to acknowledge."""
    await talk.declares()
    await talk.service.acknowledge("INC-1", Caller(ANN))
    if typed in {"reopen", "close"}:
        await talk.service.resolve("INC-1", Caller(ANN))
    assert ("Undo" in (await talk.types(typed)).labels()) is (typed == "unack")


async def test_an_old_undo_changes_nothing_and_says_what_is_so_now(talk: Talk) -> None:
    """Exact: any change in between makes it stale, and so does having been pressed."""
    await talk.declares()
    heard = await talk.types("severity major")
    await talk.types("title something else", who="U0BEN")
    before = await talk.now("INC-1")
    stale = await talk.presses(heard.button("Undo"), private="1.1")
    assert "nothing was changed. INC-1 is now major" in stale.words
    assert stale.message["replace_original"] is False
    assert await talk.now("INC-1") == before


async def test_an_update_acknowledges_too_and_undo_takes_only_that_back(talk: Talk) -> None:
    """Whoever speaks for it is on it; what the public has read is not unsaid."""
    await talk.declares()
    heard = await talk.types("update we are on it")
    assert "acknowledged it with that. Undo takes that back; your words stay posted." in heard.words
    assert (await talk.now("INC-1")).acknowledged
    undone = await talk.presses(heard.button("Undo"), private="1.1")
    assert "no longer acknowledged. The reminders start anew" in undone.words
    incident = await talk.now("INC-1")
    assert (incident.is_waiting, incident.round) == (True, 2)
    assert incident.last_update is not None
    assert incident.last_update.text == "we are on it"


async def test_undo_takes_an_acknowledgement_back_that_came_along(talk: Talk) -> None:
    """Nobody is left on it unseen: the paging starts anew, and doing it again acknowledges again."""
    await talk.declares()
    heard = await talk.types("status 1 monitoring", who="U0CLEO")
    assert "acknowledged it with that" in heard.words
    undone = await talk.presses(heard.button("Undo"), "U0CLEO", private="1.1")
    incident = await talk.now("INC-1")
    assert (incident.status, incident.is_waiting, incident.round) == (Status.INVESTIGATING, True, 2)
    assert "no longer acknowledged, and the reminders start anew" in undone.words
    turns = await talk.store.read(lambda tx: tx.all("SELECT key FROM outbox WHERE state = 'pending'"))
    assert any(row["key"].startswith(outgoing.turns_of_round(incident)) for row in turns)
    await talk.presses(undone.button("Undo"), "U0CLEO", private="1.1")
    incident = await talk.now("INC-1")
    assert (incident.status, incident.is_waiting) == (Status.MONITORING, False)


async def test_undo_leaves_an_acknowledgement_that_was_there_before(talk: Talk) -> None:
    """Only what came along goes back with it."""
    await talk.declares()
    await talk.types("ack", who="U0BEN")
    heard = await talk.types("status 1 monitoring", who="U0CLEO")
    await talk.presses(heard.button("Undo"), "U0CLEO", private="1.1")
    incident = await talk.now("INC-1")
    assert (incident.status, incident.is_waiting, incident.round) == (Status.INVESTIGATING, False, 1)
