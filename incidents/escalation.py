"""Who is reminded when, while an incident stands unacknowledged, and whether a reminder is still needed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from incidents.alerting import AlertPolicy
from incidents.checks import Check
from incidents.model import Incident, Kind, Severity
from incidents.publishing import PagesPolicy
from incidents.rota import Cover, Rota, person_at

SNOOZE = timedelta(minutes=15)

ROTA = "rota:"  # what a rota's name stands behind in a step

Steps = tuple[tuple[str, ...], ...]  # in order, each the ids of Slack users and user groups, and `rota:name`

_TARGETS = MappingProxyType(
    {
        Severity.CRITICAL: timedelta(minutes=3),
        Severity.MAJOR: timedelta(minutes=15),
        Severity.MINOR: timedelta(hours=1),
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """The operator's wishes. `acknowledge` is the target by severity; a severity left out is never nagged about.

    `steps` are those of the default escalation policy, `escalations` by name those of the others, of which a rule or
    a monitor may choose one; `rotas` are by name what a step can name. `repeat` is the pause between reminders after
    the last step, `here` the least time between two @here. `alerts` says what alerts come to, `monitors` are the checks
    that the bot makes by itself, `pages` the status pages. `requests` is how many a minute a program may make whose
    token has no rate of its own.
    """

    acknowledge: Mapping[Severity, timedelta] = field(default_factory=lambda: _TARGETS)
    steps: Steps = ()
    escalations: Mapping[str, Steps] = field(default_factory=dict)
    rotas: Mapping[str, Rota] = field(default_factory=dict)
    repeat: timedelta = timedelta(minutes=10)
    here: timedelta = timedelta(minutes=5)
    alerts: AlertPolicy = field(default_factory=AlertPolicy)
    monitors: tuple[Check, ...] = ()
    pages: PagesPolicy = field(default_factory=PagesPolicy)
    requests: int = 600


@dataclass(frozen=True, slots=True)
class Turn:
    """One time that people are reminded: whom, of which step (from 1; None is everybody), and @here or not.

    `notify` names rotas as the policy does: who is on call is asked when the turn is taken.
    """

    number: int
    notify: tuple[str, ...]
    step: int | None
    here: bool


def first_due(policy: Policy, incident: Incident, now: datetime) -> datetime | None:
    """When the first reminder of this round is due; None when this incident is not nagged about.

    A critical one pages at once, the others when the target has passed since the incident began to wait.
    """
    target = _target(policy, incident)
    if target is None or not incident.is_waiting:
        return None
    if incident.severity is Severity.CRITICAL:
        return now
    return max(now, incident.waiting_since + target)


def turn_of(policy: Policy, incident: Incident, number: int) -> Turn:
    """Whom the turn reminds: step 1, step 1 again, step 2, each further step, then everybody with @here.

    Without steps in the policy the lead stands for them; without a lead @here is all there is.
    """
    steps = _steps(policy, incident)
    everybody = tuple(dict.fromkeys(target for step in steps for target in step))
    if not steps:
        return Turn(number, (), None, here=True)
    step = max(1, number)
    if step <= len(steps):
        return Turn(number, steps[step - 1], step, here=False)
    return Turn(number, everybody, None, here=True)


def reached(policy: Policy, notify: Iterable[str], covers: Sequence[Cover], now: datetime) -> tuple[str, ...]:
    """Give whom these stand for now: who is on call in the place of each rota, and everybody once."""
    return tuple(dict.fromkeys(_on_call(policy, target, covers, now) for target in notify))


def everybody_named(policy: Policy) -> tuple[str, ...]:
    """List all people and user groups that may ever be reminded, those of the rotas too."""
    in_steps = [
        target for steps in (policy.steps, *policy.escalations.values()) for step in steps for target in step
    ]
    in_rotas = [person for rota in policy.rotas.values() for person in rota.people]
    return tuple(dict.fromkeys([*(each for each in in_steps if not each.startswith(ROTA)), *in_rotas]))


def next_due(policy: Policy, incident: Incident, turn: Turn, now: datetime) -> datetime:
    """When the turn after this one is due: a target later, or the policy's pause. There always is a next one."""
    target = _target(policy, incident)
    if target is None or turn.here:
        return now + policy.repeat
    return now + target


def turn_after_passing_on(turn: int) -> int:
    """The number of the turn that goes to the next step: the first step's second reminder is left out."""
    return max(2, turn + 1)


def reminder_still_due(policy: Policy, incident: Incident, round_number: int) -> bool:
    """Whether a reminder of that round is still needed, asked when it comes due. Nothing is ever cancelled."""
    return incident.is_waiting and incident.round == round_number and _target(policy, incident) is not None


def lacks_its_own(policy: Policy, incident: Incident) -> bool:
    """Whether an escalation policy was chosen for the incident that is there no more: the default one stands for it."""
    return incident.escalation is not None and incident.escalation not in policy.escalations


def _on_call(policy: Policy, target: str, covers: Sequence[Cover], now: datetime) -> str:
    rota = policy.rotas.get(target.removeprefix(ROTA)) if target.startswith(ROTA) else None
    return person_at(rota, covers, now) if rota else target


def _target(policy: Policy, incident: Incident) -> timedelta | None:
    if incident.kind is Kind.MAINTENANCE or incident.severity in (Severity.WARNING, Severity.NONE):
        return None
    return policy.acknowledge.get(incident.severity)


def _steps(policy: Policy, incident: Incident) -> Steps:
    steps = policy.escalations.get(incident.escalation or "") or policy.steps
    if steps:
        return steps
    return ((incident.lead.id,),) if incident.lead else ()
