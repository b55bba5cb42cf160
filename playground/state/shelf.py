"""Named drawers of JSON things, written through to one SQLite file, so that a kill loses nothing.

What the things mean is the workspace's business, not this module's.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from playground.errors import JSON

SCHEMA = """
CREATE TABLE IF NOT EXISTS things (
    drawer TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (drawer, id)
) WITHOUT ROWID
"""


class Shelf:
    """One file of drawers; None keeps them in memory."""

    def __init__(self, path: Path | None) -> None:
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path or ":memory:", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        # A killed process loses nothing that the system was handed; a power cut may, and this is a toy.
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute(SCHEMA)

    def drawer(self, name: str) -> Drawer:
        return Drawer(self._db, name)

    def close(self) -> None:
        self._db.close()


class Drawer(dict[str, JSON]):
    """Things by their id, in the order of their ids when loaded. Change one, then keep it."""

    def __init__(self, db: sqlite3.Connection, name: str) -> None:
        rows = db.execute("SELECT id, body FROM things WHERE drawer = ? ORDER BY id", (name,)).fetchall()
        super().__init__({id: json.loads(body) for id, body in rows})
        self._db = db
        self._name = name

    def keep(self, id: str, thing: JSON) -> JSON:
        self[id] = thing
        self._db.execute(
            "INSERT OR REPLACE INTO things VALUES (?, ?, ?)", (self._name, id, json.dumps(thing))
        )
        return thing

    def drop(self, id: str) -> None:
        if self.pop(id, None) is not None:
            self._db.execute("DELETE FROM things WHERE drawer = ? AND id = ?", (self._name, id))
