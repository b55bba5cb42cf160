"""Gathers an incident and what belongs to it from the rows, within one unit."""

from functools import partial

from bot.caller import Changes, Dossier
from incidents.model import Change, Incident
from storage import components, monitors, publications, status_pages, timeline
from storage.store import Transaction

# As many as a menu of Slack's offers.
MOST_PAGES = 100


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
        partial(status_pages.page, tx, MOST_PAGES),
        partial(publications.updates, tx, incident.id),
        partial(components.of, tx),
    )
