"""The rows of the timeline: written once, never changed, and deleted only with their whole incident."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from incidents.model import EventKind, TimelineEvent
from storage import kept
from storage.columns import actor_columns, actor_in, from_json, micros, moment, to_json
from storage.postings import permalink
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)

_ALL = 2**62
_DELIVERIES = [kind.value for kind in EventKind if kind.is_delivery]


def append(tx: Transaction, happened: Sequence[tuple[str, TimelineEvent]]) -> list[TimelineEvent]:
    """Write down what happened to the incidents of those ids.

    Gives the events with id, position (in commit order) and recorded_at.
    """
    if not happened:
        return []
    first = tx.take("timeline", len(happened))
    written = [
        replace(event, id=tx.new_id(), incident_id=incident_id, position=position, recorded_at=tx.now)
        for position, (incident_id, event) in enumerate(happened, first)
    ]
    tx.run_each(SQL["insert"], [_columns(tx, event) for event in written])
    return written


def of(tx: Transaction, incident_id: str, after: int = 0, limit: int | None = None) -> list[TimelineEvent]:
    """List an incident's events in order, those after a position."""
    return _of(tx, incident_id, "", after, _ALL if limit is None else limit)


def changes(
    tx: Transaction, incident_id: str, offset: int = 0, limit: int | None = None
) -> list[TimelineEvent]:
    """List what happened to the incident itself, in order, a stretch of it: its reminders are left out."""
    query = " ".join((SQL["of"], SQL["changes"], SQL["stretch"]))
    stretch = {"offset": offset, "limit": _ALL if limit is None else limit}
    return _events(tx, tx.all(query, incident_id=incident_id, after=0, deliveries=_DELIVERIES, **stretch))


def count_changes(tx: Transaction, incident_id: str) -> int:
    """Count what happened to the incident itself."""
    [row] = tx.all(SQL["count_changes"], incident_id=incident_id, deliveries=_DELIVERIES)
    return int(row["count"])


def last_of(
    tx: Transaction, incident_id: str, kinds: Sequence[EventKind], before: int
) -> TimelineEvent | None:
    """Find the last event of these kinds in front of a position."""
    query = " ".join((SQL["of"], SQL["last_of"]))
    rows = tx.all(
        query, incident_id=incident_id, after=0, kinds=[kind.value for kind in kinds], before=before
    )
    return next(iter(_events(tx, rows)), None)


def updates(tx: Transaction, incident_id: str) -> list[TimelineEvent]:
    """List what was said to the public, in order."""
    return _of(tx, incident_id, SQL["updates"])


def notes(tx: Transaction, incident_id: str) -> list[TimelineEvent]:
    """List what was written down for the responders, in order."""
    return _of(tx, incident_id, SQL["notes"])


def after(tx: Transaction, position: int, limit: int) -> list[TimelineEvent]:
    """List the events of all incidents behind a position, in the order in which they were committed."""
    return _events(tx, tx.all(SQL["after"], after=position, limit=limit))


def last_position(tx: Transaction) -> int:
    """Give the position of the newest event; 0 when there is none."""
    [row] = tx.all(SQL["last"])
    return int(row["position"])


def delete(tx: Transaction, incident_id: str) -> None:
    """Remove all that happened to an incident, with the incident itself."""
    tx.run(SQL["delete"], incident_id=incident_id)


def event(tx: Transaction, event_id: str) -> TimelineEvent | None:
    """Find an event."""
    return next(iter(_events(tx, tx.all(SQL["event"], id=event_id))), None)


def _columns(tx: Transaction, event: TimelineEvent) -> dict[str, Any]:
    return {
        "position": event.position,
        "id": event.id,
        "incident_id": event.incident_id,
        "kind": event.kind.value,
        **actor_columns("actor", event.actor),
        "happened_at": micros(event.at),
        "recorded_at": micros(tx.now),
        "words": event.text,
        "details": to_json(event.details),
    }


def _of(
    tx: Transaction, incident_id: str, kind: str, after: int = 0, limit: int = _ALL
) -> list[TimelineEvent]:
    query = " ".join((SQL["of"], kind, SQL["portion"]))
    return _events(tx, tx.all(query, incident_id=incident_id, after=after, limit=limit))


def _events(tx: Transaction, rows: Sequence[Row]) -> list[TimelineEvent]:
    workspace_url = kept.kept(tx, kept.WORKSPACE_URL) if rows else None
    return [_event(row, workspace_url) for row in rows]


def _event(row: Row, workspace_url: str | None) -> TimelineEvent:
    details = from_json(row["details"])
    return TimelineEvent(
        kind=EventKind(row["kind"]),
        actor=actor_in(row, "actor"),
        at=moment(row["happened_at"]),
        text=row["words"],
        details=details,
        id=row["id"],
        incident_id=row["incident_id"],
        position=row["position"],
        recorded_at=moment(row["recorded_at"]),
        permalink=_permalink(workspace_url, row if row["ts"] else details),
    )


def _permalink(workspace_url: str | None, place: Mapping[str, Any]) -> str | None:
    """Find the message in the posting of the event, or in its details: one @here stands for several events."""
    if not workspace_url or not place.get("ts"):
        return None
    return permalink(workspace_url, place["channel"], place["ts"], place.get("thread_ts"))
