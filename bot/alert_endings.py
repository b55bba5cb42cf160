"""What a unit does with alerts that are acknowledged at their source, or over: their incident may be so as well."""

from collections.abc import Sequence
from typing import NamedTuple

from bot import machine_deeds, outgoing
from bot.saving import carry_out
from incidents import commands
from incidents.alert_drafts import named
from incidents.alerting import Verdict
from incidents.alerts import Alert
from incidents.escalation import Policy
from incidents.model import Actor, Change, Incident
from incidents.telling import Word
from storage import alerts, told_back
from storage import incidents as incident_rows
from storage.alerts import Known
from storage.store import Transaction


class Became(NamedTuple):
    """What became of an alert, and why; `reference` is the incident's, if there is one, as is `escalation`."""

    alert: Alert
    verdict: str
    why: str
    reference: str | None = None
    escalation: str | None = None


class Taking(NamedTuple):
    """What acting on a group needs."""

    tx: Transaction
    policy: Policy
    actor: Actor
    known: dict[str, Known]

    def belonged_to(self, alert: Alert) -> str | None:
        """Give the id of the incident for which the alert fired until now."""
        known = self.known.get(alert.fingerprint)
        return known.incident_id if known and known.firing else None

    def done(self, change: Change) -> Incident:
        """Carry out what was decided, and give the incident as it is then."""
        return carry_out(self.tx, self.policy, change).incident


def acknowledged(taking: Taking, group: str, members: Sequence[Alert]) -> list[Became]:
    """Somebody is on it at the source: that counts here too, once it is so of all that fires for the incident.

    What a storm has swallowed is only noted: more may come of which nobody knows.
    """
    tx, source = taking.tx, members[0].source
    fingerprints = [each.fingerprint for each in members]
    news = alerts.acknowledge(tx, source, fingerprints)
    told_back.knows(tx, source, fingerprints, Word.ACKNOWLEDGED)
    incident = alerts.incident_of_group(tx, source, group)
    if incident is None or not incident.is_waiting:
        return [Became(alert, Verdict.RECORDED, "nothing waits to be acknowledged") for alert in members]
    why = _why_not(tx, source, group, incident)
    if why is None:
        taking.done(commands.acknowledge(incident, taking.actor, tx.now))
        why, verdict = "it was acknowledged at the source", "acknowledged"
    else:
        verdict = str(Verdict.RECORDED)
        if news:
            words = "Acknowledged at the source: " + named(news)
            taking.done(commands.add_note(incident, words, taking.actor, tx.now))
    return [Became(alert, verdict, why, incident.reference) for alert in members]


def _why_not(tx: Transaction, source: str, group: str, incident: Incident) -> str | None:
    """Say why an acknowledgement at the source is not one of the incident; None when it is."""
    if alerts.was_swallowed(tx, source, group):
        return f"{incident.reference} is a storm, of which it is one alert"
    if alerts.fires_unacknowledged(tx, incident.id):
        return f"something else of {incident.reference} fires that nobody has acknowledged"
    return None


def recovered(taking: Taking, group: str, members: Sequence[Alert]) -> list[Became]:  # noqa: ARG001 - as the others
    """What is over ends the incident for which it fired when nothing else fires for that."""
    alerts.put(taking.tx, members, Verdict.RECORDED, None)
    belonged = [taking.belonged_to(alert) for alert in members]
    settled = {incident_id: settle(taking, incident_id) for incident_id in dict.fromkeys(belonged)}
    return [Became(alert, "recovered", *settled[each]) for alert, each in zip(members, belonged, strict=True)]


def settle(taking: Taking, incident_id: str | None) -> tuple[str, str | None]:
    """End an incident for which nothing fires any more; give what came of it, and its reference if it was open."""
    tx = taking.tx
    incident = incident_rows.by_id(tx, incident_id) if incident_id else None
    if incident:
        outgoing.tell_sources(tx, taking.policy, incident.id)
    if incident is None or not incident.is_active:
        return "nothing is open for it", None
    if alerts.fires(tx, incident.id):
        return f"something else of {incident.reference} still fires", incident.reference
    words = "Everything that fired has recovered. Resolve it when you agree."
    if machine_deeds.ended(tx, taking.policy, incident, words, taking.actor):
        return f"all of {incident.reference} is over", incident.reference
    return f"all that fired for {incident.reference} is over; a person resolves it", incident.reference
