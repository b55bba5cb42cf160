"""Incidents that wait, with their cards already in Slack, written by the rules and rows of the bot."""

from datetime import datetime, timedelta

from bot import outgoing
from bot.world import RealWorld
from incidents import commands
from incidents.commands import Draft
from incidents.model import Actor, ActorKind, Door, Incident, Person, Severity
from storage import incidents as incident_rows
from storage import open_store, postings, timeline
from storage.postings import Posting
from storage.store import Transaction

TARGET, LATER = timedelta(minutes=3), timedelta(hours=1)
ANN = Actor(ActorKind.PERSON, "U0ANN", "ann.demo", Door.SLACK)


async def seed(database_url: str, count: int, pages_due: datetime | None = None) -> None:
    """Declare so many incidents, each with a lead of its own; with `pages_due` each has a reminder due then."""
    store = await open_store(database_url, RealWorld())

    def unit(tx: Transaction) -> None:
        for number in range(1, count + 1):
            incident = _waiting(tx, number)
            if pages_due:
                page_lead(tx, incident, 0, pages_due)

    await store.run(unit)
    await store.close()


def ts_of(number: int) -> str:
    """Give the timestamp of the incident's card."""
    return f"1763700000.{number:06}"


def page_lead(tx: Transaction, incident: Incident, turn: int, due: datetime) -> None:
    """Write what taking a turn writes: the reminder, and the turn after it."""
    lead = incident.lead.id if incident.lead else ""
    outgoing.page_people(tx, incident, turn, 1, [lead], due)
    outgoing.put_turn(tx, incident, turn + 1, due + LATER)


def _waiting(tx: Transaction, number: int) -> Incident:
    draft = Draft(f"checkout is failing in region {number}", Severity.CRITICAL, lead=_lead(number))
    change = commands.declare(draft, tx.new_id(), incident_rows.next_number(tx), ANN, tx.now)
    incident_rows.insert(tx, change.incident)
    timeline.append(tx, [(change.incident.id, event) for event in change.events])
    postings.remember(tx, Posting("card", change.incident.id, "C0INCIDENTS", ts_of(number)))
    return change.incident


def _lead(number: int) -> Person:
    return Person(f"U0LEAD{number:05}", f"lead.{number}")
