"""The ways in which a command can be refused. Each door words them for its own people."""

from datetime import datetime

from incidents.model import Actor, Incident


class IncidentError(Exception):
    """A command was refused, and nothing has happened."""


class NotFound(IncidentError):
    """There is no such incident."""

    def __init__(self, wanted: str) -> None:
        """Keep what was asked for, so that the answer can name it."""
        super().__init__(f"There is no incident {wanted}.")
        self.wanted = wanted


class Invalid(IncidentError):
    """What was given cannot be taken. `field` names which part, the message says what to do."""

    def __init__(self, field: str, message: str) -> None:
        """Keep the field, so that a form can show the message beside it."""
        super().__init__(message)
        self.field = field
        self.message = message


class Conflict(IncidentError):
    """The incident is not where the command needs it: the state, who put it there and when."""

    def __init__(self, incident: Incident, state: str, by: Actor, at: datetime) -> None:
        """Keep the incident as it is, so that the answer can say what it is now."""
        super().__init__(f"{incident.reference} is already {state}.")
        self.incident = incident
        self.state = state
        self.by = by
        self.at = at


class Stale(Conflict):
    """The command was made from something that has passed since: an old button, an old page."""
