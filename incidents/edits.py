"""Several commands as one change: all of them or none. A form changes things so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from incidents import commands, facts
from incidents.errors import Conflict
from incidents.failure import Failure
from incidents.model import Actor, Change, Incident, Kind, Person, Severity, Status, TimelineEvent
from incidents.plan import Plan
from incidents.stats import downtime_seconds, in_words

RECOVERED = "Recovered after"

Decision = Callable[[Incident, datetime], Change]


class Nothing(Enum):
    """Asked for in the place of a lead or a page: there shall be none."""

    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a form asks to change; None leaves a thing as it is. `unacknowledge` begins a new round."""

    title: str | None = None
    description: str | None = None
    kind: Kind | None = None
    severity: Severity | None = None
    status: Status | None = None
    lead: Person | Nothing | None = None
    monitors: tuple[str, ...] | None = None
    page: str | Nothing | None = None
    escalation: str | None = None
    failure: Failure | None = None
    started_at: datetime | None = None
    planned: Plan | None = None
    update: str | None = None
    note: str | None = None
    unacknowledge: bool = False

    def decisions(self, actor: Actor) -> list[Decision]:
        """Put the wishes in the order in which they are carried out: what it is, where it stands, what is said."""
        given = [
            (name, value) for name in _CARRIED_OUT if (value := getattr(self, name)) not in (None, False)
        ]
        wanted = [_decision(_CARRIED_OUT[name], value, actor) for name, value in given]
        if self.severity is not None:
            wanted.insert(0, _decision(facts.set_severity, self.severity, actor))
        if self.kind is not None:
            wanted.insert(0, self._as_kind(self.kind, actor))
        return wanted

    def _as_kind(self, kind: Kind, actor: Actor) -> Decision:
        severity = self.severity or Severity.MINOR
        return lambda incident, now: facts.set_kind(incident, kind, severity, actor, now)


def _decision(command: Callable[..., Change], value: Any, actor: Actor) -> Decision:  # noqa: ANN401
    if value is True:
        return lambda incident, now: command(incident, actor, now)
    return lambda incident, now: command(incident, value, actor, now)


def _lead(incident: Incident, lead: Person | Nothing, actor: Actor, now: datetime) -> Change:
    if isinstance(lead, Person):
        return facts.assign(incident, lead, actor, now)
    return facts.unassign(incident, actor, now)


def _page(incident: Incident, page: str | Nothing, actor: Actor, now: datetime) -> Change:
    return facts.set_page(incident, page if isinstance(page, str) else None, actor, now)


_CARRIED_OUT: dict[str, Callable[..., Change]] = {
    "title": facts.retitle,
    "description": facts.describe,
    "lead": _lead,
    "monitors": facts.set_monitors,
    "page": _page,
    "escalation": facts.set_escalation,
    "failure": facts.set_failure,
    "started_at": facts.set_started,
    "planned": facts.replan,
    "status": commands.set_status,
    "unacknowledge": commands.unacknowledge,
    "update": commands.post_update,
    "note": commands.add_note,
}


def edit(incident: Incident, wishes: Wishes, actor: Actor, now: datetime) -> Change:
    """Change everything that the form asks for."""
    change = together(incident, wishes.decisions(actor), now)
    facts.ensure_private(change.incident)
    return change


def post_update_with_status(
    incident: Incident, words: str, status: Status | None, actor: Actor, now: datetime
) -> Change:
    """Tell the public how it stands, and move the status with it when one is given.

    One that was resolved meanwhile is not moved: whoever wrote the update has not seen that it is over.
    """
    if status not in (None, incident.status) and not incident.is_active:
        raise Conflict.with_its_status(incident)
    wanted = Wishes(status=status).decisions(actor)
    return together(incident, [lambda i, at: commands.post_update(i, words, actor, at, status), *wanted], now)


def recover(incident: Incident, actor: Actor, now: datetime) -> Change:
    """Resolve what has recovered by itself, and tell the public how long it lasted."""
    words = f"{RECOVERED} {in_words(downtime_seconds(incident, now))}."
    return post_update_with_status(incident, words, Status.RESOLVED, actor, now)


def together(incident: Incident, decisions: Sequence[Decision], now: datetime) -> Change:
    """Do several things as one change, in order, or none of them."""
    after, events = incident, tuple[TimelineEvent, ...]()
    for decide in decisions:
        change = decide(after, now)
        after, events = change.incident, events + change.events
    if after != incident:
        after = replace(after, version=incident.version + 1)
    return Change(incident, after, events)
