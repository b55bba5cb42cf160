"""What a unit does with alerts: passes over repeats; the others open, join, worsen, reopen or end an incident."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from bot.saving import carry_out, declared
from incidents import alerting, commands, edits, facts
from incidents.alert_drafts import draft_of, storm_draft, worst_of
from incidents.alerting import AlertPolicy, Course, Judged, Situation, Verdict
from incidents.alerts import Alert, AlertState
from incidents.escalation import Policy
from incidents.model import Actor, Change, Incident, Status
from storage import alerts, kept
from storage import incidents as incident_rows
from storage.alerts import Known
from storage.store import Transaction

STORM = "alert_storm"
LISTED = 10


class Became(NamedTuple):
    """What became of an alert, and why; `reference` is the incident's, if there is one."""

    alert: Alert
    verdict: str
    why: str
    reference: str | None = None


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


class _Taking(NamedTuple):
    """What acting on a group needs."""

    tx: Transaction
    policy: Policy
    actor: Actor
    known: dict[str, Known]

    def belonged_to(self, alert: Alert) -> str | None:
        """Give the id of the incident for which the alert fired until now."""
        known = self.known.get(alert.fingerprint)
        return known.incident_id if known and known.firing else None


def _act_upon(tx: Transaction, policy: Policy, actor: Actor, news: Sequence[Alert]) -> list[Became]:
    """One server at a time: another one may be declaring for the same group. So what is known is read again."""
    alerts.take_turns(tx)
    taking = _Taking(tx, policy, actor, _known(tx, news))
    became: list[Became] = []
    for state, act in _ACTS:
        of_state = sorted((each for each in news if each.state is state), key=lambda each: each.group)
        for group, members in groupby(of_state, key=lambda each: each.group):
            became += act(taking, group, list(members))
    return became


def _fired(taking: _Taking, group: str, members: Sequence[Alert]) -> list[Became]:
    """Have what fires in a group open, join, worsen or reopen an incident."""
    tx, wishes = taking.tx, taking.policy.alerts
    looked_at = [alerting.judged(wishes, alert, tx.now) for alert in members]
    became = [_left(tx, alert, each) for alert, each in zip(members, looked_at, strict=True) if each.verdict]
    counting = [each for each in looked_at if not each.verdict]
    if not counting:
        return became
    firing = [each.alert for each in counting]
    may_declare = any(each.may_declare for each in counting)
    taken = alerting.course(wishes, _situation(tx, wishes, group, firing), tx.now, may_declare=may_declare)
    incident = _follow(taking, taken, firing)
    if incident:
        counts = taken.verdict in (Verdict.DECLARED, Verdict.SWALLOWED)
        alerts.belongs_to(tx, firing[0].source, group, incident.id, counts=counts)
    severities = {alert.fingerprint: alert.severity for alert in members}
    told = [replace(alert, severity=severities[alert.fingerprint]) for alert in firing]
    alerts.put(tx, told, taken.verdict, incident.id if incident else None)
    if incident:
        _leave_others(taking, incident, firing)
    reference = incident.reference if incident else None
    return [*became, *(Became(each, taken.verdict, taken.why, reference) for each in firing)]


def _left(tx: Transaction, alert: Alert, judged: Judged) -> Became:
    """Write down what does not count, with the severity that the source gave it."""
    verdict = judged.verdict or Verdict.RECORDED
    alerts.put(tx, [alert], verdict, None)
    return Became(alert, verdict, judged.why)


def _leave_others(taking: _Taking, incident: Incident, firing: Sequence[Alert]) -> None:
    """End what they fired for until their group changed, if nothing else fires for it."""
    for left in dict.fromkeys(taking.belonged_to(alert) for alert in firing):
        if left != incident.id:
            _settle(taking, left)


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


def _follow(taking: _Taking, taken: Course, firing: Sequence[Alert]) -> Incident | None:
    match taken.verdict:
        case Verdict.DECLARED:
            return _declared(taking, firing)
        case Verdict.SWALLOWED:
            return _worsened(taking, taken.incident or _storm(taking, firing), firing)
        case Verdict.REOPENED if taken.incident:
            reopened = _done(
                taking,
                commands.reopen(
                    taken.incident, Status.INVESTIGATING, _firing_again(firing), taking.actor, taking.tx.now
                ),
            )
            return _worsened(taking, reopened, firing, noted=True)
        case Verdict.JOINED if taken.incident:
            return _worsened(taking, taken.incident, firing)
    return taken.incident


def _declared(taking: _Taking, firing: Sequence[Alert]) -> Incident:
    worst = worst_of(firing)
    incident = _opened(taking, draft_of(worst, taking.tx.now))
    others = [alert for alert in firing if alert is not worst]
    return _noted(taking, incident, others)


def _storm(taking: _Taking, firing: Sequence[Alert]) -> Incident:
    draft = storm_draft(taking.policy.alerts, worst_of(firing))
    incident = _opened(taking, draft)
    kept.keep(taking.tx, STORM, incident.id)
    return incident


def _opened(taking: _Taking, draft: commands.Draft) -> Incident:
    return _done(taking, declared(taking.tx, draft, taking.actor))


def _worsened(
    taking: _Taking, incident: Incident, firing: Sequence[Alert], *, noted: bool = False
) -> Incident:
    """Raise the severity to the worst that fires, unless a person has chosen one; and say what is new."""
    tx, worst = taking.tx, worst_of(firing).severity
    if (
        worst
        and worst.is_worse_than(incident.severity)
        and alerting.may_worsen(incident)
        and not alerts.severity_was_chosen(tx, incident.id)
    ):
        incident = _done(taking, facts.set_severity(incident, worst, taking.actor, tx.now))
    new = [alert for alert in firing if not _fired_before(taking, incident, alert)]
    return incident if noted else _noted(taking, incident, new)


def _fired_before(taking: _Taking, incident: Incident, alert: Alert) -> bool:
    known = taking.known.get(alert.fingerprint)
    return known is not None and known.firing and known.incident_id == incident.id


def _noted(taking: _Taking, incident: Incident, firing: Sequence[Alert]) -> Incident:
    if not firing:
        return incident
    words = "Also firing: " + _named(firing)
    return _done(taking, commands.add_note(incident, words, taking.actor, taking.tx.now))


def _firing_again(firing: Sequence[Alert]) -> str:
    return "Firing again: " + _named(firing)


def _named(firing: Sequence[Alert]) -> str:
    titles = list(dict.fromkeys(alert.title for alert in firing))
    rest = f", and {len(titles) - LISTED} more" if len(titles) > LISTED else ""
    return "; ".join(titles[:LISTED]) + rest


def _acknowledged(taking: _Taking, group: str, members: Sequence[Alert]) -> list[Became]:
    """Somebody is on it at the source: that counts here too."""
    tx, source = taking.tx, members[0].source
    incident = alerts.incident_of_group(tx, source, group)
    if incident is None or not incident.is_waiting:
        return [Became(alert, Verdict.RECORDED, "nothing waits to be acknowledged") for alert in members]
    incident = _done(taking, commands.acknowledge(incident, taking.actor, tx.now))
    return [
        Became(alert, "acknowledged", "it was acknowledged at the source", incident.reference)
        for alert in members
    ]


def _recovered(taking: _Taking, group: str, members: Sequence[Alert]) -> list[Became]:  # noqa: ARG001 - as the others
    """What is over ends the incident for which it fired when nothing else fires for that."""
    alerts.put(taking.tx, members, Verdict.RECORDED, None)
    belonged = [taking.belonged_to(alert) for alert in members]
    settled = {incident_id: _settle(taking, incident_id) for incident_id in dict.fromkeys(belonged)}
    return [Became(alert, "recovered", *settled[each]) for alert, each in zip(members, belonged, strict=True)]


def _settle(taking: _Taking, incident_id: str | None) -> tuple[str, str | None]:
    """End an incident for which nothing fires any more; give what came of it, and its reference if it was open."""
    tx = taking.tx
    incident = incident_rows.by_id(tx, incident_id) if incident_id else None
    if incident is None or not incident.is_active:
        return "nothing is open for it", None
    if alerts.fires(tx, incident.id):
        return f"something else of {incident.reference} still fires", incident.reference
    return _ended(taking, incident), incident.reference


def _ended(taking: _Taking, incident: Incident) -> str:
    now, actor = taking.tx.now, taking.actor
    if taking.policy.alerts.recovery is alerting.Recovery.RESOLVE and alerting.is_opened_by_machine(incident):
        _done(taking, edits.recover(incident, actor, now))
        return f"all of {incident.reference} is over"
    words = "Everything that fired has recovered. Resolve it when you agree."
    _done(taking, commands.note_recovery(incident, words, actor, now))
    return f"all that fired for {incident.reference} is over; a person resolves it"


def _done(taking: _Taking, change: Change) -> Incident:
    return carry_out(taking.tx, taking.policy, change).incident


_ACTS = (
    (AlertState.FIRING, _fired),
    (AlertState.ACKNOWLEDGED, _acknowledged),
    (AlertState.RESOLVED, _recovered),
)
