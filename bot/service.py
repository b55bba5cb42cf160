"""The one way in: Slack, HTTP, alerts and the clock all act through this service, so that no rule is written twice.

Every command goes the same way: find the incident; decide; save it, remember what happened, note who must be
told; then wake the delivery.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import TypeVar, TypeVarTuple

from bot import counting, deleting, dossier, finding, outgoing, publications, repeats
from bot.caller import Caller, Dossier, Json, Outcome
from bot.failpoints import failpoint
from bot.saving import carry_out, declared
from incidents import commands, edits, facts, planning, publishing
from incidents.commands import Draft
from incidents.edits import Wishes
from incidents.errors import NotFound, Stale
from incidents.escalation import Policy
from incidents.model import Actor, Change, Incident, Person, Severity, Status, TimelineEvent
from incidents.public import PublicIncident
from incidents.publishing import Release
from incidents.search import Filter, Stretch
from incidents.stats import Period, Statistics, statistics
from storage import answers, search, status_pages, timeline
from storage import incidents as incident_rows
from storage.answers import Answer
from storage.store import Store, Transaction

What = TypeVarTuple("What")
Told = TypeVar("Told")


@dataclass
class IncidentService:
    """Every command and every question about incidents. Raises `IncidentError` when one is refused."""

    store: Store
    policy: Policy
    wake: Callable[[], None]

    async def declare(self, draft: Draft, caller: Caller) -> Outcome:
        """Open an incident."""
        return await self._run(caller, lambda tx: _declared(tx, draft, caller.actor))

    async def acknowledge(self, reference: str, caller: Caller) -> Outcome:
        """Say that the caller is on it."""
        return await self._act(reference, caller, commands.acknowledge)

    async def unacknowledge(self, reference: str, caller: Caller) -> Outcome:
        """Take the acknowledgement back."""
        return await self._act(reference, caller, commands.unacknowledge)

    async def set_status(self, reference: str, status: Status, caller: Caller) -> Outcome:
        """Move the status."""
        return await self._act(reference, caller, commands.set_status, status)

    async def set_severity(self, reference: str, severity: Severity, caller: Caller) -> Outcome:
        """Change how bad it is."""
        return await self._act(reference, caller, lambda i, by, now: facts.set_severity(i, severity, by, now))

    async def assign(self, reference: str, lead: Person, caller: Caller) -> Outcome:
        """Make somebody the incident lead."""
        return await self._run(
            caller,
            lambda tx: facts.assign(
                _current(tx, reference, caller), finding.by_name(tx, lead), caller.actor, tx.now
            ),
        )

    async def retitle(self, reference: str, title: str, caller: Caller) -> Outcome:
        """Give it a better title."""
        return await self._act(reference, caller, facts.retitle, title)

    async def set_started(self, reference: str, at: datetime, caller: Caller) -> Outcome:
        """Say when the trouble began."""
        return await self._act(reference, caller, facts.set_started, at)

    async def post_update(
        self, reference: str, words: str, caller: Caller, status: Status | None = None
    ) -> Outcome:
        """Tell the public how it stands, and move the status with it when one is given."""
        return await self._act(reference, caller, edits.post_update_with_status, words, status)

    async def add_note(self, reference: str, words: str, caller: Caller) -> Outcome:
        """Write something down for the responders."""
        return await self._act(reference, caller, commands.add_note, words)

    async def resolve(self, reference: str, caller: Caller, note: str = "") -> Outcome:
        """Say that service is restored."""
        return await self._act(reference, caller, commands.resolve, note)

    async def reopen(
        self, reference: str, caller: Caller, status: Status = Status.INVESTIGATING, note: str = ""
    ) -> Outcome:
        """Say that it is not over."""
        return await self._act(reference, caller, commands.reopen, status, note)

    async def close(self, reference: str, caller: Caller, note: str = "") -> Outcome:
        """Say that the work afterwards is done too."""
        return await self._act(reference, caller, commands.close, note)

    async def snooze(self, reference: str, caller: Caller) -> Outcome:
        """Leave the caller in peace for a quarter of an hour."""
        return await self._act(reference, caller, commands.snooze)

    async def pass_on(self, reference: str, turn: int, caller: Caller) -> Outcome:
        """Page the next step now."""

        def decided(tx: Transaction) -> Change:
            incident = _current(tx, reference, caller)
            change = commands.pass_on(incident, turn, caller.actor, tx.now)
            if not outgoing.is_next_turn_pending(tx, incident, turn):
                raise Stale.with_its_status(incident)
            return change

        return await self._run(caller, decided)

    async def publish(self, reference: str, release: Release, caller: Caller) -> Outcome:
        """Show it on a status page; whoever comes from outside may not, as with the next two."""
        return await self._run(
            caller, lambda tx: publications.publish(tx, _current(tx, reference, caller), release, caller)
        )

    async def withdraw(self, reference: str, page: str, caller: Caller) -> Outcome:
        """Take it off a status page."""
        return await self._run(
            caller, lambda tx: publications.withdraw(tx, _current(tx, reference, caller), page, caller)
        )

    async def correct(self, reference: str, update: str, words: str, caller: Caller) -> Outcome:
        """Change the words of an update that is published."""
        return await self._run(
            caller,
            lambda tx: publications.correct(tx, _current(tx, reference, caller), update, words, caller),
        )

    async def preview(self, reference: str, release: Release, caller: Caller) -> PublicIncident:
        """Give what the public would see of it, and publish nothing."""
        return await self.store.read(
            lambda tx: publications.preview(tx, finding.find(tx, reference), release, caller)
        )

    async def extend(self, reference: str, caller: Caller) -> Outcome:
        """Have planned maintenance last half an hour longer."""
        return await self._act(reference, caller, planning.extend)

    async def edit(self, reference: str, wishes: Wishes, caller: Caller) -> Outcome:
        """Change several things at once, all or none."""
        return await self.amend(reference, lambda _: wishes, caller)

    async def delete(self, reference: str, caller: Caller) -> Outcome:
        """Remove the incident and all that was said about it; the audit log keeps who did so and when."""
        outcome = await self.store.run(
            lambda tx: deleting.delete(tx, self.policy, _current(tx, reference, caller), caller)
        )
        self.wake()
        return outcome

    async def amend(self, reference: str, wishes_of: Callable[[Incident], Wishes], caller: Caller) -> Outcome:
        """Change what the incident as it is calls for: the wishes are made up in the unit that carries them out."""
        return await self._run(
            caller, lambda tx: _edited(tx, _current(tx, reference, caller), wishes_of, caller.actor)
        )

    async def look(self, reference: str, render: Callable[[Dossier], Told]) -> Told:
        """Give what is rendered from the incident and all that belongs to it, read as one snapshot."""
        return await self.store.read(lambda tx: render(dossier.of(tx, finding.find(tx, reference))))

    async def search(self, wanted: Filter, stretch: Stretch, render: Callable[[Dossier], Told]) -> list[Told]:
        """List what is rendered from each incident that passes the filter."""
        return await self.store.read(
            lambda tx: [render(dossier.of(tx, found)) for found in search.found(tx, wanted, stretch)]
        )

    async def page(
        self, wanted: Filter, stretch: Stretch, render: Callable[[Dossier], Told]
    ) -> tuple[list[Told], int]:
        """Give a stretch of the list as `search` does, and how many pass the filter, read as one snapshot."""
        return await self.store.read(
            lambda tx: (
                [render(dossier.of(tx, found)) for found in search.found(tx, wanted, stretch)],
                search.count(tx, wanted),
            )
        )

    async def statistics(
        self, first: datetime | None, beyond: datetime | None, period: Period, zone: tzinfo
    ) -> Statistics:
        """Count the incidents that started from `first` and before `beyond`, by period in a time zone."""
        return await self.store.read(
            lambda tx: statistics(counting.shares(tx, first, beyond, zone), period, tx.now)
        )

    async def find(self, reference: str) -> Incident:
        """Give the incident by its id in any spelling or by `INC-42`; `NotFound` when there is none."""
        return await self.store.read(lambda tx: finding.find(tx, reference))

    async def unheard_of(self, monitors: Sequence[str]) -> dict[str, str | None]:
        """Give those of these monitors that nobody has named yet, each with the one that is called much like it."""
        return await self.store.read(lambda tx: finding.unheard_of(tx, monitors))

    async def active(self) -> list[Incident]:
        """List the incidents that somebody has to work on, oldest first."""
        return await self.store.read(incident_rows.active)

    async def recent(self, limit: int, before: int | None = None) -> list[Incident]:
        """List incidents newest first, a page at a time: those with a number below `before`."""
        return await self.store.read(lambda tx: incident_rows.recent(tx, limit, before))

    async def settled(self, limit: int) -> list[Incident]:
        """List what was resolved or closed, newest first."""
        return await self.store.read(lambda tx: incident_rows.recently_settled(tx, limit))

    async def led_by(self, person: str) -> list[Incident]:
        """List the active incidents that this person leads, declared or acknowledged."""
        return await self.store.read(lambda tx: incident_rows.led_by(tx, person))

    async def timeline(self, reference: str) -> tuple[Incident, list[TimelineEvent]]:
        """Give the incident with all that happened to it, in order."""
        return await self.store.read(lambda tx: _with_timeline(tx, reference))

    async def heard(self, key: str) -> Json | None:
        """Give what the first request under this key was answered, or None when there was none."""
        first = await self.store.read(lambda tx: answers.recall(tx, key))
        return first.answer if first else None

    async def _act(
        self,
        reference: str,
        caller: Caller,
        decide: Callable[[Incident, *What, Actor, datetime], Change],
        *what: *What,
    ) -> Outcome:
        return await self._run(
            caller, lambda tx: decide(_current(tx, reference, caller), *what, caller.actor, tx.now)
        )

    async def _run(self, caller: Caller, decide: Callable[[Transaction], Change]) -> Outcome:
        outcome = await self.store.run(lambda tx: self._unit(tx, caller, decide))
        failpoint("after_commit")
        self.wake()
        return outcome

    def _unit(self, tx: Transaction, caller: Caller, decide: Callable[[Transaction], Change]) -> Outcome:
        first = repeats.heard(tx, caller.once)
        if first is not None:
            return _heard(first)
        decided = decide(tx)
        if publications.is_by_guest(tx, self.policy.pages, decided, caller.actor):
            decided = publishing.by_guest(decided)
        change = carry_out(tx, self.policy, decided)
        answer = caller.render(dossier.of(tx, change.incident, change)) if caller.render else None
        return Outcome(change, repeats.keep(tx, caller.once, answer, change.incident.id))


def _heard(first: Answer) -> Outcome:
    if first.answer is None:
        raise NotFound("that this was about: it was deleted")
    return Outcome(None, first.answer)


def _declared(tx: Transaction, draft: Draft, actor: Actor) -> Change:
    _ensure_page(tx, draft.page)
    return declared(tx, replace(draft, lead=finding.by_name(tx, draft.lead)) if draft.lead else draft, actor)


def _edited(
    tx: Transaction, incident: Incident, wishes_of: Callable[[Incident], Wishes], actor: Actor
) -> Change:
    wishes = wishes_of(incident)
    if isinstance(wishes.page, str):
        _ensure_page(tx, wishes.page)
    if isinstance(wishes.lead, Person):
        wishes = replace(wishes, lead=finding.by_name(tx, wishes.lead))
    return edits.edit(incident, wishes, actor, tx.now)


def _ensure_page(tx: Transaction, slug: str | None) -> None:
    if slug is not None and status_pages.by_slug(tx, slug) is None:
        raise NotFound(slug, "status page")


def _current(tx: Transaction, reference: str, caller: Caller) -> Incident:
    incident = finding.find(tx, reference)
    if caller.seen:
        commands.ensure_current(incident, caller.seen.round, caller.seen.version)
    if caller.guard:
        caller.guard(incident)
    return incident


def _with_timeline(tx: Transaction, reference: str) -> tuple[Incident, list[TimelineEvent]]:
    incident = finding.find(tx, reference)
    return incident, timeline.of(tx, incident.id)
