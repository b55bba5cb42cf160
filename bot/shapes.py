"""The shapes of what wire.py gives: mypy holds the code to them, and the OpenAPI documents are drawn from them."""

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from incidents import model
from incidents.failure import FailureType
from incidents.model import ActorKind, Door, EventKind, Kind, Severity, Source

Instant = Annotated[
    str, Field(json_schema_extra={"format": "date-time", "examples": ["2026-04-04T14:32:00Z"]})
]


class Actor(TypedDict):
    """Who or what acted, by which door."""

    id: str
    name: str
    kind: ActorKind
    door: Door


class Deed(TypedDict):
    """Who did it, and when."""

    by: Actor
    at: Instant


class Person(TypedDict):
    """Somebody who leads."""

    id: str
    name: str


class Failure(TypedDict):
    """What a check reported."""

    type: FailureType | None
    error: str | None
    regions: list[str]
    count: int


class LastUpdate(TypedDict):
    """The last words for the public."""

    text: str
    by: Actor
    at: Instant


class Incident(TypedDict):
    """Everything that is so about an incident. `downtime` is in seconds."""

    id: Annotated[str, Field(pattern="^inc_[0-9a-f]{32}$")]
    reference: Annotated[str, Field(pattern="^INC-[0-9]+$")]
    number: int
    title: str
    description: str
    kind: Kind
    severity: Severity
    status: model.Status
    active: bool
    acknowledged: Deed | None
    first_acknowledged_at: Instant | None
    lead: Person | None
    monitors: list[str]
    page: str | None
    escalation: Annotated[
        str | None,
        Field(description="The escalation policy that was chosen for it; null is the default one."),
    ]
    source: Source
    failure: Failure
    channel: str | None
    last_update: LastUpdate | None
    declared: Deed
    started_at: Instant
    starts_at: Instant | None
    ends_at: Instant | None
    resolved: Deed | None
    closed: Deed | None
    past: bool
    downtime: Annotated[int, Field(ge=0)]
    updated_at: Instant
    version: Annotated[int, Field(ge=1)]


class Name(TypedDict):
    """How an incident is called: what is still told of one that was deleted."""

    id: Annotated[str, Field(pattern="^inc_[0-9a-f]{32}$")]
    reference: Annotated[str, Field(pattern="^INC-[0-9]+$")]
    number: int


class Event(TypedDict):
    """One thing that happened; `position` counts all events of all incidents."""

    id: Annotated[str, Field(pattern="^evt_")]
    incident_id: Annotated[str, Field(pattern="^inc_")]
    position: int
    kind: EventKind
    at: Instant
    actor: Actor
    text: str
    details: dict[str, Any]
    permalink: str | None


class Monitor(TypedDict):
    """A monitor, and how often running its check has failed."""

    id: str
    name: str
    failures: int
