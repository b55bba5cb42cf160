"""What wakestack answers with."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bot.http.words import StatusWord
from bot.shapes import Instant

Word = Literal["minor", "major", "critical"]


class Update(TypedDict):
    """An update for the public, with the status of that moment."""

    id: str
    message: str
    status: StatusWord
    createdAt: Instant


class Incident(TypedDict):
    """An incident with its updates, oldest first."""

    id: Annotated[str, Field(pattern="^inc_")]
    title: str
    description: str
    status: StatusWord
    severity: Word
    affectedMonitors: list[str]
    startedAt: Instant
    resolvedAt: Instant | None
    createdAt: Instant
    updatedAt: Instant
    updates: list[Update]
