"""When maintenance is meant to begin and to end."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """From when to when maintenance is planned (UTC)."""

    start: datetime
    end: datetime
