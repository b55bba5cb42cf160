"""Which time zone this machine is in, so that the workspace's people are in the one that the browser shows."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from playground.errors import JSON

LOCALTIME = Path("/etc/localtime")
UTC: JSON = {"tz": "UTC", "tz_label": "Coordinated Universal Time", "tz_offset": 0}


def here() -> JSON:
    """Return the zone of TZ or of the machine as users.info gives it, UTC where neither has a name."""
    name = os.environ.get("TZ", "").removeprefix(":") or str(LOCALTIME.resolve())
    name = name.rpartition("zoneinfo/")[2]
    try:
        now = datetime.now(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
    offset = now.utcoffset()
    return {"tz": name, "tz_label": now.tzname(), "tz_offset": int(offset.total_seconds()) if offset else 0}
