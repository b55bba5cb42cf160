"""What nobody wrote: the updates that clock and machines post. A status page says them in its own language. Pure."""

from enum import StrEnum

from incidents.edits import RECOVERED
from incidents.model import CLOCK, MACHINES, TimelineEvent
from incidents.planning import BEGUN, COMPLETED


class OwnWords(StrEnum):
    """What such an update says."""

    BEGUN = "begun"
    COMPLETED = "completed"
    RECOVERED = "recovered"


_OF_THE_CLOCK = {BEGUN: OwnWords.BEGUN, COMPLETED: OwnWords.COMPLETED}


def own_words(update: TimelineEvent) -> OwnWords | None:
    """Say which of them an update is; None when it is somebody's."""
    if update.actor == CLOCK:
        return _OF_THE_CLOCK.get(update.text)
    by_machine = update.actor.door in MACHINES and update.text.startswith(RECOVERED)
    return OwnWords.RECOVERED if by_machine else None
