"""What becomes of what a monitor found: written down, and acted upon in the same unit."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bot import machine_deeds
from bot.monitors.ways import Beat
from bot.repeats import Doing
from bot.saving import carry_out, declared
from incidents import alerting, commands, facts, planning
from incidents.checks import Check, CheckKind
from incidents.commands import Draft
from incidents.escalation import Policy
from incidents.model import Actor, ActorKind, Change, Door, Incident, Severity, Source, Status
from incidents.monitoring import WELL, Result, Standing, TurnKind, failure_of, follow, severity_after
from incidents.text import cut_line
from storage import check_leases, checks, made_checks, monitors, status_pages
from storage import incidents as incident_rows
from storage.checks import Hour, Seen
from storage.store import Store, Transaction

__all__ = ["History", "Hour", "Seen", "Watching"]

KEPT_RESULTS = timedelta(days=7)


class History(NamedTuple):
    """What is known of a monitor's checks."""

    seen: Seen | None
    results: list[Result]
    hours: list[Hour]


@dataclass
class Watching:
    """Takes what monitors find. `policy` is the one in force; `wake` has the deliveries look into the outbox.

    `look_at` is told which checks there are, those of the policy and those that were made over HTTP. `holder` names
    this server to others on the same database; None when there can be none.
    """

    store: Store
    policy: Policy
    wake: Callable[[], None]
    look_at: Callable[[Sequence[Check]], None] = lambda _: None
    holder: str | None = None
    _followed: list[Check] | None = None
    _following: asyncio.Lock = field(default_factory=asyncio.Lock)
    _since: dict[str, datetime] = field(default_factory=dict)

    def take(self, check: Check, result: Result) -> Doing[Standing]:
        """Write a result down and do what it calls for; gives how the monitor stands after it."""
        return Doing(self._run, lambda tx: take(tx, self.policy, check, result))

    def report(self, monitor_id: str, found: Callable[[datetime], Result]) -> Doing[Standing]:
        """Take what somebody else found, as of now; a monitor without a check opens at once."""
        return Doing(
            self._run, lambda tx: take(tx, self.policy, self._check_of(tx, monitor_id), found(tx.now))
        )

    async def history(self, monitor_id: str, limit: int, back: timedelta) -> History:
        """Give how it stands, the last results, the last first, and the sums by hour of so long."""
        return await self.store.read(
            lambda tx: History(
                checks.seen(tx, [monitor_id]).get(monitor_id),
                checks.results(tx, monitor_id, limit),
                checks.hours(tx, monitor_id, tx.now - back),
            )
        )

    def checks(self, tx: Transaction) -> list[Check]:
        """List the checks that there are; where both have one for a monitor, the policy's counts."""
        of_policy = self.policy.monitors
        named = {check.id for check in of_policy}
        return [*of_policy, *(check for check in made_checks.everything(tx) if check.id not in named)]

    async def follow(self) -> None:
        """Have all checks looked at as they are now; another server on the same database may have made some."""
        async with self._following:
            wanted = await self.store.read(self.checks)
            if wanted != self._followed:
                await self.introduce(wanted)
                self._followed = wanted
                self.look_at(wanted)

    async def may_look(self, check: Check) -> bool:
        """Whether it is for this server to look now; then no other one does until some time after our next look."""
        holder = self.holder
        if holder is None:
            return True
        return await self.store.run(lambda tx: check_leases.take(tx, check.id, holder, check.lease))

    async def let_go(self) -> None:
        """Leave the monitors to other servers at once."""
        holder = self.holder
        if holder is not None:
            await self.store.run(lambda tx: check_leases.let_go(tx, holder))

    async def introduce(self, wanted: Sequence[Check]) -> None:
        """Have the monitors of these checks known by their names; a job may call in from now on."""

        def unit(tx: Transaction) -> datetime:
            for check in wanted:
                monitors.put(tx, check.id, check.name)
            return tx.now

        now = await self.store.run(unit)
        self._since = {check.id: self._since.get(check.id, now) for check in wanted}

    async def beat_of(self, monitor_id: str) -> Beat:
        """Give when a job last called in, and how it stands; what came before it was waited for is not missed."""
        now, seen = await self.store.read(lambda tx: (tx.now, checks.seen(tx, [monitor_id]).get(monitor_id)))
        since = self._since.get(monitor_id, now)
        if seen is None:
            return Beat(since, WELL)
        return Beat(max(since, seen.last_ok_at or since), seen.standing)

    async def tidy(self) -> None:
        """Forget results that are older than a week; their sums stay."""

        def unit(tx: Transaction) -> None:
            checks.tidy(tx, tx.now - KEPT_RESULTS)
            check_leases.tidy(tx)

        await self.store.run(unit)

    def _check_of(self, tx: Transaction, monitor_id: str) -> Check:
        for check in self.policy.monitors:
            if check.id == monitor_id:
                return check
        made = made_checks.by_id(tx, monitor_id)
        if made:
            return made
        known = monitors.named(tx, [monitor_id]).get(monitor_id)
        name = known.name if known else monitor_id
        return Check(id=monitor_id, kind=CheckKind.HEARTBEAT, name=name, failures=1, recoveries=1)

    async def _run(self, unit: Callable[[Transaction], Any]) -> Any:  # noqa: ANN401 - what the unit gives
        result = await self.store.run(unit)
        self.wake()
        return result


class _Look(NamedTuple):
    """What acting on a result needs."""

    tx: Transaction
    policy: Policy
    check: Check
    actor: Actor
    stands: Standing
    result: Result


def actor_of(check: Check) -> Actor:
    """Give what acts when a check finds something."""
    return Actor(ActorKind.MONITOR, check.id, check.name, Door.MONITOR)


def take(tx: Transaction, policy: Policy, check: Check, result: Result) -> Standing:
    """Take a result: trouble opens or reopens an incident, worsens it, and is resolved when it is over."""
    monitors.ensure(tx, [check.id])
    stands, turn = follow(check, checks.standing(tx, check.id), result)
    incident = checks.incident_of(tx, check.id)
    checks.put(tx, check.id, stands, result)
    look = _Look(tx, policy, check, actor_of(check), stands, result)
    if turn.kind is TurnKind.RECOVERED:
        if incident and incident.is_active:
            _recovered(look, incident)
    elif stands.failing and not _is_followed(look, incident):
        work = planning.work_on(incident_rows.planned(tx), check.id)
        if work is None:
            checks.belongs_to(tx, check.id, _opened(look, incident))
        elif turn.kind is TurnKind.OPENED:
            _expected(look, work)
    elif turn.kind is TurnKind.WORSENED and turn.severity and incident and incident.is_active:
        _worsened(look, incident, turn.severity)
    return stands


def _expected(look: _Look, work: Incident) -> None:
    """Tell of it once on the maintenance that is in progress; what still fails after that opens then."""
    words = f"Silenced: {look.check.name}: {_words(look)}"
    _done(look, commands.add_note(work, words, look.actor, look.tx.now))


def _is_followed(look: _Look, incident: Incident | None) -> bool:
    """Whether somebody is at it, or has said of this very trouble, a moment ago, that it is over."""
    if incident is None:
        return False
    if incident.is_active:
        return True
    lately = alerting.ended_lately(look.policy.alerts, incident, look.tx.now)
    return lately and not alerting.is_resolved_by_machine(incident)


def _opened(look: _Look, former: Incident | None) -> Incident:
    """Reopen what recovered by itself a moment ago, else declare."""
    tx, severity = look.tx, severity_after(look.stands.failures)
    if former and alerting.recovered_lately(look.policy.alerts, former, tx.now):
        again = commands.reopen(
            former, Status.INVESTIGATING, f"Failing again: {_words(look)}", look.actor, tx.now
        )
        incident = _done(look, again)
        return _worsened(look, incident, severity) if severity.is_worse_than(incident.severity) else incident
    draft = Draft(
        title=cut_line("title", f"{look.check.name}: {_words(look)}"),
        severity=severity,
        monitors=(look.check.id,),
        started_at=look.stands.since,
        source=Source.SYSTEM,
        failure=failure_of(look.stands, look.result),
        page=look.check.page if _page_is_there(look) else None,
        escalation=look.check.escalation,
    )
    return _done(look, declared(tx, draft, look.actor))


def _page_is_there(look: _Look) -> bool:
    return look.check.page is not None and status_pages.by_slug(look.tx, look.check.page) is not None


def _worsened(look: _Look, incident: Incident, severity: Severity) -> Incident:
    """Keep what was found, and raise the severity."""
    failure = failure_of(look.stands, look.result)
    incident = _done(look, facts.set_failure(incident, failure, look.actor, look.tx.now))
    return machine_deeds.worsened(look.tx, look.policy, incident, severity, look.actor)


def _recovered(look: _Look, incident: Incident) -> None:
    words = f"{look.check.name} has recovered. Resolve it when you agree."
    machine_deeds.ended(look.tx, look.policy, incident, words, look.actor)


def _words(look: _Look) -> str:
    return look.result.error or str(look.result.failure_type)


def _done(look: _Look, change: Change) -> Incident:
    return carry_out(look.tx, look.policy, change).incident
