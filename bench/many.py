"""A great many incidents in a database that is new: the first is declared by the rules, the others are its copies.

`python -m bench.many <folder> <count>` says so when they are made.
"""

import asyncio
import sys
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.seeding import ANN
from bench.until_told import until_told
from bot.world import RealWorld
from incidents import commands
from incidents.commands import Draft
from incidents.model import Incident, Severity
from incidents.quarters import WIDTHS
from incidents.stats import share_of
from storage import incidents as incident_rows
from storage import open_store, rollup, timeline
from storage.store import Transaction

# They start one after the other over three years, so that a month has its share of them and no more.
YEARS = timedelta(days=3 * 365)
BEGAN = datetime(2023, 1, 1, tzinfo=UTC)

_UP_TO = """
WITH RECURSIVE numbers (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
"""
_INCIDENTS = """
INSERT INTO incidents
SELECT {columns} FROM numbers JOIN incidents ON incidents.number = 1
"""
_EVENTS = """
INSERT INTO timeline
SELECT {columns} FROM numbers JOIN timeline ON timeline.position <= :events
"""
_OTHERWISE = {
    "incidents": {
        "id": "printf('%032x', n)",
        "number": "n",
        "started_at": "started_at + n * :apart",
        "updated_at": "updated_at + n * :apart",
    },
    "timeline": {
        "id": "printf('%016x%016x', n, position)",
        "incident_id": "printf('%032x', n)",
        "position": "position + (n - 1) * :events",
    },
}


def declare_many(tx: Transaction, count: int) -> None:
    """Declare one incident, acknowledged and resolved, and copy it with its timeline until there are so many."""
    incident, events = _first(tx)
    apart = YEARS // timedelta(microseconds=1) // max(count, 1)
    if count > 1:
        tx.run(_UP_TO + _INCIDENTS.format(columns=_columns(tx, "incidents")), count=count, apart=apart)
        tx.run(_UP_TO + _EVENTS.format(columns=_columns(tx, "timeline")), count=count, events=events)
    tx.run("UPDATE counters SET value = :count WHERE name = 'incident'", count=count)
    tx.run("UPDATE counters SET value = :last WHERE name = 'timeline'", last=count * events)
    _count(tx, incident)


def _first(tx: Transaction) -> tuple[Incident, int]:
    draft = Draft("checkout is failing", Severity.MAJOR, "cards are refused", started_at=BEGAN)
    declared = commands.declare(draft, f"{1:032x}", incident_rows.next_number(tx), ANN, BEGAN)
    acknowledged = commands.acknowledge(declared.incident, ANN, BEGAN + timedelta(minutes=2))
    resolved = commands.resolve(acknowledged.incident, "", ANN, BEGAN + timedelta(minutes=9))
    events = (*declared.events, *acknowledged.events, *resolved.events)
    incident_rows.insert(tx, resolved.incident)
    timeline.append(tx, [(resolved.incident.id, event) for event in events])
    rollup.follow(tx, None, resolved.incident)
    return resolved.incident, len(events)


def _count(tx: Transaction, incident: Incident) -> None:
    """Fill the rollup: the copies differ from the first in nothing but their start."""
    tx.run("DELETE FROM rollup")
    counts = ", ".join(f"COUNT(*) * {number}" for number in astuple(share_of(incident)))
    for width in WIDTHS:
        bucket = f"started_at / 1000000 / {width} * {width}"
        tx.run(f"INSERT INTO rollup SELECT {width}, {bucket}, {counts} FROM incidents GROUP BY 2")  # noqa: S608


def _columns(tx: Transaction, table: str) -> str:
    """Name the columns in their order, with what a copy has otherwise."""
    names = [row["name"] for row in tx.all(f"SELECT name FROM pragma_table_info('{table}')")]  # noqa: S608
    return ", ".join(_OTHERWISE[table].get(name, f"{table}.{name}") for name in names)


async def main(folder: Path, count: int) -> None:
    store = await open_store(f"sqlite:///{folder / 'bench.db'}", RealWorld())
    await store.run(lambda tx: declare_many(tx, count))
    await store.close()
    print("made", flush=True)
    await until_told()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
