"""What a page says by itself, in its language, and how it writes times there. A language is a file in this folder."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from incidents.catalogue import StatusPage

if TYPE_CHECKING:
    from babel import Locale

_FOLDER = Path(__file__).parent
_CATALOGUE: dict[str, dict[str, dict[str, str]]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.toml"))
}
_MINUTES_OF_AN_HOUR, _HOURS_OF_A_DAY = 60, 24

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

LANGUAGES = tuple(_CATALOGUE)
DEFAULT = "en"


@dataclass(frozen=True)
class Words:
    """The words of one page: its language and its time zone."""

    language: str
    zone: str

    def __call__(self, kind: str, name: str, **told: object) -> str:
        """Give what the catalogue has under a name, with what it has to tell put in."""
        return _CATALOGUE[self.language][kind][name].format(**told)

    @property
    def direction(self) -> str:
        """Whether the language is written from the left or from the right, as HTML's `dir` has it."""
        return "rtl" if self._locale.text_direction == "rtl" else "ltr"

    def time(self, at: datetime) -> str:
        """Write a time with its date: `Mar 4, 2026, 2:32 PM`."""
        return f"{self.day(self._there(at).date())}, {self._hour(at)}"

    def until(self, start: datetime, end: datetime) -> str:
        """Write the end of what began then: `3:30 PM`, with its date when that is another day."""
        same_day = self._there(start).date() == self._there(end).date()
        return self._hour(end) if same_day else self.time(end)

    def local(self, at: datetime) -> str:
        """Write a time for programs: `2026-03-04T14:32:00+01:00`."""
        return self._there(at).replace(microsecond=0).isoformat()

    def month(self, month: date) -> str:
        """Write a month: `March 2026`."""
        from babel.dates import format_date

        return format_date(month, "LLLL y", locale=self._locale)

    def day(self, day: date) -> str:
        """Write a day: `Mar 4, 2026`."""
        from babel.dates import format_date

        return format_date(day, "medium", self._locale)

    def percent(self, share: float) -> str:
        """Write a share, from 0 to 1, with two decimals at most: `99.98%`."""
        from babel.numbers import format_percent

        pattern = self._locale.percent_formats[None].pattern.replace("#,##0", "0.##")
        return format_percent(share, pattern, self._locale)

    def lasted(self, span: timedelta) -> str:
        """Write how long it took, in its two largest units: `1 hr 20 min`."""
        minutes = max(1, round(span.total_seconds() / 60))
        hours, minutes = divmod(minutes, _MINUTES_OF_AN_HOUR)
        days, hours = divmod(hours, _HOURS_OF_A_DAY)
        parts = [("day", days), ("hour", hours), ("minute", minutes)]
        told = [self._unit(unit, count) for unit, count in parts if count]
        return " ".join(told[:2])

    def _unit(self, unit: str, count: int) -> str:
        from babel.units import format_unit

        return format_unit(count, f"duration-{unit}", "short", locale=self._locale)

    def _there(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.zone))

    def _hour(self, at: datetime) -> str:
        from babel.dates import format_time

        return format_time(self._there(at), "short", locale=self._locale)

    @property
    def _locale(self) -> "Locale":
        from babel import Locale

        return Locale.parse(self.language)


def words_of(site: StatusPage | None) -> Words:
    """Give the words of a page; without one, the usual ones."""
    if site is None:
        return Words(DEFAULT, "UTC")
    return Words(site.language if site.language in LANGUAGES else DEFAULT, site.zone)


def for_xml(words: str) -> str:
    """Leave out the characters that no XML may have, escaped or not (XML 1.0, section 2.2)."""
    return _NOT_IN_XML.sub("", words)
