"""What nobody wrote: what clock and machines post, and that it is over or not over after all. Pure.

A status page says it in its own language.
"""

from enum import StrEnum

from incidents.edits import RECOVERED
from incidents.model import CLOCK, MACHINES, EventKind, TimelineEvent
from incidents.planning import BEGUN, COMPLETED


class OwnWords(StrEnum):
    """What such an update says."""

    BEGUN = "begun"
    COMPLETED = "completed"
    RECOVERED = "recovered"
    RESOLVED = "resolved"
    REOPENED = "reopened"


_OF_MOVES = {EventKind.RESOLVED: OwnWords.RESOLVED, EventKind.REOPENED: OwnWords.REOPENED}
_OF_THE_CLOCK = {BEGUN: OwnWords.BEGUN, COMPLETED: OwnWords.COMPLETED}


def own_words(update: TimelineEvent) -> OwnWords | None:
    """Say which of them an update is; None when it is somebody's."""
    if update.kind in _OF_MOVES:
        return _OF_MOVES[update.kind]
    if update.actor == CLOCK:
        return _OF_THE_CLOCK.get(update.text)
    by_machine = update.actor.door in MACHINES and update.text.startswith(RECOVERED)
    return OwnWords.RECOVERED if by_machine else None
