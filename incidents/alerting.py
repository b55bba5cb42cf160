"""What an alert comes to: which alerts declare, which join, worsen, reopen or resolve an incident, and why. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import NamedTuple

from incidents.alerts import Alert
from incidents.model import MACHINES, Incident, Kind, Severity, Status
from incidents.senders import Network, Sender
from incidents.telling import Listener


class Recovery(StrEnum):
    """What happens when all that opened an incident is over."""

    RESOLVE = "resolve"
    TELL = "tell"


class Verdict(StrEnum):
    """What became of an alert."""

    RECORDED = "recorded"
    SILENCED = "silenced"
    DECLARED = "declared"
    JOINED = "joined"
    REOPENED = "reopened"
    SWALLOWED = "swallowed"


@dataclass(frozen=True, slots=True)
class Match:
    """Which alerts are meant: every pattern that is given must fit; `*` and `?` stand for anything."""

    source: str = "*"
    service: str | None = None
    title: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def fits(self, alert: Alert) -> bool:
        """Whether the alert is meant."""
        return (
            fnmatchcase(alert.source, self.source)
            and (self.service is None or fnmatchcase(alert.service or "", self.service))
            and (self.title is None or fnmatchcase(alert.title, self.title))
            and all(fnmatchcase(alert.labels.get(name, ""), each) for name, each in self.labels.items())
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """What the operator wants of some alerts; the first rule that fits counts.

    With `declare` off they only annotate: they join an incident that is open, and open none.
    """

    match: Match
    declare: bool = True
    severity: Severity | None = None
    service: str | None = None
    escalation: str | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """Work that was announced: what fires from `begin` and before `end` is recorded and wakes nobody."""

    match: Match
    begin: datetime
    end: datetime


class OwnSource(NamedTuple):
    """A source of the operator's own, and by which JMESPath expression each field of its alerts is picked."""

    name: str
    expressions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    """The operator's wishes about alerts.

    `reopen`: firing again so soon after the recovery reopens the incident. `together`: what fires of the same service
    so soon after something was last said of its open incident joins that. More than `burst` new incidents within
    `within` are a storm, of which one incident tells. `topics` are the ARNs of SNS topics whose messages are taken,
    `sources` the operator's own. `senders` say what is asked of who sends beside a token, `proxies` whose word
    counts for where a request came from. `listeners` are the sources that hear what people do about their alerts.
    """

    rules: tuple[Rule, ...] = ()
    silences: tuple[Silence, ...] = ()
    recovery: Recovery = Recovery.RESOLVE
    reopen: timedelta = timedelta(minutes=10)
    together: timedelta | None = None
    burst: int = 20
    within: timedelta = timedelta(minutes=5)
    topics: frozenset[str] = frozenset()
    sources: tuple[OwnSource, ...] = ()
    senders: tuple[Sender, ...] = ()
    proxies: tuple[Network, ...] = ()
    listeners: tuple[Listener, ...] = ()


class Judged(NamedTuple):
    """An alert as the rules see it, and what keeps it from declaring, if anything does."""

    alert: Alert
    verdict: Verdict | None
    why: str
    may_declare: bool = True


def judged(
    policy: AlertPolicy, alert: Alert, now: datetime, work_on: Callable[[str | None], Incident | None]
) -> Judged:
    """Look at an alert that fires, by itself; `work_on` finds the maintenance of a service that is in progress."""
    rule = next((rule for rule in policy.rules if rule.match.fits(alert)), None)
    if rule:
        alert = replace(
            alert,
            severity=rule.severity or alert.severity,
            service=rule.service or alert.service,
            escalation=rule.escalation,
        )
    if any(each.begin <= now < each.end and each.match.fits(alert) for each in policy.silences):
        return Judged(alert, Verdict.SILENCED, "maintenance was announced for it")
    work = work_on(alert.service)
    if work is not None:
        return Judged(alert, Verdict.SILENCED, f"{work.reference} is maintenance of it")
    if alert.severity is None:
        return Judged(alert, Verdict.RECORDED, "its severity only informs")
    return Judged(alert, None, "", may_declare=rule is None or rule.declare)


def is_silenced(
    policy: AlertPolicy, alert: Alert, now: datetime, work_on: Callable[[str | None], Incident | None]
) -> bool:
    """Whether maintenance keeps it from waking anybody."""
    return judged(policy, alert, now, work_on).verdict is Verdict.SILENCED


@dataclass(frozen=True, slots=True)
class Situation:
    """What there is when alerts of a group fire: the group's incident, one of the same service, one of a storm."""

    of_group: Incident | None = None
    of_service: Incident | None = None
    of_storm: Incident | None = None
    opened_lately: int = 0


class Course(NamedTuple):
    """Where the alerts go: `incident` is None when one has to be declared."""

    verdict: Verdict
    why: str
    incident: Incident | None = None


def course(policy: AlertPolicy, situation: Situation, now: datetime, *, may_declare: bool = True) -> Course:
    """Say what becomes of a group's alerts that fire."""
    incident, of_service = situation.of_group, situation.of_service
    if incident and incident.is_active:
        return Course(Verdict.JOINED, f"{incident.reference} is open for its group", incident)
    again = _again(incident) if incident and may_declare and ended_lately(policy, incident, now) else None
    if again:
        return again
    if of_service:
        return Course(Verdict.JOINED, f"{of_service.reference} is open for its service", of_service)
    if not may_declare:
        return Course(Verdict.RECORDED, "a rule of the policy has it only annotate, and nothing is open")
    if situation.opened_lately >= policy.burst:
        why = f"{policy.burst} incidents were opened by alerts lately: it is a storm"
        return Course(Verdict.SWALLOWED, why, situation.of_storm)
    return Course(Verdict.DECLARED, "nothing is open for it")


def _again(incident: Incident) -> Course | None:
    """What recovered by itself is reopened, unless somebody has closed it since; what a person resolved is not."""
    if not is_resolved_by_machine(incident):
        return Course(Verdict.RECORDED, f"somebody has just resolved {incident.reference}", incident)
    if incident.status is Status.RESOLVED:
        why = f"it fires again soon after {incident.reference} recovered"
        return Course(Verdict.REOPENED, why, incident)
    return None


def is_resolved_by_machine(incident: Incident) -> bool:
    """Whether it recovered by itself, so that firing again means that it is not over."""
    return incident.resolved is not None and incident.resolved.by.door in MACHINES


def is_opened_by_machine(incident: Incident) -> bool:
    """Whether no person declared it; only then a recovery may resolve it."""
    return incident.declared.by.door in MACHINES


def may_worsen(incident: Incident) -> bool:
    """Whether alerts may raise its severity; maintenance has none, and what a person declared has theirs."""
    return is_opened_by_machine(incident) and incident.kind is Kind.INCIDENT


def recovered_lately(policy: AlertPolicy, incident: Incident, now: datetime) -> bool:
    """Whether it recovered by itself so lately that more of the same is the same incident."""
    return (
        is_resolved_by_machine(incident)
        and incident.status is Status.RESOLVED
        and ended_lately(policy, incident, now)
    )


def ended_lately(policy: AlertPolicy, incident: Incident, now: datetime) -> bool:
    """Whether it was resolved a moment ago."""
    return incident.resolved_at is not None and now - incident.resolved_at < policy.reopen
