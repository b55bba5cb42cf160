"""Plain dates, for whoever counts in days: both of them whole, in the time zone that is asked for."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def spelled_out(period: Mapping[str, Any]) -> dict[str, Any]:
    """Give the period with moments in the place of dates; what is none stays as it is, for the server to judge.

    The day of `to` belongs to it, so that the moment is the one after. Raises `ValueError` for a date that there
    is not.
    """
    zone = _zone(str(period.get("time_zone") or "UTC"))
    first, last = _date(period.get("from")), _date(period.get("to"))
    told = dict(period)
    if first:
        told["from"] = _midnight(first, zone)
    if last and last < date.max:
        told["to"] = _midnight(last + timedelta(days=1), zone)
    elif last:
        del told["to"]
    return told


def _date(given: object) -> date | None:
    if isinstance(given, str) and _DATE.fullmatch(given):
        return date.fromisoformat(given)
    return given if isinstance(given, date) and not isinstance(given, datetime) else None


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _zone(name: str) -> tzinfo:
    """Give the time zone; one that this machine does not know, the server may."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
