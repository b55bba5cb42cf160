"""What the dialects share: how a product's words stand for ours, and texts, ids and scopes as all of them have them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from bot.auth import Scope
from bot.http.fields import VISIBLE, Filled, MonitorId
from incidents.model import Actor, ActorKind, Incident, Severity, Status, TimelineEvent
from incidents.text import MONITORS_LIMIT, TEXT_LIMIT, TITLE_LIMIT

Title = Annotated[str, Field(max_length=TITLE_LIMIT, json_schema_extra=VISIBLE), Filled]
# In a change a title may come back as it is shown, which of a drill is longer: the rules look at what is left of it.
ChangedTitle = Annotated[str, Field(json_schema_extra=VISIBLE | {"maxLength": TITLE_LIMIT}), Filled]
Words = Annotated[str, Field(max_length=TEXT_LIMIT, json_schema_extra=VISIBLE), Filled]
Free = Annotated[str, Field(max_length=TEXT_LIMIT)]
Monitors = Annotated[list[MonitorId], Field(max_length=MONITORS_LIMIT)]


class Changes(BaseModel):
    """A body of which only what is given counts. Null is no value of anything that is not said to be clearable."""

    def given(self, name: str) -> Any:  # noqa: ANN401 - whatever the field holds
        """Give a field that was sent, else None."""
        return getattr(self, name) if name in self.model_fields_set else None


class Person(TypedDict):
    """Who acted."""

    id: str
    name: str


DRILL = "Drill: "
StatusWord = Literal["investigating", "identified", "monitoring", "resolved"]
Shown = TypeVar("Shown", bound=str)

_STATUSES: Mapping[Status, StatusWord] = {
    Status.INVESTIGATING: "investigating",
    Status.IDENTIFIED: "identified",
    Status.MONITORING: "monitoring",
    Status.RESOLVED: "resolved",
    Status.CLOSED: "resolved",
}


@dataclass(frozen=True)
class Severities(Generic[Shown]):
    """A product's words for the five severities. `shown` has each of ours, `meant` each of theirs."""

    shown: Mapping[Severity, Shown]
    meant: Mapping[str, Severity]

    def of(self, incident: Incident) -> Shown:
        """Give the word that the incident shows."""
        return self.shown[incident.severity]

    def wish(self, word: str | None, incident: Incident) -> Severity | None:
        """Give what the word asks for; None when it is the one that is shown: sent back, it changes nothing."""
        return None if word in (None, self.of(incident)) else self.meant[word]

    def showing(self, word: str | None) -> tuple[Severity, ...] | None:
        """Give ours that show the word, for a filter."""
        return tuple(ours for ours, theirs in self.shown.items() if theirs == word) if word else None


def title_shown(incident: Incident) -> str:
    """Give the title; the products have no word for practice, so that a drill says it there."""
    return f"{DRILL}{incident.title}" if incident.is_drill else incident.title


def title_wish(title: str | None, incident: Incident) -> str | None:
    """Give the title that is asked for; of a drill, what it is shown with is no part of it."""
    return title.removeprefix(DRILL) if title and incident.is_drill else title


def status_word(incident: Incident) -> StatusWord:
    """Give the status where closed has no word of its own."""
    return _STATUSES[incident.status]


def status_wish(word: str | None, incident: Incident) -> Status | None:
    """Give the status that the word asks for; None when it is shown already (a closed one shows resolved)."""
    return None if word in (None, status_word(incident)) else Status(word)


def with_closed(status: str | None) -> tuple[Status, ...] | None:
    """Give the statuses that show the word, for a filter."""
    if status is None:
        return None
    return (Status.RESOLVED, Status.CLOSED) if status == "resolved" else (Status(status),)


def person_json(actor: Actor) -> Person:
    """Name who acted; what acts by itself is the system."""
    if actor.kind in (ActorKind.MONITOR, ActorKind.CLOCK):
        return {"id": "system", "name": "System"}
    return {"id": f"usr_{actor.id.removeprefix('usr_')}", "name": actor.name}


def update_id(event: TimelineEvent) -> str:
    """Give the id of an update as the products write it."""
    return f"upd_{event.id}"


def status_then(event: TimelineEvent) -> StatusWord:
    """Give the status that an update was told with."""
    return _STATUSES[Status(event.details.get("status", Status.INVESTIGATING))]


def scopes_of(method: str, path: str) -> tuple[Scope, ...]:
    """Name the scope that a dialect's request needs."""
    if method in ("GET", "HEAD", "OPTIONS"):
        return (Scope.READ,)
    if method == "DELETE":
        return (Scope.DELETE,)
    return (Scope.ACKNOWLEDGE if path.endswith("/acknowledge") else Scope.WRITE,)
