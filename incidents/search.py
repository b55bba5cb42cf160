"""What may be asked of the list of incidents: filters that narrow together, an order, and a stretch of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from incidents.model import Kind, Severity, Status


class Order(StrEnum):
    """What a list is sorted by. Creation order breaks every tie.

    Statuses go by who is on it: nobody yet, somebody, resolved, closed. What is not minor at least is all one
    severity, for the door that sorts by it has one word for all of that.
    """

    CREATED = "created_at"
    UPDATED = "updated_at"
    STARTED = "started_at"
    RESOLVED = "resolved_at"
    SEVERITY = "severity"
    STATUS = "status"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Filter:
    """What an incident must be to be listed; None asks for nothing. Times are aware, `started_before` is beyond.

    `severities` asks for incidents that show one of these; `text` is looked for in title and description,
    whatever the case. `before_number` is where the page before this one ended.
    """

    statuses: tuple[Status, ...] | None = None
    active: bool | None = None
    acknowledged: bool | None = None
    severities: tuple[Severity, ...] | None = None
    kind: Kind | None = None
    monitor: str | None = None
    lead: str | None = None
    page: str | None = None
    started_from: datetime | None = None
    started_before: datetime | None = None
    updated_since: datetime | None = None
    text: str | None = None
    before_number: int | None = None


class Place(NamedTuple):
    """Where a page of a list by time has ended: the time of its last incident, and that one's number."""

    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which part of the list, and in which order; `behind` goes on where a page by UPDATED or STARTED has ended."""

    limit: int
    offset: int = 0
    order: Order = Order.CREATED
    descending: bool = True
    behind: Place | None = None
