"""Incidents that a program asks for: filters that narrow together, an order, and a stretch of the list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from incidents.model import Incident, Kind, Severity, Status
from storage.columns import micros
from storage.incidents import incident_in
from storage.queries import beside
from storage.store import Transaction

SQL = beside(__file__)

_CONDITIONS = {
    "statuses": SQL["statuses"],
    "severities": SQL["severities"],
    "kind": SQL["kind"],
    "active": SQL["active"],
    "acknowledged": SQL["acknowledged"],
    "unacknowledged": SQL["unacknowledged"],
    "lead": SQL["lead"],
    "page": SQL["page"],
    "started_from": SQL["started_from"],
    "started_before": SQL["started_before"],
    "updated_since": SQL["updated_since"],
    "text": SQL["text"],
    "before_number": SQL["before_number"],
}


class Order(StrEnum):
    """What a list is sorted by. Creation order breaks every tie."""

    CREATED = "created_at"
    UPDATED = "updated_at"
    STARTED = "started_at"
    RESOLVED = "resolved_at"
    SEVERITY = "severity"
    STATUS = "status"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Filter:
    """What an incident must be to be listed; None asks for nothing. Times are aware, `started_before` is beyond.

    `severities` asks for incidents that show one of these; `text` is looked for in title and description,
    whatever the case. `before_number` is where the page before this one ended.
    """

    statuses: tuple[Status, ...] | None = None
    active: bool | None = None
    acknowledged: bool | None = None
    severities: tuple[Severity, ...] | None = None
    kind: Kind | None = None
    monitor: str | None = None
    lead: str | None = None
    page: str | None = None
    started_from: datetime | None = None
    started_before: datetime | None = None
    updated_since: datetime | None = None
    text: str | None = None
    before_number: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which part of the list, and in which order."""

    limit: int
    offset: int = 0
    order: Order = Order.CREATED
    descending: bool = True


def found(tx: Transaction, wanted: Filter, stretch: Stretch) -> list[Incident]:
    """List the incidents that pass the filter."""
    where, parameters = _where(wanted)
    query = " ".join((SQL["all"], where, _ordered(stretch), SQL["limit"]))
    rows = tx.all(query, **parameters, limit=stretch.limit, offset=stretch.offset)
    return [incident_in(row) for row in rows]


def count(tx: Transaction, wanted: Filter) -> int:
    """Count the incidents that pass the filter."""
    where, parameters = _where(wanted)
    [row] = tx.all(" ".join((SQL["count"], where)), **parameters)
    return int(row["count"])


def _where(wanted: Filter) -> tuple[str, dict[str, Any]]:
    conditions, parameters = [], {}
    for name, value in _asked(wanted):
        conditions.append(_CONDITIONS[name])
        if value is not None:
            parameters[name] = value
    join = SQL["monitor"] if wanted.monitor is not None else ""
    if wanted.monitor is not None:
        parameters["monitor"] = wanted.monitor
    return f"{join} {'WHERE' if conditions else ''} {' AND '.join(conditions)}", parameters


def _asked(wanted: Filter) -> Iterator[tuple[str, Any]]:
    """Give the name of each condition that is asked for, with what it compares to."""
    for name in ("statuses", "severities"):
        words = getattr(wanted, name)
        if words is not None:
            yield name, [word.value for word in words]
    if wanted.active is not None:
        yield "active", int(wanted.active)
    if wanted.acknowledged is not None:
        yield "acknowledged" if wanted.acknowledged else "unacknowledged", None
    for name in ("started_from", "started_before", "updated_since"):
        at = getattr(wanted, name)
        if at is not None:
            yield name, micros(at)
    for name in ("kind", "lead", "page", "before_number"):
        value = getattr(wanted, name)
        if value is not None:
            yield name, value
    if wanted.text is not None:
        yield "text", f"%{_literal(wanted.text.lower())}%"


def _literal(text: str) -> str:
    """Let the characters that LIKE knows stand for themselves."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


_BY: dict[Order, str] = {
    Order.CREATED: "incidents.number",
    Order.UPDATED: "incidents.updated_at",
    Order.STARTED: "incidents.started_at",
    Order.RESOLVED: "incidents.resolved_at",
    Order.TITLE: "incidents.title",
    Order.SEVERITY: "CASE incidents.severity WHEN 'critical' THEN 4 WHEN 'major' THEN 3 WHEN 'minor' THEN 2"
    " WHEN 'warning' THEN 1 ELSE 0 END",
    Order.STATUS: "CASE incidents.status WHEN 'investigating' THEN 0 WHEN 'identified' THEN 1"
    " WHEN 'monitoring' THEN 2 WHEN 'resolved' THEN 3 ELSE 4 END",
}


def _ordered(stretch: Stretch) -> str:
    direction = "DESC" if stretch.descending else "ASC"
    absent_last = f"{_BY[Order.RESOLVED]} IS NULL, " if stretch.order is Order.RESOLVED else ""
    return f"ORDER BY {absent_last}{_BY[stretch.order]} {direction}, incidents.number {direction}"
