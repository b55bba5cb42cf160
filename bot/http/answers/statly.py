"""What statly answers with."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bot.http.words import StatusWord
from bot.shapes import Instant

Word = Literal["major", "minor", "maintenance"]


class Update(TypedDict):
    """An update, with the status of that moment."""

    id: str
    status: StatusWord
    message: str
    createdAt: Instant


class Incident(TypedDict):
    """An incident with its updates, oldest first."""

    id: Annotated[str, Field(pattern="^inc_")]
    title: str
    description: str
    status: StatusWord
    severity: Word
    createdAt: Instant
    updatedAt: Instant
    resolvedAt: Instant | None
    updates: list[Update]


class Incidents(TypedDict):
    """The newest incidents, and how many these are."""

    incidents: list[Incident]
    count: int
