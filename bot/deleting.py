"""How an incident is removed with all that was said about it: a unit's own part."""

from bot import outgoing, publications
from bot.caller import Caller, Outcome
from bot.remembering import remember
from incidents.escalation import Policy
from incidents.model import Change, EventKind, Incident, TimelineEvent
from storage import alerts, answers, audit, checks, outbox, postings, rollup, snoozes, timeline, webhooks
from storage import incidents as incident_rows
from storage.store import Transaction


def delete(tx: Transaction, policy: Policy, incident: Incident, caller: Caller) -> Outcome:
    """Remove it; its messages in Slack will say so, and the audit log keeps who did it."""
    outbox.delete(tx, incident.id)
    outgoing.say_farewell(tx, incident, caller.actor)
    incident_rows.delete(tx, incident)
    for rows in (postings, timeline, snoozes):
        rows.delete(tx, incident.id)
    answers.blank(tx, incident.id)
    webhooks.delete_of(tx, incident.id)
    alerts.forget(tx, incident.id)
    checks.forget(tx, incident.id)
    publications.delete(tx, incident)
    outgoing.settle_calls(tx)
    outgoing.tell_sources(tx, policy, incident.id)
    gone = TimelineEvent(EventKind.DELETED, caller.actor, tx.now, details={"reference": incident.reference})
    remember(tx, incident, [gone])
    rollup.follow(tx, incident, None)
    audit.append(tx, caller.actor, "incident.deleted", incident.reference)
    return Outcome(Change(incident, incident))
