"""The rows of publications: which incident stands on which page, and which of its updates with it."""

import json
from collections.abc import Sequence
from datetime import datetime

from incidents.history import Outage
from incidents.model import EventKind, Incident, Kind, Severity, TimelineEvent
from incidents.public import Shown
from incidents.publishing import Publication, PublishedUpdate
from storage.columns import maybe, micros, moment
from storage.incidents import incident_in
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)

_CODE = 12  # digits: of the random end of an id


def put(tx: Transaction, incident: Incident, page: str, title: str | None) -> None:
    """Have an incident stand on a page; one that was withdrawn comes back to its address."""
    tx.run(
        SQL["put"],
        page=page,
        incident_id=incident.id,
        code=tx.new_id()[-_CODE:],
        title=title,
        now=micros(tx.now),
        **_where(incident),
    )


def withdraw(tx: Transaction, incident_id: str, page: str) -> None:
    """Have a page no longer show an incident."""
    tx.run(SQL["withdraw"], incident_id=incident_id, page=page)


def keep_title(tx: Transaction, incident_id: str, title: str) -> None:
    """Have the pages that show the incident's own title go on to show this one."""
    tx.run(SQL["keep_title"], incident_id=incident_id, title=title)


def move(tx: Transaction, incident: Incident) -> None:
    """Write down where the incident now stands in the lists of its pages."""
    tx.run(SQL["move"], incident_id=incident.id, **_where(incident))


def of(tx: Transaction, incident_id: str) -> list[Publication]:
    """List where an incident is or was published, by page."""
    return [_publication(row) for row in tx.all(SQL["of"], incident_id=incident_id)]


def say(tx: Transaction, update: TimelineEvent) -> None:
    """Have every page that shows the incident show the update too."""
    tx.run(SQL["say"], **_columns(update))


def say_on(tx: Transaction, page: str, update: TimelineEvent, words: str | None) -> None:
    """Have one page show an update, in other words where some are given."""
    tx.run(SQL["say_on"], page=page, **_columns(update) | ({"said": words} if words is not None else {}))


def correct(tx: Transaction, event_id: str, words: str) -> None:
    """Change the words of an update on every page."""
    tx.run(SQL["correct"], event_id=event_id, said=words, now=micros(tx.now))


def update(tx: Transaction, incident_id: str, event_id: str) -> PublishedUpdate | None:
    """Find an update of the incident as the public reads it, on whichever page."""
    return maybe(_update, tx.one(SQL["update"], incident_id=incident_id, event_id=event_id))


def updates(tx: Transaction, incident_id: str, page: str) -> list[PublishedUpdate]:
    """List what the page shows of what was said, in order."""
    return [_update(row) for row in tx.all(SQL["updates"], page=page, ids=[incident_id])]


def going_on(tx: Transaction, page: str, limit: int) -> list[Shown]:
    """List what the page shows as open, the last begun first."""
    return _shown(tx, page, tx.all(SQL["going_on"], page=page, limit=limit))


def past(tx: Transaction, page: str, since: datetime, limit: int) -> list[Shown]:
    """List what the page shows as over and that began from `since` on, the last begun first."""
    return _shown(tx, page, tx.all(SQL["past"], page=page, since=micros(since), limit=limit))


def begun(tx: Transaction, page: str, since: datetime, before: datetime, limit: int) -> list[Shown]:
    """List all that the page shows and that began in that time, the last begun first."""
    rows = tx.all(SQL["begun"], page=page, since=micros(since), before=micros(before), limit=limit)
    return _shown(tx, page, rows)


def outages(tx: Transaction, page: str, since: datetime, limit: int) -> list[Outage]:
    """List what the page shows and that was not over before `since`; the order means nothing."""
    rows = tx.all(SQL["outages"], page=page, since=micros(since), limit=limit)
    moves = _moves(tx, [row["id"] for row in rows if row["mended"]])
    return [
        Outage(
            Kind(row["kind"]),
            Severity(row["severity"]),
            tuple(json.loads(row["monitors"])),
            moment(row["started_at"]),
            maybe(moment, row["ended_at"]),
            tuple(moves.get(row["id"], ())),
        )
        for row in rows
    ]


def _moves(tx: Transaction, reopened: Sequence[str]) -> dict[str, list[tuple[EventKind, datetime]]]:
    moves: dict[str, list[tuple[EventKind, datetime]]] = {}
    for row in tx.all(SQL["moves"], ids=reopened) if reopened else []:
        moves.setdefault(row["incident_id"], []).append((EventKind(row["kind"]), moment(row["happened_at"])))
    return moves


def by_code(tx: Transaction, page: str, code: str) -> Shown | None:
    """Find what the page shows under that code."""
    return next(iter(_shown(tx, page, tx.all(SQL["by_code"], page=page, code=code))), None)


def first_begun(tx: Transaction, page: str) -> datetime | None:
    """Give when the first that the page shows began; None when it shows nothing."""
    row = tx.one(SQL["first_begun"], page=page)
    return maybe(moment, row["first"]) if row else None


def delete(tx: Transaction, incident_id: str) -> None:
    """Remove all that was published of an incident, with the incident itself."""
    tx.run(SQL["delete"], incident_id=incident_id)
    tx.run(SQL["delete_updates"], incident_id=incident_id)


def _where(incident: Incident) -> Row:
    return {
        "active": int(incident.is_active),
        "started_at": micros(incident.started_at),
        "ended_at": maybe(micros, None if incident.is_active else incident.resolved_at),
    }


def _columns(update: TimelineEvent) -> Row:
    return {
        "incident_id": update.incident_id,
        "event_id": update.id,
        "position": update.position,
        "said": update.text,
        "status": str(update.details["status"]),
        "said_at": micros(update.at),
    }


def _shown(tx: Transaction, page: str, rows: Sequence[Row]) -> list[Shown]:
    """Gather incidents, publications and updates, with one question for the updates of all."""
    said: dict[str, list[PublishedUpdate]] = {row["incident_id"]: [] for row in rows}
    for row in tx.all(SQL["updates"], page=page, ids=list(said)) if said else []:
        said[row["incident_id"]].append(_update(row))
    return [
        Shown(incident_in(row), _publication(row | {"title": row["public_title"]}), said[row["incident_id"]])
        for row in rows
    ]


def _publication(row: Row) -> Publication:
    return Publication(
        row["page"] if "shown_on" not in row else row["shown_on"],
        row["incident_id"],
        row["code"],
        row["title"],
        moment(row["published_at"]),
        bool(row["withdrawn"]),
    )


def _update(row: Row) -> PublishedUpdate:
    return PublishedUpdate(
        row["event_id"],
        row["said"],
        row["status"],
        moment(row["said_at"]),
        maybe(moment, row["corrected_at"]),
    )
