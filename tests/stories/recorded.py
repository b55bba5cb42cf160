"""A story written down to be compared with another: all that anybody can see and every row, but for what must differ.

What must differ are ids, timestamps, times, the port, and who of two wins a race. An id or a timestamp becomes its
number in the order in which it appears, so that what belongs together still does.
"""

import json
import re
from itertools import count
from typing import Any

from bot.app import Application
from tests.stories.acting import Message, Office, Someone

CHANNELS = ("C0INCIDENTS", "C0GENERAL")
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"

# Seconds that lie between two times, in an incident and in what incidents add up to; for the order of rows.
DURATIONS = "mended|bucket|mtta_total|mttr_total|downtime_total|running_base"
TIMES = re.compile(
    r"(?<=<!date\^)\d+|\b\d{4}-\d\d-\d\d(?= )|\b\d{4}-\d\d-\d\dT[\d:.+]+\b|\b\d\d:\d\d\b|\d+ s ago|just now"
    r"|downtime\W+\d+"
)
A_TIME = 10**15
NAMED = re.compile(
    r"\d{9,}\.\d+\.[0-9a-f]+|\b\d{10}\.\d{6}\b|(?<=/p)\d{16}\b|\b[0-9a-f]{32}\b|\bV[0-9A-Z]{8,}\b"
    r"|(?<=127\.0\.0\.1:)\d+|(?<=/commands/T0DEMO/)[\w-]+|(?<=/actions/T0DEMO/)[\w-]+|(?<=:snooze:)\d+"
)
# Slack's own name of a block, and how long an incident was thought to be over.
DIFFER = {"block_id", "mended", "bucket", "mtta_total", "mttr_total", "downtime_total", "running_base"}


async def everything(office: Office, app: Application) -> dict[str, Any]:
    """Give all that lies in the channels, their threads and the direct messages, and all the rows."""
    return {
        "channels": {channel: await said_in(office.ann, channel) for channel in CHANNELS},
        "direct messages": {person.id: await said_in(person, await person.dm()) for person in office.people},
        "private answers": {person.id: await _private(person) for person in office.people},
        "rows": await _rows(app),
    }


def comparable(record: dict[str, Any], swapped: dict[str, str]) -> list[str]:
    """Give the lines of the record, all that must differ named alike; `swapped` exchanges who won with who lost."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False)
    if swapped:
        exchanged = swapped | {other: one for one, other in swapped.items()}
        text = re.sub("|".join(map(re.escape, exchanged)), lambda found: exchanged[found[0]], text)
    swapped_record = json.loads(text)
    rows = {table: sorted(rows, key=_blind) for table, rows in swapped_record.pop("rows").items()}
    seen = _Names()
    named = {**seen.named(swapped_record), "rows": seen.named(rows)}
    return json.dumps(named, indent=1, ensure_ascii=False).splitlines()


async def said_in(reader: Someone, channel: str) -> list[Message]:
    """List the messages with their threads."""
    roots = [message for message in await reader.reads(channel) if not message.get("ephemeral")]
    return [
        {**root, "replies": (await reader.reads(channel, root["ts"]))[1:] if root.get("reply_count") else []}
        for root in roots
    ]


async def _private(person: Someone) -> dict[str, list[Message]]:
    """List what was told to this person alone, channel by channel."""
    places = [*CHANNELS, await person.dm()]
    return {place: [m for m in await person.reads(place) if m.get("ephemeral")] for place in places}


async def _rows(app: Application) -> dict[str, list[dict[str, Any]]]:
    tables = [row["name"] for row in await app.store.read(lambda tx: tx.all(TABLES))]
    queries = {table: f"SELECT * FROM {table}" for table in tables}  # noqa: S608 - names of our own tables
    return await app.store.read(
        lambda tx: {table: [dict(row) for row in tx.all(query)] for table, query in queries.items()}
    )


def _blind(row: object) -> str:
    """Give what a row says when ids and times are all the same: rows stand in this order, whatever was first."""
    text = json.dumps(row, sort_keys=True, ensure_ascii=False)
    return re.sub(rf"\d{{16}}|\"(?:{DURATIONS})\": \d+", "#", NAMED.sub("#", TIMES.sub("#", text)))


class _Names:
    """The names given so far, by what they stand for."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}
        self._numbers = count(1)

    def named(self, part: Any) -> Any:
        """Give a part of the record with its ids and times named."""
        if isinstance(part, dict):
            items = sorted(part.items())
            return {key: "DIFFERS" if key in DIFFER else self.named(value) for key, value in items}
        if isinstance(part, list):
            return [self.named(value) for value in part]
        if isinstance(part, str):
            return NAMED.sub(lambda found: self._name(found[0]), TIMES.sub("TIME", part))
        return "TIME" if isinstance(part, int) and part > A_TIME else part

    def _name(self, found: str) -> str:
        """A permalink has the timestamp without its dot."""
        id = found.replace(".", "", 1)
        if id not in self._given:
            self._given[id] = f"ID{next(self._numbers)}"
        return self._given[id]
