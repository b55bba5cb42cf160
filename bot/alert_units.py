"""What a unit does with alerts: passes over repeats; the others open, join, worsen, reopen or end an incident."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from bot import machine_deeds
from bot.alert_endings import Became, Taking, acknowledged, recovered, settle
from bot.saving import carry_out, declared
from incidents import alerting, commands, planning
from incidents.alert_drafts import draft_of, named, storm_draft, told_apart, worst_of
from incidents.alerting import AlertPolicy, Course, Judged, Situation, Verdict
from incidents.alerts import Alert, AlertState
from incidents.escalation import Policy
from incidents.model import Actor, ActorKind, Door, Incident, Status
from storage import alerts, kept
from storage import incidents as incident_rows
from storage.alerts import Known
from storage.store import Transaction

__all__ = ["Became", "silenced_no_more", "take", "take_silenced_no_more"]

STORM = "alert_storm"


def take(tx: Transaction, policy: Policy, told: Sequence[Alert], actor: Actor) -> list[Became]:
    """Take alerts of one source: pass over repeats, then group by group what fires, and what is over."""
    last = _last_words(told)
    known = _known(tx, last)
    repeats = [alert for alert in last if _says_nothing_new(known.get(alert.fingerprint), alert)]
    passed_over = {alert.fingerprint for alert in repeats}
    news = [alert for alert in last if _is_acknowledgement(alert) or alert.fingerprint not in passed_over]
    alerts.seen_again(tx, repeats)
    became = [Became(alert, "repeated", "it was told before") for alert in repeats]
    return became + _act_upon(tx, policy, actor, news) if news else became


def silenced_no_more(tx: Transaction, policy: Policy) -> list[Alert]:
    """List what was silenced and fires still, now that its maintenance has ended."""
    work_on = partial(planning.work_on, incident_rows.planned(tx))
    told = alerts.silenced(tx)
    return [each for each in told if not alerting.is_silenced(policy.alerts, each, tx.now, work_on)]


def take_silenced_no_more(tx: Transaction, policy: Policy, most: int) -> None:
    """Act upon the first of them as if they were told now. Nobody tells of them meanwhile."""
    alerts.take_turns(tx)
    found = silenced_no_more(tx, policy)[:most]
    for source, told in groupby(found, key=lambda each: each.source):
        take(tx, policy, list(told), Actor(ActorKind.MONITOR, source, source, Door.ALERT))


def _last_words(told: Sequence[Alert]) -> list[Alert]:
    """Give the last that was told of each; what was acknowledged after it fired did both."""
    return list({(each.fingerprint, _is_acknowledgement(each)): each for each in told}.values())


def _known(tx: Transaction, told: Sequence[Alert]) -> dict[str, Known]:
    fingerprints = sorted({alert.fingerprint for alert in told})
    return alerts.known(tx, told[0].source, fingerprints) if told else {}


def _is_acknowledgement(alert: Alert) -> bool:
    return alert.state is AlertState.ACKNOWLEDGED


def _says_nothing_new(known: Known | None, alert: Alert) -> bool:
    """What fires on while no incident is open for it does say something: one may have to be opened by now."""
    if known is None or _is_acknowledgement(alert):
        return False
    firing = alert.state is AlertState.FIRING
    if firing != known.firing or alert.group != known.group:
        return False
    return not firing or (known.is_open and alert.severity == known.severity)


def _act_upon(tx: Transaction, policy: Policy, actor: Actor, news: Sequence[Alert]) -> list[Became]:
    """One server at a time: another one may be declaring for the same group. So what is known is read again."""
    alerts.take_turns(tx)
    taking = Taking(tx, policy, actor, _known(tx, news))
    became: list[Became] = []
    for state, act in _ACTS:
        of_state = sorted((each for each in news if each.state is state), key=lambda each: each.group)
        for group, members in groupby(of_state, key=lambda each: each.group):
            became += act(taking, group, list(members))
    return became


def _fired(taking: Taking, group: str, members: Sequence[Alert]) -> list[Became]:
    """Have what fires in a group open, join, worsen or reopen an incident."""
    tx, wishes = taking.tx, taking.policy.alerts
    work_on = partial(planning.work_on, incident_rows.planned(tx))
    looked_at = [alerting.judged(wishes, alert, tx.now, work_on) for alert in members]
    became = [
        _left(taking, alert, each, work_on(each.alert.service))
        for alert, each in zip(members, looked_at, strict=True)
        if each.verdict
    ]
    counting = [each for each in looked_at if not each.verdict]
    if not counting:
        return became
    firing = [each.alert for each in counting]
    may_declare = any(each.may_declare for each in counting)
    taken = alerting.course(wishes, _situation(tx, wishes, group, firing), tx.now, may_declare=may_declare)
    incident = _follow(taking, taken, firing)
    if incident:
        alerts.belongs_to(tx, firing[0].source, group, incident.id, taken.verdict)
    severities = {alert.fingerprint: alert.severity for alert in members}
    told = [replace(alert, severity=severities[alert.fingerprint]) for alert in firing]
    alerts.put(tx, told, taken.verdict, incident.id if incident else None)
    if incident:
        _leave_others(taking, incident, firing)
    whose = (incident.reference, incident.escalation) if incident else ()
    return [*became, *(Became(each, taken.verdict, taken.why, *whose) for each in firing)]


def _left(taking: Taking, alert: Alert, judged: Judged, work: Incident | None) -> Became:
    """Write down what does not count, with the severity that the source gave it; maintenance tells of it once."""
    verdict, known = judged.verdict or Verdict.RECORDED, taking.known.get(alert.fingerprint)
    alerts.put(taking.tx, [alert], verdict, None)
    if verdict is not Verdict.SILENCED:
        return Became(alert, verdict, judged.why)
    if work and not (known and known.firing):
        words = f"Silenced: {alert.title}"
        noted = commands.add_note(work, words, taking.actor, taking.tx.now)
        carry_out(taking.tx, taking.policy, noted)
    return Became(alert, verdict, judged.why, work.reference if work else None)


def _leave_others(taking: Taking, incident: Incident, firing: Sequence[Alert]) -> None:
    """End what they fired for until their group changed, if nothing else fires for it."""
    for left in dict.fromkeys(taking.belonged_to(alert) for alert in firing):
        if left != incident.id:
            settle(taking, left)


def _situation(tx: Transaction, wishes: AlertPolicy, group: str, firing: Sequence[Alert]) -> Situation:
    service = firing[0].service
    opened_lately = alerts.groups_opened(tx, tx.now - wishes.within, wishes.burst)
    return Situation(
        of_group=alerts.incident_of_group(tx, firing[0].source, group),
        of_service=alerts.incident_of_service(tx, service, tx.now - wishes.together)
        if service and wishes.together
        else None,
        of_storm=_of_storm(tx) if opened_lately >= wishes.burst else None,
        opened_lately=opened_lately,
    )


def _of_storm(tx: Transaction) -> Incident | None:
    storm = kept.kept(tx, STORM)
    incident = incident_rows.by_id(tx, str(storm)) if storm else None
    return incident if incident and incident.is_active else None


def _follow(taking: Taking, taken: Course, firing: Sequence[Alert]) -> Incident | None:
    match taken.verdict:
        case Verdict.DECLARED:
            return _declared(taking, firing)
        case Verdict.SWALLOWED:
            return _worsened(taking, taken.incident or _storm(taking, firing), firing)
        case Verdict.REOPENED if taken.incident:
            words = "Firing again: " + _names(taken.incident, firing, firing)
            again = commands.reopen(taken.incident, Status.INVESTIGATING, words, taking.actor, taking.tx.now)
            reopened = taking.done(again)
            return _worsened(taking, reopened, firing, noted=True)
        case Verdict.JOINED if taken.incident:
            return _worsened(taking, taken.incident, firing)
    return taken.incident


def _declared(taking: Taking, firing: Sequence[Alert]) -> Incident:
    worst = worst_of(firing)
    incident = _opened(taking, draft_of(worst, taking.tx.now))
    others = [alert for alert in firing if alert is not worst]
    return _noted(taking, incident, others, firing)


def _storm(taking: Taking, firing: Sequence[Alert]) -> Incident:
    draft = storm_draft(taking.policy.alerts, worst_of(firing))
    incident = _opened(taking, draft)
    kept.keep(taking.tx, STORM, incident.id)
    return incident


def _opened(taking: Taking, draft: commands.Draft) -> Incident:
    return taking.done(declared(taking.tx, draft, taking.actor))


def _worsened(
    taking: Taking, incident: Incident, firing: Sequence[Alert], *, noted: bool = False
) -> Incident:
    """Raise the severity to the worst that fires, unless a person has chosen one; and say what is new."""
    worst = worst_of(firing)
    if worst.severity:
        incident = machine_deeds.worsened(
            taking.tx,
            taking.policy,
            incident,
            worst.severity,
            taking.actor,
            _own_escalation(taking, incident, worst),
        )
    new = [alert for alert in firing if not _fired_before(taking, incident, alert)]
    return incident if noted else _noted(taking, incident, new, firing)


def _own_escalation(taking: Taking, incident: Incident, worst: Alert) -> str | None:
    """Give the escalation policy that an alert brings along; a storm is of many, and stays with the default."""
    is_storm = worst.escalation is not None and kept.kept(taking.tx, STORM) == incident.id
    return None if is_storm else worst.escalation


def _fired_before(taking: Taking, incident: Incident, alert: Alert) -> bool:
    known = taking.known.get(alert.fingerprint)
    return known is not None and known.firing and known.incident_id == incident.id


def _noted(taking: Taking, incident: Incident, new: Sequence[Alert], firing: Sequence[Alert]) -> Incident:
    if not new:
        return incident
    words = "Also firing: " + _names(incident, new, firing)
    return taking.done(commands.add_note(incident, words, taking.actor, taking.tx.now))


def _names(incident: Incident, some: Sequence[Alert], firing: Sequence[Alert]) -> str:
    return named([told_apart(alert, firing, incident.title) for alert in some])


_ACTS = (
    (AlertState.FIRING, _fired),
    (AlertState.ACKNOWLEDGED, acknowledged),
    (AlertState.RESOLVED, recovered),
)
