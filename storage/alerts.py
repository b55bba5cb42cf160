"""The rows of alerts: what each source last said of each, and the incident that its group belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.alerting import Verdict
from incidents.alerts import Alert, AlertState
from incidents.model import Incident, Severity
from storage.columns import from_json, maybe, micros, moment, to_json
from storage.incidents import incident_in
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)


@dataclass(frozen=True, slots=True)
class Known:
    """An alert as it was last told. `is_open`: its incident, `reference`, is not over.

    `acknowledged`: somebody has said at the source that they are on it.
    """

    source: str
    fingerprint: str
    group: str
    firing: bool
    acknowledged: bool
    severity: Severity | None
    service: str | None
    title: str
    verdict: str
    incident_id: str | None
    times: int
    first_seen_at: datetime
    last_seen_at: datetime
    is_open: bool
    reference: str | None


def known(tx: Transaction, source: str, fingerprints: Sequence[str]) -> dict[str, Known]:
    """Give by fingerprint what is known of a source's alerts."""
    rows = tx.all(SQL["known"], source=source, fingerprints=list(fingerprints)) if fingerprints else []
    return {row["fingerprint"]: _known(row) for row in rows}


def put(tx: Transaction, alerts: Sequence[Alert], verdict: str, incident_id: str | None) -> None:
    """Write down what was told and what became of it; one that was known keeps its incident if it gets none."""
    now = micros(tx.now)
    tx.run_each(
        SQL["put"],
        [
            {
                "source": alert.source,
                "fingerprint": alert.fingerprint,
                "group_key": alert.group,
                "firing": int(alert.state is not AlertState.RESOLVED),
                "severity": maybe(str, alert.severity),
                "service": alert.service,
                "title": alert.title,
                "labels": to_json(alert.labels),
                "verdict": verdict,
                "incident_id": incident_id,
                "now": now,
            }
            for alert in alerts
        ],
    )


def seen_again(tx: Transaction, alerts: Sequence[Alert]) -> None:
    """Count those that say nothing new."""
    now = micros(tx.now)
    told = [{"source": each.source, "fingerprint": each.fingerprint, "now": now} for each in alerts]
    tx.run_each(SQL["seen_again"], told)


def take_turns(tx: Transaction) -> None:
    """Wait until no other server is taking alerts; from here on until the commit they wait for us."""
    tx.run(SQL["take_turns"])


def incident_of_group(tx: Transaction, source: str, group: str) -> Incident | None:
    """Give the incident that the group belonged to last."""
    return maybe(incident_in, tx.one(SQL["incident_of_group"], source=source, group_key=group))


def incident_of_service(tx: Transaction, service: str, since: datetime) -> Incident | None:
    """Give the newest open incident that affects the service, if anything was said of it since then."""
    return maybe(incident_in, tx.one(SQL["incident_of_service"], service=service, since=micros(since)))


def belongs_to(tx: Transaction, source: str, group: str, incident_id: str, verdict: Verdict) -> None:
    """Have the group belong to an incident from now on; what opens one, or comes into a storm, is a sign of a storm."""
    counts = verdict in (Verdict.DECLARED, Verdict.SWALLOWED)
    told = {"incident_id": incident_id, "opened_at": micros(tx.now) if counts else 0}
    swallowed = int(verdict is Verdict.SWALLOWED)
    tx.run(SQL["belongs_to"], source=source, group_key=group, swallowed=swallowed, **told)


def was_swallowed(tx: Transaction, source: str, group: str) -> bool:
    """Whether the group belongs to its incident because that is a storm."""
    return tx.one(SQL["was_swallowed"], source=source, group_key=group) is not None


def acknowledge(tx: Transaction, source: str, fingerprints: Sequence[str]) -> list[str]:
    """Write down that somebody at the source is on what fires; gives the titles of those of which it was not known."""
    rows = tx.all(SQL["acknowledge"], source=source, fingerprints=list(fingerprints))
    return sorted(row["title"] for row in rows)


def fires_unacknowledged(tx: Transaction, incident_id: str) -> bool:
    """Whether anything fires for the incident that nobody has acknowledged at its source."""
    return tx.one(SQL["fires_unacknowledged"], incident_id=incident_id) is not None


def groups_opened(tx: Transaction, since: datetime, most: int) -> int:
    """Count the groups that came to an incident of their own, or into a storm, since then; no further than `most`."""
    [row] = tx.all(SQL["groups_opened"], since=micros(since), most=most)
    return int(row["n"])


def fires(tx: Transaction, incident_id: str) -> bool:
    """Whether anything still fires that belongs to the incident."""
    return tx.one(SQL["fires"], incident_id=incident_id) is not None


def silenced(tx: Transaction) -> list[Alert]:
    """List what was silenced, fires still and counts for no open incident; of each, what is kept of it."""
    return [_as_told(row) for row in tx.all(SQL["silenced"])]


def latest(tx: Transaction, limit: int) -> list[Known]:
    """List the alerts that were told of last, the last one first."""
    return [_known(row) for row in tx.all(SQL["latest"], limit=limit)]


def severity_was_chosen(tx: Transaction, incident_id: str) -> bool:
    """Whether a person or a program of theirs has changed the incident's severity: then no machine does."""
    return tx.one(SQL["severity_was_chosen"], incident_id=incident_id) is not None


def forget(tx: Transaction, incident_id: str) -> None:
    """Forget an incident that is deleted; its alerts stay, and may open another one."""
    tx.run(SQL["forget_groups"], incident_id=incident_id)
    tx.run(SQL["forget_incident"], incident_id=incident_id)


def tidy(tx: Transaction, before: datetime) -> None:
    """Delete what nobody has told of since then, unless it fires for an open incident; and groups that are empty."""
    for query in (SQL["tidy"], SQL["tidy_unended"], SQL["tidy_groups"]):
        tx.run(query, before=micros(before))


def _as_told(row: Row) -> Alert:
    return Alert(
        source=row["source"],
        fingerprint=row["fingerprint"],
        state=AlertState.FIRING,
        title=row["title"],
        severity=maybe(Severity, row["severity"]),
        group=row["group_key"],
        service=row["service"],
        labels=from_json(row["labels"]),
    )


def _known(row: Row) -> Known:
    return Known(
        source=row["source"],
        fingerprint=row["fingerprint"],
        group=row["group_key"],
        firing=bool(row["firing"]),
        acknowledged=bool(row["acknowledged"]),
        severity=maybe(Severity, row["severity"]),
        service=row["service"],
        title=row["title"],
        verdict=row["verdict"],
        incident_id=row["incident_id"],
        times=row["times"],
        first_seen_at=moment(row["first_seen_at"]),
        last_seen_at=moment(row["last_seen_at"]),
        is_open=bool(row["is_open"]),
        reference=None if row["number"] is None else f"INC-{row['number']}",
    )
