"""Times as people type them: `14:02`, `yesterday 23:10`, `20 min ago`. Pure, but for the library it reads them with."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

LONGEST = 60
# A year on its own ("1402") is no time that anybody means.
FARTHEST_BACK = timedelta(days=366)

_AGO = re.compile(r".*\bago", re.IGNORECASE | re.DOTALL)
_TIME_OR_DATE = re.compile(
    r"\s*[0-9]{1,4}\s+(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?|[ap]\.?m\b|o'?clock"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)(?:\W|$)",
    re.IGNORECASE,
)


def starts_like_a_time(text: str) -> bool:
    """Whether a number in front counts something: `20 min ago`, `2 pm`, `22 nov`; then it names no incident."""
    return _TIME_OR_DATE.match(text) is not None


def understood(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    """Read a time of somebody in that zone, the last such time rather than the next; None when it is none."""
    at = _read(text, zone, now, "past")
    return at if at and at > now - FARTHEST_BACK else None


def upcoming(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    """Read a time of somebody in that zone, the next such time rather than the last; None when it is none."""
    return _read(text, zone, now, "future")


def _read(text: str, zone: tzinfo, now: datetime, prefer: str) -> datetime | None:
    # dateparser takes a quarter of a second to load, which a bot that starts after a crash has not to spare.
    import dateparser  # noqa: PLC0415

    if not text or len(text) > LONGEST:
        return None
    # "An hour ago" is an hour ago even in the night when the clocks change.
    base_zone = UTC if _AGO.fullmatch(text) else zone
    local_now = now.astimezone(base_zone).replace(tzinfo=None)
    found = dateparser.parse(
        text, languages=["en"], settings={"PREFER_DATES_FROM": prefer, "RELATIVE_BASE": local_now}
    )
    if found is None:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=base_zone)).astimezone(UTC)
