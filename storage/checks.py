"""The rows of checks: how each monitor stands, each result of the last days, and sums by hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.failure import FailureType
from incidents.model import Incident
from incidents.monitoring import WELL, Result, Standing
from storage.columns import maybe, micros, moment
from storage.incidents import incident_in
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)

HOUR = timedelta(hours=1)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a monitor's checks: how it stands, and what the last look found."""

    monitor_id: str
    standing: Standing
    last_at: datetime
    last_ok_at: datetime | None
    last_error: str
    last_took: timedelta | None


@dataclass(frozen=True, slots=True)
class Hour:
    """The sums of an hour, which begins at `hour`."""

    hour: datetime
    checks: int
    failures: int
    took: timedelta | None


def standing(tx: Transaction, monitor_id: str) -> Standing:
    """Give how a monitor stands; well, when nobody has looked yet."""
    row = tx.one(SQL["standing"], monitor_id=monitor_id)
    return _standing(row) if row else WELL


def seen(tx: Transaction, ids: Sequence[str]) -> dict[str, Seen]:
    """Give by id what is known of the checks of monitors."""
    rows = tx.all(SQL["seen"], ids=list(ids)) if ids else []
    return {row["monitor_id"]: _seen(row) for row in rows}


def incident_of(tx: Transaction, monitor_id: str) -> Incident | None:
    """Give the incident that the monitor opened last."""
    return maybe(incident_in, tx.one(SQL["incident_of"], monitor_id=monitor_id))


def put(tx: Transaction, monitor_id: str, stands: Standing, result: Result) -> None:
    """Write down what a look found, and how the monitor stands now."""
    found = {
        "monitor_id": monitor_id,
        "at": micros(result.at),
        "took": None if result.took is None else result.took // _MICROSECOND,
    }
    tx.run(
        SQL["put_result"],
        **found,
        region=result.region,
        failure_type=maybe(str, result.failure_type),
        error=result.error,
        status=result.status,
    )
    tx.run(SQL["put_rollup"], **found, hour=micros(_hour_of(result.at)), failed=int(not result.ok))
    tx.run(
        SQL["put_standing"],
        **found,
        failing=int(stands.failing),
        failures=stands.failures,
        successes=stands.successes,
        since=maybe(micros, stands.since),
        ok_at=micros(result.at) if result.ok else None,
        error=result.error,
    )
    tx.run(SQL["count_failures"], monitor_id=monitor_id, failures=stands.failures)


def belongs_to(tx: Transaction, monitor_id: str, incident: Incident) -> None:
    """Have the monitor's trouble belong to an incident."""
    tx.run(SQL["belongs_to"], monitor_id=monitor_id, incident_id=incident.id)


def results(tx: Transaction, monitor_id: str, limit: int) -> list[Result]:
    """List what was found last, the last first."""
    return [_result(row) for row in tx.all(SQL["results"], monitor_id=monitor_id, limit=limit)]


def hours(tx: Transaction, monitor_id: str, since: datetime) -> list[Hour]:
    """List the sums by hour since then, oldest first."""
    return [_hour(row) for row in tx.all(SQL["hours"], monitor_id=monitor_id, since=micros(since))]


def forget(tx: Transaction, incident_id: str) -> None:
    """Forget an incident that is deleted."""
    tx.run(SQL["forget"], incident_id=incident_id)


def tidy(tx: Transaction, before: datetime) -> None:
    """Delete the results from before; their sums stay."""
    tx.run(SQL["tidy"], before=micros(before))


def _hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _standing(row: Row) -> Standing:
    since = maybe(moment, row["since"])
    return Standing(bool(row["failing"]), row["failures"], row["successes"], since)


def _seen(row: Row) -> Seen:
    return Seen(
        monitor_id=row["monitor_id"],
        standing=_standing(row),
        last_at=moment(row["last_at"]),
        last_ok_at=maybe(moment, row["last_ok_at"]),
        last_error=row["last_error"],
        last_took=maybe(_span, row["last_took"]),
    )


def _result(row: Row) -> Result:
    return Result(
        moment(row["at"]),
        maybe(FailureType, row["failure_type"]),
        row["error"],
        maybe(_span, row["took"]),
        row["status"],
        row["region"],
    )


def _hour(row: Row) -> Hour:
    took = _span(row["took_total"]) / row["took_count"] if row["took_count"] else None
    return Hour(moment(row["hour"]), row["checks"], row["failures"], took)


def _span(microseconds: int) -> timedelta:
    return microseconds * _MICROSECOND
