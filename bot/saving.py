"""What every decision goes through: saved, remembered, and everybody noted who must be told. A unit's own part."""

from dataclasses import replace

from bot import outgoing, publications
from bot.remembering import remember
from incidents import commands
from incidents.commands import Draft
from incidents.escalation import Policy
from incidents.model import Actor, Change, Incident
from storage import incidents as incident_rows
from storage import monitors, rollup
from storage.store import Transaction


def declared(tx: Transaction, draft: Draft, actor: Actor) -> Change:
    """Decide to open an incident, under the next number."""
    return commands.declare(draft, tx.new_id(), incident_rows.next_number(tx), actor, tx.now)


def carry_out(tx: Transaction, policy: Policy, change: Change) -> Change:
    """Save what was decided and note its effects; gives the change with its events as they were recorded."""
    saved = _save(tx, publications.published_along(tx, policy.pages, change))
    outgoing.note_effects(tx, policy, saved)
    return saved


def _save(tx: Transaction, change: Change) -> Change:
    incident = _stamped(tx, change)
    if change.before is None or change.before.monitors != incident.monitors:
        monitors.ensure(tx, incident.monitors)
    if change.before is None:
        incident_rows.insert(tx, incident)
    elif change.before != incident:
        incident_rows.save(tx, incident, change.before)
    elif change.events:
        incident_rows.touch(tx, incident)
    events = remember(tx, incident, change.events)
    publications.follow(tx, incident, events, is_new=change.before is None)
    rollup.follow(tx, change.before, incident)
    return Change(change.before, incident, tuple(events))


def _stamped(tx: Transaction, change: Change) -> Incident:
    """Write into the incident when something was last said about it; who declares one has just said so."""
    if not change.events or change.incident.changed_at == tx.now:
        return change.incident
    return replace(change.incident, updated_at=tx.now)
