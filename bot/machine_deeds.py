"""What alerts and monitors alike do to an incident: they worsen it, and they end it. A unit's own part."""

from bot.saving import carry_out
from incidents import alerting, commands, edits
from incidents.edits import Wishes
from incidents.escalation import Policy
from incidents.model import Actor, Incident, Severity
from storage import alerts
from storage.store import Transaction


def worsened(
    tx: Transaction,
    policy: Policy,
    incident: Incident,
    severity: Severity,
    actor: Actor,
    escalation: str | None = None,
) -> Incident:
    """Raise the severity to this one if it is worse, unless a person has chosen one.

    What is worse may name an escalation policy of its own, by which people are reminded from then on.
    """
    if (
        not severity.is_worse_than(incident.severity)
        or not alerting.may_worsen(incident)
        or alerts.severity_was_chosen(tx, incident.id)
    ):
        return incident
    wishes = Wishes(severity=severity, escalation=escalation)
    return carry_out(tx, policy, edits.edit(incident, wishes, actor, tx.now)).incident


def ended(tx: Transaction, policy: Policy, incident: Incident, words: str, actor: Actor) -> bool:
    """Resolve what is over, or note these words and leave it to a person, as the policy wishes. Whether it is resolved.

    What a person declared is left to a person.
    """
    resolves = policy.alerts.recovery is alerting.Recovery.RESOLVE and alerting.is_opened_by_machine(incident)
    if resolves:
        change = edits.recover(incident, actor, tx.now)
    else:
        change = commands.note_recovery(incident, words, actor, tx.now)
    carry_out(tx, policy, change)
    return resolves
