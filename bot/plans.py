"""Planned maintenance whose time has come, as a unit of the outbox."""

from bot.paging import incident_of
from bot.saving import carry_out
from incidents import planning
from incidents.escalation import Policy
from storage import outbox
from storage.outbox import Claimed
from storage.store import Transaction


def follow_plan(tx: Transaction, policy: Policy, row: Claimed) -> None:
    """Begin or complete it, if that is still due; what was planned anew has a row of its own."""
    change = planning.turn_due(incident_of(tx, row), tx.now)
    if change is not None:
        carry_out(tx, policy, change)
    outbox.finish(tx, row)
