"""The status table: the only place that knows which status may follow which. The docs' diagram is drawn from it."""

from incidents.errors import Conflict
from incidents.model import ACTIVE, Incident, Status

MOVES: dict[Status, frozenset[Status]] = {
    Status.INVESTIGATING: frozenset({Status.IDENTIFIED, Status.MONITORING, Status.RESOLVED}),
    Status.IDENTIFIED: frozenset({Status.INVESTIGATING, Status.MONITORING, Status.RESOLVED}),
    Status.MONITORING: frozenset({Status.INVESTIGATING, Status.IDENTIFIED, Status.RESOLVED}),
    Status.RESOLVED: frozenset({*ACTIVE, Status.CLOSED}),
    Status.CLOSED: frozenset(),
}


def ensure_may_become(incident: Incident, status: Status) -> None:
    """Raise `Conflict` when the table has no such move."""
    if status not in MOVES[incident.status]:
        raise Conflict.with_its_status(incident)


def ensure_open_for_changes(incident: Incident) -> None:
    """Raise `Conflict` when the incident is closed: then nothing changes any more."""
    if not MOVES[incident.status]:
        raise Conflict.with_its_status(incident)


def mermaid() -> str:
    """Draw the table as a Mermaid state diagram, for docs/lifecycle.md."""
    moves = [f"    {a} --> {b}" for a, targets in MOVES.items() for b in Status if b in targets]
    return "\n".join(
        ["stateDiagram-v2", f"    [*] --> {Status.INVESTIGATING}", *moves, f"    {Status.CLOSED} --> [*]"]
    )
