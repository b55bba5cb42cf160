"""The rows that pass a filter, in an order."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from incidents.model import Incident
from incidents.search import Filter, Order, Stretch
from storage.columns import micros
from storage.incidents import incident_in
from storage.queries import beside
from storage.store import Transaction

SQL = beside(__file__)

PAGE = 500

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


def found(tx: Transaction, wanted: Filter, stretch: Stretch) -> list[Incident]:
    """List the incidents that pass the filter."""
    where, parameters = _where(wanted)
    query = " ".join((SQL["all"], where, _ordered(stretch), SQL["limit"]))
    rows = tx.all(query, **parameters, limit=stretch.limit, offset=stretch.offset)
    return [incident_in(row) for row in rows]


def each(tx: Transaction, wanted: Filter) -> Iterator[Incident]:
    """Give every incident that passes the filter, newest first, a page at a time."""
    before = wanted.before_number
    while page := found(tx, replace(wanted, before_number=before), Stretch(PAGE)):
        yield from page
        before = page[-1].number


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
        yield "text", f"%{_literal(wanted.text)}%"


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
    " ELSE 1 END",
    Order.STATUS: "CASE WHEN incidents.status = 'closed' THEN 3 WHEN incidents.status = 'resolved' THEN 2"
    " WHEN incidents.acknowledged_at IS NOT NULL THEN 1 ELSE 0 END",
}


def _ordered(stretch: Stretch) -> str:
    direction = "DESC" if stretch.descending else "ASC"
    absent_last = f"{_BY[Order.RESOLVED]} IS NULL, " if stretch.order is Order.RESOLVED else ""
    return f"ORDER BY {absent_last}{_BY[stretch.order]} {direction}, incidents.number {direction}"
