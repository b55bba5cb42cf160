"""A message that was on its way while somebody deleted its incident says, as soon as it is there, that it is gone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot import outgoing
from bot.caller import Caller
from bot.delivery import Claimed, NoLongerThere
from bot.ledger import DuePage, Ledger
from bot.service import IncidentService
from incidents.commands import Draft
from incidents.escalation import Policy
from incidents.model import Incident
from storage import Store, open_inline
from storage.postings import Posting
from tests.api.conftest import ANN, NOON, StillWorld


@dataclass
class Desk:
    """An incident that was just deleted, and the ledger that hears of what was sent all the same."""

    store: Store
    ledger: Ledger
    incident: Incident

    async def rows(self, table: str) -> list[dict[str, object]]:
        return await self.store.read(lambda tx: tx.all(f"SELECT * FROM {table}"))  # noqa: S608 - a test's own

    def row(self, lane: str) -> Claimed:
        payload = {"person": "U0BEN", "round": 1, "turn": 0, "step": 1}
        return Claimed(f"{lane}:1", lane, 0, NOON, payload, self.incident.id, lease_until=NOON)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    store = open_inline(StillWorld())
    service = IncidentService(store, Policy(), wake=lambda: None)
    incident = (await service.declare(Draft("a secret"), Caller(ANN))).incident
    await service.delete(incident.reference, Caller(ANN))
    yield Desk(store, Ledger(store, Policy(), wake=lambda: None), incident)
    await store.close()


async def test_a_card_that_was_posted_meanwhile_is_taken_back(desk: Desk) -> None:
    """It is remembered nowhere, and a farewell goes to where it hangs."""
    await desk.ledger.posted(desk.row(outgoing.CARD), Posting("card", desk.incident.id, "C0INCIDENTS", "1.2"))

    [row] = await desk.rows("outbox")
    assert (row["lane"], row["key"]) == (outgoing.FAREWELL, "farewell:C0INCIDENTS:1.2")
    assert await desk.rows("postings") == []


def page_about(incident: Incident) -> DuePage:
    return DuePage(
        needed=True,
        incident=incident,
        person="U0BEN",
        turn=0,
        step=1,
        can_pass_on=False,
        late=None,
        card_link=None,
    )


async def test_a_reminder_that_was_sent_meanwhile_is_taken_back(desk: Desk) -> None:
    """And nothing comes onto the timeline of what is gone, behind its deletion."""
    await desk.ledger.page_sent(
        desk.row(outgoing.PAGE),
        page_about(desk.incident),
        Posting("page", desk.incident.id, "D0BEN", "1.2"),
    )

    [row] = await desk.rows("outbox")
    assert row["key"] == "farewell:D0BEN:1.2"
    assert [event["kind"] for event in await desk.rows("timeline")] == ["deleted"]
    assert await desk.rows("postings") == []


async def test_those_recorded_with_it_are_not_taken_back(desk: Desk) -> None:
    """One of two incidents was deleted while the reminders about both were on their way."""
    service = IncidentService(desk.store, Policy(), wake=lambda: None)
    other = (await service.declare(Draft("stays"), Caller(ANN))).incident
    await desk.store.run(lambda tx: tx.run("DELETE FROM outbox WHERE lane <> 'farewell'"))
    row = replace(desk.row(outgoing.PAGE), incident_id=other.id)

    await asyncio.gather(
        desk.ledger.page_sent(
            desk.row(outgoing.PAGE),
            page_about(desk.incident),
            Posting("page", desk.incident.id, "D0BEN", "1.2"),
        ),
        desk.ledger.page_sent(row, page_about(other), Posting("page", other.id, "D0BEN", "3.4")),
    )

    assert [row["key"] for row in await desk.rows("outbox")] == ["farewell:D0BEN:1.2"]
    assert [(row["incident_id"], row["ts"]) for row in await desk.rows("postings")] == [(other.id, "3.4")]
    assert [row["kind"] for row in await desk.rows("timeline")] == [
        *["deleted", "declared", "reminder_sent"],
    ]


async def test_a_reminder_that_comes_due_meanwhile_is_let_go(desk: Desk) -> None:
    """There is nothing to tell any more."""
    with pytest.raises(NoLongerThere):
        await desk.ledger.page_due(desk.row(outgoing.PAGE))
