"""Gathers an incident and what belongs to it from the rows, within one unit."""

from functools import cache, partial

from bot.caller import Dossier
from incidents.model import Change, Incident
from storage import monitors, timeline
from storage.store import Transaction


def of(tx: Transaction, incident: Incident, change: Change | None = None) -> Dossier:
    """Give the incident with its timeline and monitors, each read when it is asked for, and once."""
    return Dossier(
        incident,
        change,
        tx.now,
        cache(partial(timeline.of, tx, incident.id)),
        cache(partial(monitors.named, tx, incident.monitors)),
    )
