"""What every command carries: who calls, what they saw, and how a repeat is recognised; and what comes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incidents.catalogue import Component, Monitor, StatusPage
from incidents.model import Actor, Change, EventKind, Incident, TimelineEvent
from incidents.publishing import INSIDE, PUBLIC_KINDS, Outside, Publication, PublishedUpdate

Json = Any


@dataclass(frozen=True, slots=True)
class Changes:
    """How what happened to an incident itself is read: a stretch of it, how much there is, and the last of a kind."""

    stretch: Callable[[int, int | None], list[TimelineEvent]]
    count: Callable[[], int]
    last_of: Callable[[Sequence[EventKind], int], TimelineEvent | None]


@dataclass(frozen=True, slots=True)
class Dossier:
    """An incident and what belongs to it, as one snapshot shows them. What is not asked for is not read.

    `change` is what the command did; None when the incident was only looked at.
    """

    incident: Incident
    change: Change | None
    now: datetime
    _events: Callable[[int, int | None], list[TimelineEvent]]
    _changes: Changes
    _updates: Callable[[], list[TimelineEvent]]
    _notes: Callable[[], list[TimelineEvent]]
    _monitors: Callable[[], Mapping[str, Monitor]]
    _publications: Callable[[], list[Publication]] = list
    _pages: Callable[[], list[StatusPage]] = list
    _published: Callable[[str], list[PublishedUpdate]] = lambda _: []
    _components: Callable[[str], list[Component]] = lambda _: []

    @property
    def done(self) -> Change:
        """What the command did."""
        if self.change is None:
            raise LookupError("nothing was done: the incident was only looked at")
        return self.change

    @property
    def events(self) -> list[TimelineEvent]:
        """All that happened, oldest first."""
        return self._events(0, None)

    def events_after(self, position: int, limit: int) -> list[TimelineEvent]:
        """What happened behind a position, oldest first, so many at most."""
        return self._events(position, limit)

    @property
    def changes(self) -> list[TimelineEvent]:
        """All that happened to the incident itself, oldest first: the reminders are left out."""
        return self._changes.stretch(0, None)

    def changes_in(self, offset: int, limit: int) -> list[TimelineEvent]:
        """Give a stretch of that."""
        return self._changes.stretch(offset, limit)

    @property
    def change_count(self) -> int:
        """How much that is."""
        return self._changes.count()

    def last_before(self, event: TimelineEvent, kinds: Sequence[EventKind]) -> TimelineEvent | None:
        """Give the last event of these kinds that came before another."""
        return self._changes.last_of(kinds, event.position)

    @property
    def updates(self) -> list[TimelineEvent]:
        """What was said to the public, oldest first; `details["status"]` is the status of that moment."""
        return self._updates()

    @property
    def notes(self) -> list[TimelineEvent]:
        """What was written down for the responders, oldest first."""
        return self._notes()

    @property
    def publications(self) -> list[Publication]:
        """Where it is published, by page; what was withdrawn is not among them."""
        return [each for each in self._publications() if not each.is_withdrawn]

    @property
    def outside(self) -> Outside:
        """Which pages could show it, and which do; none for what no page ever shows."""
        if self.incident.kind not in PUBLIC_KINDS:
            return INSIDE
        return Outside(tuple(self._pages()), tuple(self.publications))

    def published(self, page: str) -> list[PublishedUpdate]:
        """What the page shows of what was said, oldest first."""
        return self._published(page)

    def components(self, page: str) -> list[Component]:
        """What the page shows the state of, in its order."""
        return self._components(page)

    @property
    def monitors(self) -> list[Monitor]:
        """The affected monitors, in the incident's order."""
        known = self._monitors()
        return [known.get(name, Monitor(name, name)) for name in self.incident.monitors]


@dataclass(frozen=True, slots=True)
class Once:
    """Makes a repeated command act once: the answer is kept in the unit that does the work.

    `key` names the request (Slack's trigger_id, an Idempotency-Key); `fingerprint` tells a repeat from another
    request under the same key.
    """

    key: str
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the caller saw when deciding: the round, and where exactness matters the version."""

    round: int
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who commands, what they had before their eyes, and how a repeat is recognised.

    `guard` looks at the incident as it is and raises when the command must not be carried out. `render` is pure:
    it gives the answer as plain JSON, in the unit that does the work.
    """

    actor: Actor
    seen: Seen | None = None
    once: Once | None = None
    guard: Callable[[Incident], None] | None = None
    render: Callable[[Dossier], Json] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command. A repeat has the first one's answer and no change of its own."""

    change: Change | None
    answer: Json = None

    @property
    def incident(self) -> Incident:
        """The incident as it is after the command."""
        if self.change is None:
            raise LookupError("a repeated command changed nothing; use its answer")
        return self.change.incident
