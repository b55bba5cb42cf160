"""What beacon answers with."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bot.http.words import StatusWord
from bot.shapes import Instant

Impact = Literal["none", "minor", "major", "critical"]
Id = Annotated[str, Field(json_schema_extra={"format": "uuid"})]


class Entry(TypedDict):
    """An entry of the public timeline."""

    id: str
    message: str
    created_at: Instant


class Incident(TypedDict):
    """An incident."""

    id: Id
    title: str
    impact: Impact
    state: StatusWord
    resolved: bool
    resolved_at: Instant | None
    created_at: Instant
    updated_at: Instant


class IncidentWithUpdates(Incident):
    """An incident and its public timeline, oldest first."""

    updates: list[Entry]


class Update(Entry):
    """An entry, and the incident it belongs to."""

    incident_id: Id


class Changed(TypedDict):
    """An incident after a change."""

    data: Incident


class Created(TypedDict):
    """An incident after it was made."""

    data: IncidentWithUpdates


class Posted(TypedDict):
    """An entry after it was posted."""

    data: Update


class Error(TypedDict):
    """Why not: a word for programs, a sentence for people, and the fields to blame."""

    code: str
    message: str
    fields: dict[str, str]


class ErrorEnvelope(TypedDict):
    """Every error."""

    error: Error
