"""The turns of one incident, as units of the outbox: whom each reminds, and what became of those who cannot be.

A reminder is a row for a person, or for a user group until Slack has said who stands behind it.
"""

from collections.abc import Sequence

import structlog

from bot import outgoing
from bot.delivery import NoLongerThere
from bot.policy import is_group_id
from bot.remembering import remember
from bot.saving import carry_out
from incidents import commands, escalation
from incidents.escalation import Policy, Turn
from incidents.model import CLOCK, EventKind, Incident, TimelineEvent
from storage import covers, outbox, timeline
from storage import incidents as incident_rows
from storage.outbox import Claimed
from storage.store import Transaction

log = structlog.get_logger(__name__)


def is_for_group(row: Claimed) -> bool:
    """Whether the reminder is for a user group, whose members are still to be asked for."""
    return is_group_id(str(row.payload["person"]))


def take_turn(tx: Transaction, policy: Policy, row: Claimed) -> None:
    """Expand the turn: a reminder for each person and group, those on call as of now, and the row of the next turn."""
    incident = incident_of(tx, row)
    if escalation.reminder_still_due(policy, incident, row.payload["round"]):
        _expand(tx, policy, incident, escalation.turn_of(policy, incident, row.payload["turn"]), row)
    outbox.finish(tx, row)


def _expand(tx: Transaction, policy: Policy, incident: Incident, turn: Turn, row: Claimed) -> None:
    covering = covers.standing(tx) if policy.rotas else []
    due, people = row.owed_since, escalation.reached(policy, turn.notify, covering, tx.now)
    outgoing.page_people(tx, incident, turn.number, turn.step, people, due)
    if turn.here:
        outgoing.remind_channel(tx, due)
    following = escalation.next_due(policy, incident, turn, tx.now)
    outgoing.put_turn(tx, incident, turn.number + 1, following)


def group_known(tx: Transaction, row: Claimed, members: tuple[str, ...]) -> None:
    """Put a reminder for each member in place of the group's; a group without members reaches nobody."""
    incident, payload = incident_of(tx, row), row.payload
    if not members:
        unreachable(tx, row, "empty_group")
        return
    outgoing.page_people(tx, incident, payload["turn"], payload["step"], members, row.owed_since)
    outbox.finish(tx, row)


def unreachable(tx: Transaction, row: Claimed, error: str) -> None:
    """Skip who cannot be reached; when nobody of the step can, the next step is due now."""
    incident, payload = incident_of(tx, row), row.payload
    failed(tx, row, error)
    outbox.finish(tx, row)
    if payload["step"] is None or incident.round != payload["round"]:
        return
    if not outbox.reached_anybody(tx, incident.id, outgoing.pages_of_turn(incident, payload["turn"])):
        outgoing.pass_on(tx, incident, payload["turn"])


def failed(tx: Transaction, row: Claimed, error: str) -> None:
    """Write down that a reminder is not getting through."""
    details = {"person": row.payload["person"], "step": row.payload["step"]}
    failure = TimelineEvent(EventKind.REMINDER_FAILED, CLOCK, tx.now, error, details)
    remember(tx, incident_of(tx, row), [failure])


def resume(tx: Transaction, policy: Policy) -> list[Incident]:
    """Put the next turn of every incident that is nagged about under this policy and has none to come.

    A policy that left a severity out let its turns lapse; when it is put back they must go on. Gives the incidents
    whose own escalation policy is there no more.
    """
    for incident in incident_rows.waiting(tx):
        due = escalation.first_due(policy, incident, tx.now)
        last = outbox.last_payload(tx, incident.id, outgoing.turns_of_round(incident))
        number = last["turn"] + 1 if last else 0
        if due is not None and not _has_turn_to_come(tx, incident, number):
            outgoing.put_turn(tx, incident, number, due)
    lost = [each for each in incident_rows.escalated(tx) if escalation.lacks_its_own(policy, each)]
    for incident in lost:
        _note_fallback(tx, policy, incident)
    return lost


def warn_of_fallbacks(lost: Sequence[Incident]) -> None:
    """Say in the log which escalation policies are missing, and which incidents chose them."""
    for name in dict.fromkeys(incident.escalation for incident in lost):
        chosen_by = [incident.reference for incident in lost if incident.escalation == name]
        log.warning(
            "the policy has no such escalation any more: the default one reminds", name=name, of=chosen_by
        )


def _note_fallback(tx: Transaction, policy: Policy, incident: Incident) -> None:
    """Say once on its timeline that the default escalation policy stands for the one that was chosen."""
    said = (note.details.get("escalation") for note in timeline.notes(tx, incident.id))
    if incident.escalation not in said:
        carry_out(tx, policy, commands.note_fallback(incident, CLOCK, tx.now))


def _has_turn_to_come(tx: Transaction, incident: Incident, number: int) -> bool:
    return number > 0 and outbox.is_pending(tx, outgoing.turn_key(incident, number - 1))


def incident_of(tx: Transaction, row: Claimed) -> Incident:
    """Give the incident that a row is about, as it is now."""
    incident = incident_rows.by_id(tx, str(row.incident_id))
    if incident is None:
        raise NoLongerThere(row.incident_id)
    return incident
