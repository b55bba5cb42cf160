"""The rows that pass a filter, in an order."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from incidents.model import ACTIVE, Incident
from incidents.search import Filter, Order, Place, Stretch
from storage.columns import micros
from storage.incidents import incident_in
from storage.queries import beside
from storage.store import Transaction

SQL = beside(__file__)

PAGE = 500
# So many are found and sorted by their number sooner than the first ones are found along the numbers.
FEW = 1_000
# An expression in the place of a column has no index.
_HIDDEN = {
    "incidents.number": "+incidents.number",
    "incidents.updated_at": "+incidents.updated_at",
    "incidents.started_at": "+incidents.started_at",
    "incidents.status": "(incidents.status || '')",
    "incidents.severity": "(incidents.severity || '')",
}

_CONDITIONS = {
    "statuses": SQL["statuses"],
    "severities": SQL["severities"],
    "kind": SQL["kind"],
    "active": SQL["active"],
    "over": SQL["over"],
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
    query, parameters = asked(wanted, stretch, few=_is_little(tx, wanted))
    return [incident_in(row) for row in tx.all(query, **parameters)]


def asked(wanted: Filter, stretch: Stretch, *, few: bool = False) -> tuple[str, dict[str, Any]]:
    """Give the query that lists them, and its parameters; `few` is what `_is_little` says of the filter."""
    where, parameters = _where(wanted, stretch)
    query = " ".join((SQL["all"], where, _ordered(stretch), SQL["limit"]))
    for column in _out_of_the_way(wanted, stretch, few=few):
        query = query.replace(column, _HIDDEN[column])
    return query, parameters | {"limit": stretch.limit, "offset": stretch.offset}


def each(tx: Transaction, wanted: Filter) -> Iterator[Incident]:
    """Give every incident that passes the filter, the last started first, a page at a time."""
    stretch = Stretch(PAGE, order=Order.STARTED)
    while page := found(tx, wanted, stretch):
        yield from page
        stretch = replace(stretch, behind=Place(page[-1].started_at, page[-1].number))


def count(tx: Transaction, wanted: Filter) -> int:
    """Count the incidents that pass the filter."""
    where, parameters = _where(wanted)
    [row] = tx.all(" ".join((SQL["count"], where)), **parameters)
    return int(row["count"])


def _is_little(tx: Transaction, wanted: Filter) -> bool:
    """Whether what is asked for is so little that it is soon sorted; one look into an index tells."""
    if _asks_for_active(wanted):
        return tx.one(SQL["another_active"], offset=FEW) is None
    if wanted.updated_since is not None:
        since = micros(wanted.updated_since)
        return tx.one(SQL["another_updated"], updated_since=since, offset=FEW) is None
    return False


def _asks_for_active(wanted: Filter) -> bool:
    return bool(wanted.active or (wanted.statuses and set(wanted.statuses) <= set(ACTIVE)))


def _out_of_the_way(wanted: Filter, stretch: Stretch, *, few: bool) -> tuple[str, ...]:
    """Name the columns whose indexes would lead through all there is; the databases do not know how much that is.

    What is little is found by its own index and sorted; else the list goes along what it is sorted by.
    """
    if few and _asks_for_active(wanted):
        return ("incidents.number", "incidents.updated_at", "incidents.started_at")
    if few:
        return ("incidents.number", "incidents.started_at", "incidents.status", "incidents.severity")
    by_number = stretch.order is Order.CREATED
    return tuple(
        column
        for column, words in (
            ("incidents.status", wanted.statuses),
            ("incidents.severity", wanted.severities),
        )
        if words and not (by_number and len(words) == 1)  # whose index is in the order of the numbers
    )


def _where(wanted: Filter, stretch: Stretch | None = None) -> tuple[str, dict[str, Any]]:
    conditions, parameters = [], {}
    for name, value in _asked(wanted):
        conditions.append(_CONDITIONS[name])
        if value is not None:
            parameters[name] = value
    if stretch and stretch.behind:
        conditions.append(SQL["behind"].format(by=_BY[stretch.order], way="<" if stretch.descending else ">"))
        parameters |= {"behind_at": micros(stretch.behind.at), "behind_number": stretch.behind.number}
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
        yield "active" if wanted.active else "over", None
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
