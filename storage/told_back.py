"""The rows of what the sources of alerts were told of what people do about them."""

from collections.abc import Sequence
from datetime import datetime

from incidents.telling import Firing, Told, Word
from storage.columns import from_json, micros
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)


def firing(tx: Transaction, incident_id: str, source: str) -> dict[str, Firing]:
    """Give by fingerprint the alerts of a source that fire for an incident."""
    rows = tx.all(SQL["firing"], incident_id=incident_id, source=source)
    return {row["fingerprint"]: _firing(row) for row in rows}


def told(tx: Transaction, incident_id: str, source: str) -> dict[str, Told]:
    """Give by fingerprint what a source was told last of the alerts of an incident."""
    rows = tx.all(SQL["told"], incident_id=incident_id, source=source)
    return {row["fingerprint"]: Told(Word(row["state"]), row["silence"]) for row in rows}


def sources_firing(tx: Transaction, incident_id: str) -> frozenset[str]:
    """Name the sources of which something fires for an incident."""
    return frozenset(row["source"] for row in tx.all(SQL["sources_firing"], incident_id=incident_id))


def sources_told(tx: Transaction, incident_id: str) -> frozenset[str]:
    """Name the sources that were told anything of an incident."""
    return frozenset(row["source"] for row in tx.all(SQL["sources_told"], incident_id=incident_id))


def put(tx: Transaction, incident_id: str, source: str, fingerprint: str, said: Told) -> None:
    """Write down what a source was told."""
    told = {"state": said.word.value, "silence": said.silence, "now": micros(tx.now)}
    tx.run(SQL["put"], incident_id=incident_id, source=source, fingerprint=fingerprint, **told)


def knows(tx: Transaction, source: str, fingerprints: Sequence[str], word: Word) -> None:
    """Write down that a source has said so itself: it need not be told."""
    tx.run(SQL["knows"], source=source, fingerprints=list(fingerprints), state=word.value)


def tidy(tx: Transaction, before: datetime) -> None:
    """Delete what was told before, unless the incident is open."""
    tx.run(SQL["tidy"], before=micros(before))


def _firing(row: Row) -> Firing:
    return Firing(
        row["source"],
        row["fingerprint"],
        row["group_key"],
        row["title"],
        bool(row["acknowledged"]),
        from_json(row["labels"]),
        bool(row["swallowed"]),
    )
