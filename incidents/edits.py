"""Several commands as one change: all of them or none. A form changes things so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from incidents import commands
from incidents.errors import Conflict
from incidents.model import Actor, Change, Incident, Person, Severity, Status, TimelineEvent

Decision = Callable[[Incident, datetime], Change]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a form asks to change; None leaves a thing as it is. `unacknowledge` begins a new round."""

    title: str | None = None
    severity: Severity | None = None
    status: Status | None = None
    lead: Person | None = None
    unacknowledge: bool = False

    def decisions(self, actor: Actor) -> list[Decision]:
        """Put the wishes in the order in which they are carried out."""
        title, severity, lead, status = self.title, self.severity, self.lead, self.status
        wanted: list[Decision] = []
        if title is not None:
            wanted.append(lambda i, now: commands.retitle(i, title, actor, now))
        if severity is not None:
            wanted.append(lambda i, now: commands.set_severity(i, severity, actor, now))
        if lead is not None:
            wanted.append(lambda i, now: commands.assign(i, lead, actor, now))
        if status is not None:
            wanted.append(lambda i, now: commands.set_status(i, status, actor, now))
        if self.unacknowledge:
            wanted.append(lambda i, now: commands.unacknowledge(i, actor, now))
        return wanted


def edit(incident: Incident, wishes: Wishes, actor: Actor, now: datetime) -> Change:
    """Change everything that the form asks for."""
    return together(incident, wishes.decisions(actor), now)


def post_update_with_status(
    incident: Incident, words: str, status: Status | None, actor: Actor, now: datetime
) -> Change:
    """Tell the public how it stands, and move the status with it when one is given.

    One that was resolved meanwhile is not moved: whoever wrote the update has not seen that it is over.
    """
    if status is not None and not incident.is_active:
        raise Conflict.with_its_status(incident)
    wanted = Wishes(status=status).decisions(actor)
    return together(incident, [lambda i, at: commands.post_update(i, words, actor, at), *wanted], now)


def together(incident: Incident, decisions: Sequence[Decision], now: datetime) -> Change:
    """Do several things as one change, in order, or none of them."""
    after, events = incident, tuple[TimelineEvent, ...]()
    for decide in decisions:
        change = decide(after, now)
        after, events = change.incident, events + change.events
    if after != incident:
        after = replace(after, version=incident.version + 1)
    return Change(incident, after, events)
