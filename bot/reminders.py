"""The reminders that are due at the same time, as sets: whether each must still go out, and that it did.

Thousands may come due in one second, so each statement here is for all of them and not for one.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import outgoing
from bot.calling import LATE_AFTER
from bot.delivery import NoLongerThere
from bot.remembering import remember_each
from incidents import escalation
from incidents.escalation import Policy
from incidents.model import CLOCK, EventKind, Incident, TimelineEvent
from storage import incidents as incident_rows
from storage import kept, outbox, people, postings, snoozes
from storage.outbox import Claimed
from storage.people import Acquaintance
from storage.postings import Posting
from storage.store import Transaction


@dataclass(frozen=True, slots=True)
class DuePage:
    """A reminder that must go out: to whom, for which turn, and how late it is.

    One that is no longer `needed` may have gone out already, with nobody there to write it down.
    """

    needed: bool
    incident: Incident
    person: str
    turn: int | None
    step: int | None
    can_pass_on: bool
    late: timedelta | None
    card_link: str | None


@dataclass(frozen=True, slots=True)
class SentPage:
    """A reminder that went out, and where it lies."""

    row: Claimed
    page: DuePage
    posting: Posting


def due(tx: Transaction, policy: Policy, rows: Sequence[Claimed]) -> list[DuePage | None]:
    """Give each reminder as it is now; None when its incident is gone. Only reads."""
    present = _read(tx, rows)
    return [_due(tx, policy, present, row) for row in rows]


def due_or_finished(tx: Transaction, policy: Policy, row: Claimed) -> DuePage | None:
    """Give the reminder to send, or finish the row when it is neither needed (any more) nor in doubt."""
    [page] = due(tx, policy, [row])
    if page is None:
        raise NoLongerThere(row.incident_id)
    if page.needed or row.was_in_doubt:
        return page
    outbox.finish(tx, row)
    return None


def sent(tx: Transaction, policy: Policy, pages: Sequence[SentPage]) -> list[bool]:
    """Record reminders. Whether an acknowledgement has overtaken each: then it is settled right away."""
    now = _as_they_are_now(tx, [each.page.incident for each in pages])
    there = [each for each in pages if each.page.incident.id in now]
    _record(tx, now, there)
    for each in pages:
        if each.page.incident.id not in now:
            outgoing.take_back(tx, each.posting)
    overtaken = {
        incident.id: incident
        for each in there
        if not escalation.reminder_still_due(
            policy, incident := now[each.page.incident.id], each.row.payload["round"]
        )
    }
    for incident in overtaken.values():
        outgoing.settle_pages(tx, incident)
    return [each.page.incident.id in overtaken for each in pages]


@dataclass(frozen=True, slots=True)
class _Present:
    """What is so now, of all incidents that the reminders are about."""

    incidents: Mapping[str, Incident]
    snoozed: Mapping[tuple[str, int, str], datetime]
    pages: Sequence[tuple[int, str]]
    turns: AbstractSet[str]
    cards: Mapping[str, Posting]
    workspace_url: str | None


def _read(tx: Transaction, rows: Sequence[Claimed]) -> _Present:
    ids = sorted({str(row.incident_id) for row in rows})
    incidents = incident_rows.by_ids(tx, ids)
    return _Present(
        incidents,
        snoozes.of(tx, ids),
        outbox.pages_after(tx, ids, min(row.id for row in rows)),
        outbox.pending_of(tx, _next_turns(incidents, rows)),
        postings.cards(tx, ids),
        kept.kept(tx, kept.WORKSPACE_URL),
    )


def _next_turns(incidents: Mapping[str, Incident], rows: Sequence[Claimed]) -> list[str]:
    return [
        outgoing.turn_key(incidents[str(row.incident_id)], row.payload["turn"] + 1)
        for row in rows
        if row.payload["turn"] is not None and row.incident_id in incidents
    ]


def _due(tx: Transaction, policy: Policy, present: _Present, row: Claimed) -> DuePage | None:
    incident, payload = present.incidents.get(str(row.incident_id)), row.payload
    if incident is None:
        return None
    lateness = tx.now - row.owed_since
    return DuePage(
        _is_needed(tx, policy, present, incident, row),
        incident,
        payload["person"],
        payload["turn"],
        payload["step"],
        payload["turn"] is not None and outgoing.turn_key(incident, payload["turn"] + 1) in present.turns,
        lateness if lateness > LATE_AFTER else None,
        _card_link(present, incident),
    )


def _is_needed(tx: Transaction, policy: Policy, present: _Present, incident: Incident, row: Claimed) -> bool:
    """After an outage only the last of a person's reminders goes out, not one for each turn that was missed."""
    person, round_number = row.payload["person"], row.payload["round"]
    if not escalation.reminder_still_due(policy, incident, round_number):
        return False
    snoozed = present.snoozed.get((incident.id, round_number, person))
    if snoozed is not None and snoozed > tx.now:
        return False
    prefix, suffix = outgoing.pages_of_round(incident), f":{person}"
    return not any(
        number > row.id and key.startswith(prefix) and key.endswith(suffix) for number, key in present.pages
    )


def _card_link(present: _Present, incident: Incident) -> str | None:
    url, card = present.workspace_url, present.cards.get(incident.id)
    return postings.permalink(url, card.channel, card.ts) if url and card else None


def _as_they_are_now(tx: Transaction, incidents: Sequence[Incident]) -> dict[str, Incident]:
    """Read again what was changed since, and leave out what is gone."""
    read = {incident.id: incident for incident in incidents}
    versions = incident_rows.versions(tx, sorted(read))
    changed = sorted(each for each, version in versions.items() if version != read[each].version)
    same = {each: read[each] for each in versions if each not in changed}
    return same | (incident_rows.by_ids(tx, changed) if changed else {})


def _record(tx: Transaction, now: Mapping[str, Incident], pages: Sequence[SentPage]) -> None:
    recorded = remember_each(tx, [(now[each.page.incident.id], _reminded(tx, each.page)) for each in pages])
    postings.remember(
        tx,
        *(replace(each.posting, event_id=event.id) for each, event in zip(pages, recorded, strict=True)),
    )
    people.remember(tx, *(Acquaintance(each.page.person, dm_channel=each.posting.channel) for each in pages))
    outbox.finish(tx, *(each.row for each in pages))


def _reminded(tx: Transaction, page: DuePage) -> TimelineEvent:
    details = {
        "person": page.person,
        "step": page.step,
        "late_seconds": int(page.late.total_seconds()) if page.late else 0,
    }
    return TimelineEvent(EventKind.REMINDER_SENT, CLOCK, tx.now, "", details)
