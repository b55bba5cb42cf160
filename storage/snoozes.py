"""The rows of snoozes: who wants to be left in peace about which round of an incident, and until when."""

from collections.abc import Sequence
from datetime import datetime

from storage.columns import micros, moment
from storage.queries import beside
from storage.store import Transaction

SQL = beside(__file__)


def snooze(tx: Transaction, incident_id: str, round_number: int, person: str, until: datetime) -> None:
    """Leave this person in peace until then; the last word counts."""
    tx.run(SQL["snooze"], incident_id=incident_id, round=round_number, person=person, until=micros(until))


def of(tx: Transaction, incident_ids: Sequence[str]) -> dict[tuple[str, int, str], datetime]:
    """Give by incident, round and person until when somebody asked to be left in peace, past or not."""
    return {
        (row["incident_id"], row["round"], row["person"]): moment(row["snoozed_until"])
        for row in tx.all(SQL["of"], incident_ids=incident_ids)
    }


def delete(tx: Transaction, incident_id: str) -> None:
    """Forget who wanted to be left in peace about the incident."""
    tx.run(SQL["delete"], incident_id=incident_id)
