"""The rows of incidents. What may happen to one is not decided here."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from incidents.failure import Failure, FailureType
from incidents.model import Incident, Kind, Person, Severity, Source, Status, Update
from incidents.plan import Plan
from storage.columns import (
    actor_columns,
    actor_in,
    deed_columns,
    deed_in,
    from_json,
    maybe,
    micros,
    moment,
    words_to_json,
)
from storage.errors import LostRace
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)

_MICROSECOND = timedelta(microseconds=1)
_NEWEST = 2**62


def next_number(tx: Transaction) -> int:
    """Give the number of the next incident: 1, 2, ... without gaps."""
    return tx.take("incident")


def insert(tx: Transaction, incident: Incident) -> None:
    """Write a new incident down."""
    tx.run(SQL["insert"], **_columns(incident))
    _link_monitors(tx, incident)


def save(tx: Transaction, incident: Incident, before: Incident | None = None) -> None:
    """Write the next version of an incident. Raises `LostRace` unless the row is at the version before."""
    if not tx.run(SQL["save"], **_columns(incident), version_before=incident.version - 1):
        raise LostRace(f"{incident.reference} was changed by somebody else meanwhile. Try again.")
    if before is None or before.monitors != incident.monitors:
        tx.run(SQL["unlink_monitors"], id=incident.id)
        _link_monitors(tx, incident)


def touch(tx: Transaction, incident: Incident) -> None:
    """Write down when something was last said about an incident that is otherwise as it was. Raises `LostRace`."""
    at = micros(incident.changed_at)
    if not tx.run(SQL["touch"], id=incident.id, version=incident.version, updated_at=at):
        raise LostRace(f"{incident.reference} was changed by somebody else meanwhile. Try again.")


def delete(tx: Transaction, incident: Incident) -> None:
    """Remove the incident's own row and what links to it. Raises `LostRace` when it was changed meanwhile."""
    if not tx.run(SQL["delete"], id=incident.id, version=incident.version):
        raise LostRace(f"{incident.reference} was changed by somebody else meanwhile. Try again.")
    tx.run(SQL["unlink_monitors"], id=incident.id)


def _link_monitors(tx: Transaction, incident: Incident) -> None:
    for monitor in incident.monitors:
        tx.run(SQL["link_monitor"], id=incident.id, monitor_id=monitor, number=incident.number)


def by_id(tx: Transaction, incident_id: str) -> Incident | None:
    """Find an incident."""
    return maybe(incident_in, tx.one(SQL["by_id"], id=incident_id))


def by_ids(tx: Transaction, ids: Sequence[str]) -> dict[str, Incident]:
    """Find incidents; what is gone is left out."""
    return {row["id"]: incident_in(row) for row in tx.all(SQL["by_ids"], ids=ids)}


def by_number(tx: Transaction, number: int) -> Incident | None:
    """Find an incident by what people call it; a number too large for a column is nobody's."""
    return maybe(incident_in, tx.one(SQL["by_number"], number=number)) if abs(number) < _NEWEST else None


def active(tx: Transaction) -> list[Incident]:
    """List what somebody still has to work on, oldest first."""
    return [incident_in(row) for row in tx.all(SQL["active"])]


def planned(tx: Transaction) -> list[Incident]:
    """List what is planned and not over."""
    return [incident_in(row) for row in tx.all(SQL["planned"])]


def waiting(tx: Transaction) -> list[Incident]:
    """List what stands unacknowledged, oldest first."""
    return [incident_in(row) for row in tx.all(SQL["waiting"])]


def escalated(tx: Transaction) -> list[Incident]:
    """List the active incidents for which an escalation policy was chosen, oldest first."""
    return [incident_in(row) for row in tx.all(SQL["escalated"])]


def versions(tx: Transaction, ids: Sequence[str]) -> dict[str, int]:
    """Give by id the version at which each incident is; costs much less than to read them."""
    return {row["id"]: row["version"] for row in tx.all(SQL["versions"], ids=ids)}


def count_active(tx: Transaction) -> tuple[int, int]:
    """Count what somebody still has to work on, and what of that stands unacknowledged."""
    [row] = tx.all(SQL["count_active"])
    return row["active"], row["waiting"]


def recent(tx: Transaction, limit: int, before_number: int | None = None) -> list[Incident]:
    """List all, newest first; `before_number` is the number at which the page before this one ended."""
    before = _NEWEST if before_number is None else before_number
    return [incident_in(row) for row in tx.all(SQL["recent"], before=before, limit=limit)]


def led_by(tx: Transaction, person_id: str) -> list[Incident]:
    """List the active incidents that this person leads, declared or acknowledged, oldest first."""
    return [incident_in(row) for row in tx.all(SQL["led_by"], person=person_id)]


def recently_settled(tx: Transaction, limit: int) -> list[Incident]:
    """List what was resolved (and perhaps closed), the last resolved first."""
    return [incident_in(row) for row in tx.all(SQL["recently_settled"], limit=limit)]


def _columns(incident: Incident) -> dict[str, Any]:
    return {
        "id": incident.id,
        "number": incident.number,
        "title": incident.title,
        "description": incident.description,
        "kind": incident.kind.value,
        "severity": incident.severity.value,
        "status": incident.status.value,
        "active": int(incident.is_active),
        "channel": incident.channel,
        "monitors": words_to_json(incident.monitors),
        "lead_id": incident.lead.id if incident.lead else None,
        "lead_name": incident.lead.name if incident.lead else None,
        **deed_columns("declared", incident.declared),
        **deed_columns("moved", incident.moved),
        **deed_columns("acknowledged", incident.acknowledged),
        **_update_columns(incident.last_update),
        "started_at": micros(incident.started_at),
        "waiting_since": micros(incident.waiting_since),
        "first_acknowledged_at": maybe(micros, incident.first_acknowledged_at),
        **deed_columns("resolved", incident.resolved),
        "is_past": int(incident.is_past),
        "source": incident.source.value,
        "failure_type": incident.failure.type.value if incident.failure.type else None,
        "failure_error": incident.failure.error,
        "failure_regions": words_to_json(incident.failure.regions),
        "failure_count": incident.failure.count,
        "page": incident.page,
        "escalation": incident.escalation,
        "planned_start": micros(incident.planned.start) if incident.planned else None,
        "planned_end": micros(incident.planned.end) if incident.planned else None,
        "updated_at": micros(incident.changed_at),
        "mended": incident.mended // _MICROSECOND,
        "round": incident.round,
        "version": incident.version,
    }


def _update_columns(update: Update | None) -> dict[str, Any]:
    return {
        "last_update": update.text if update else None,
        "last_update_at": micros(update.at) if update else None,
        **actor_columns("last_update_by", update.by if update else None),
    }


def incident_in(row: Row) -> Incident:
    """Gather an incident from its columns."""
    return Incident(
        id=row["id"],
        number=row["number"],
        title=row["title"],
        severity=Severity(row["severity"]),
        declared=deed_in(row, "declared"),
        started_at=moment(row["started_at"]),
        waiting_since=moment(row["waiting_since"]),
        moved=deed_in(row, "moved"),
        description=row["description"],
        kind=Kind(row["kind"]),
        status=Status(row["status"]),
        acknowledged=None if row["acknowledged_at"] is None else deed_in(row, "acknowledged"),
        first_acknowledged_at=maybe(moment, row["first_acknowledged_at"]),
        lead=None if row["lead_id"] is None else Person(row["lead_id"], row["lead_name"]),
        monitors=tuple(from_json(row["monitors"])),
        channel=row["channel"],
        last_update=None if row["last_update"] is None else _update(row),
        resolved=None if row["resolved_at"] is None else deed_in(row, "resolved"),
        is_past=bool(row["is_past"]),
        source=Source(row["source"]),
        failure=_failure(row),
        page=row["page"],
        escalation=row["escalation"],
        planned=None if row["planned_end"] is None else _plan(row),
        updated_at=moment(row["updated_at"]),
        mended=row["mended"] * _MICROSECOND,
        round=row["round"],
        version=row["version"],
    )


def _failure(row: Row) -> Failure:
    return Failure(
        maybe(FailureType, row["failure_type"]),
        row["failure_error"],
        tuple(from_json(row["failure_regions"])),
        row["failure_count"],
    )


def _plan(row: Row) -> Plan:
    return Plan(moment(row["planned_start"]), moment(row["planned_end"]))


def _update(row: Row) -> Update:
    return Update(row["last_update"], actor_in(row, "last_update_by"), moment(row["last_update_at"]))
