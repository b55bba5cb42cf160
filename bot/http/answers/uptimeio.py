"""What uptimeio answers with: an envelope around everything."""

from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bot.http.words import Person
from bot.shapes import Instant
from incidents.failure import FailureType
from incidents.model import Source

Word = Literal["critical", "major", "minor", "warning"]
StatusWord = Literal["open", "acknowledged", "resolved", "closed"]


class Incident(TypedDict):
    """An incident."""

    id: Annotated[str, Field(pattern="^inc_")]
    title: str
    status: StatusWord
    severity: Word
    type: FailureType | None
    source: Source
    message: str | None
    error_message: str | None
    affected_monitor_ids: list[str]
    regions: list[str]
    started_at: Instant
    acknowledged_at: Instant | None
    acknowledged_by: Person | None
    resolved_at: Instant | None
    resolved_by: Person | None
    closed_at: Instant | None
    created_at: Instant
    updated_at: Instant


class Check(TypedDict):
    """A monitor that is affected."""

    id: str
    name: str
    status: Literal["up", "down"]


# `from` is a keyword of Python, so this one cannot be written as a class.
Change = TypedDict("Change", {"from": Any, "to": Any})


class Event(Change):
    """One thing that happened, and from what to what where that is told."""

    id: str
    incident_id: str
    type: str
    message: str
    actor: Person
    created_at: Instant


class Pagination(TypedDict):
    """Where in the list the page lies."""

    total: int
    page: int
    pageSize: int
    totalPages: int
    hasNext: bool
    hasPrevious: bool


class Answer(TypedDict):
    """An answer that is a success."""

    success: Literal[True]


class Listed(Answer):
    """A page of a list."""

    pagination: Pagination


class Whole(Answer):
    """An incident."""

    data: Incident


class Commented(Answer):
    """A comment after it was made."""

    data: Event


class Incidents(Listed):
    """A page of incidents."""

    data: list[Incident]


class Checks(Listed):
    """A page of the monitors that are affected."""

    data: list[Check]


class Events(Listed):
    """A page of what happened, oldest first."""

    data: list[Event]


class Error(TypedDict):
    """Why not: a word for programs, a sentence for people, and the fields to blame."""

    code: str
    message: str
    details: dict[str, str]


class ErrorEnvelope(TypedDict):
    """Every error."""

    success: Literal[False]
    error: Error
