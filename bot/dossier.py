"""Gathers an incident and what belongs to it from the rows, within one unit."""

from functools import partial

from bot.caller import Changes, Dossier
from incidents.model import Change, Incident
from storage import monitors, publications, timeline
from storage.store import Transaction


def of(tx: Transaction, incident: Incident, change: Change | None = None) -> Dossier:
    """Give the incident with its timeline and monitors, of which nothing is read before it is asked for."""
    return Dossier(
        incident,
        change,
        tx.now,
        partial(timeline.of, tx, incident.id),
        Changes(
            partial(timeline.changes, tx, incident.id),
            partial(timeline.count_changes, tx, incident.id),
            partial(timeline.last_of, tx, incident.id),
        ),
        partial(timeline.updates, tx, incident.id),
        partial(timeline.notes, tx, incident.id),
        partial(monitors.named, tx, incident.monitors),
        partial(publications.of, tx, incident.id),
    )
