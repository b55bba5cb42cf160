"""The rows of checks that were made over HTTP; those of the policy have none."""

from dataclasses import asdict
from datetime import timedelta

from incidents.checks import Check, CheckKind
from storage.columns import from_json, maybe, micros, to_json
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)

_TIMES = ("interval", "timeout", "slower_than")
_MICROSECOND = timedelta(microseconds=1)


def insert(tx: Transaction, check: Check) -> bool:
    """Write a new check down; False when there is one for the monitor."""
    return tx.run(SQL["insert"], **_columns(check), now=micros(tx.now)) == 1


def save(tx: Transaction, check: Check) -> None:
    """Write down what is wished of a check now."""
    tx.run(SQL["save"], **_columns(check))


def delete(tx: Transaction, monitor_id: str) -> bool:
    """Forget a check; False when there is none."""
    return tx.run(SQL["delete"], monitor_id=monitor_id) == 1


def by_id(tx: Transaction, monitor_id: str) -> Check | None:
    """Find the check of a monitor."""
    return maybe(_check, tx.one(SQL["by_id"], monitor_id=monitor_id))


def everything(tx: Transaction) -> list[Check]:
    """List all, by the ids of their monitors."""
    return [_check(row) for row in tx.all(SQL["everything"])]


def _columns(check: Check) -> dict[str, str]:
    wishes = asdict(check)
    times = {name: wishes[name] // _MICROSECOND for name in _TIMES if wishes[name] is not None}
    statuses = sorted(check.expect_status)
    wishes |= {**times, "kind": check.kind.value, "expect_status": statuses}
    return {"monitor_id": wishes.pop("id"), "wishes": to_json(wishes)}


def _check(row: Row) -> Check:
    wishes = from_json(row["wishes"])
    times = {name: wishes[name] * _MICROSECOND for name in _TIMES if wishes[name] is not None}
    kind, statuses = CheckKind(wishes.pop("kind")), frozenset(wishes.pop("expect_status"))
    return Check(id=row["monitor_id"], kind=kind, expect_status=statuses, **wishes | times)
