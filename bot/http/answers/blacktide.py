"""What blacktide answers with."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bot.http.words import Person
from bot.shapes import Instant

Word = Literal["critical", "high", "medium", "low"]
StatusWord = Literal["open", "acknowledged", "resolved"]
Id = Annotated[str, Field(pattern="^inc_")]


class Item(TypedDict):
    """An incident in a list. `downtime` is in seconds."""

    id: Id
    title: str
    monitorId: str | None
    monitorName: str | None
    status: StatusWord
    severity: Word
    startedAt: Instant
    acknowledgedAt: Instant | None
    resolvedAt: Instant | None
    downtime: int
    failureCount: int
    lastError: str | None


class Note(TypedDict):
    """A note of the team, by the name of who wrote it."""

    id: str
    text: str
    createdBy: str
    createdAt: Instant


class Incident(Item):
    """Everything about an incident."""

    description: str
    createdAt: Instant
    acknowledgedBy: Person | None
    resolvedBy: Person | None
    downtimeFormatted: str
    notes: list[Note]


class Meta(TypedDict):
    """Where in the list the page lies."""

    page: int
    limit: int
    total: int


class Incidents(TypedDict):
    """A page of the list, the last started first."""

    data: list[Item]
    meta: Meta


class Created(TypedDict):
    """An incident after it was made."""

    id: Id
    title: str
    status: StatusWord
    severity: Word
    createdAt: Instant


class Acknowledged(TypedDict):
    """An incident after it was acknowledged."""

    id: Id
    status: StatusWord
    acknowledgedAt: Instant | None
    acknowledgedBy: Person | None


class Resolved(TypedDict):
    """An incident after it was resolved."""

    id: Id
    status: StatusWord
    resolvedAt: Instant | None
    resolvedBy: Person | None
    downtime: int
    resolutionNote: str | None


class Reopened(TypedDict):
    """An incident after it was reopened."""

    id: Id
    status: StatusWord
    reopenedAt: Instant


class NewNote(TypedDict):
    """A note after it was written down."""

    id: str
    incidentId: Id
    text: str
    createdBy: Person
    createdAt: Instant


class Event(TypedDict):
    """One thing that happened, in words."""

    type: str
    timestamp: Instant
    actor: str
    details: str


class Timeline(TypedDict):
    """All that happened, oldest first."""

    events: list[Event]


class Day(TypedDict):
    """The figures of one period, by its first day."""

    date: Annotated[str, Field(json_schema_extra={"format": "date"})]
    incidents: int
    avgDowntime: int | None


class Statistics(TypedDict):
    """Counts, and mean times in seconds."""

    totalIncidents: int
    openIncidents: int
    mttr: int | None
    avgDowntime: int | None
    bySeverity: dict[str, int]
    byDay: list[Day]


class Error(TypedDict):
    """Every error: the status in words, a sentence, and the status."""

    error: str
    message: str
    status: int
