"""The ways in which a command can be refused. Each door words them for its own people."""

from datetime import datetime
from typing import Literal, Self

from incidents.model import Actor, Incident, Status

State = Status | Literal["acknowledged", "unacknowledged"]


class IncidentError(Exception):
    """A command was refused, and nothing has happened."""


class NotFound(IncidentError):
    """There is no such incident, or whatever else was asked for."""

    def __init__(self, wanted: str, what: str = "incident") -> None:
        """Keep what was asked for, so that the answer can name it."""
        super().__init__(f"There is no {what} {wanted}.")
        self.wanted = wanted
        self.what = what


class Invalid(IncidentError):
    """What was given cannot be taken. `field` names which part, the message says what to do."""

    def __init__(self, field: str, message: str) -> None:
        """Keep the field, so that a form can show the message beside it."""
        super().__init__(message)
        self.field = field
        self.message = message


class KeyReused(Invalid):
    """The key that makes a repeat recognisable came with another request before."""

    def __init__(self) -> None:
        super().__init__("key", "That key was used for another request. Use a new one.")


class Taken(IncidentError):
    """What was to be made is there already, or is made elsewhere. The message says what to do."""


class Forbidden(IncidentError):
    """Whoever asks may not do that. The message says who may."""


class Unacquainted(Forbidden):
    """It depends on who somebody in Slack is, and nobody has asked Slack yet."""

    def __init__(self, person: str) -> None:
        """Keep whom to ask about."""
        super().__init__("Slack has not said whether you belong to this workspace. Try again in a minute.")
        self.person = person


class Conflict(IncidentError):
    """The incident is not where the command needs it: the state, who put it there and when."""

    def __init__(self, incident: Incident, state: State, by: Actor, at: datetime) -> None:
        """Keep the incident as it is, so that the answer can say what it is now."""
        super().__init__(f"{incident.reference} is already {state}.")
        self.incident = incident
        self.state = state
        self.by = by
        self.at = at

    @classmethod
    def with_its_status(cls, incident: Incident) -> Self:
        """Refuse because of where the incident stands: whoever moved it there is named."""
        return cls(incident, incident.status, incident.moved.by, incident.moved.at)


class Stale(Conflict):
    """The command was made from something that has passed since: an old button, an old page."""
