"""Effects as rows of the outbox: which lane, which priority, due when. Written in the unit that decided them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter

from bot.wire import actor_json
from incidents import effects, escalation
from incidents.escalation import Policy
from incidents.model import Actor, Change, Incident, TimelineEvent
from incidents.rota import Cover
from incidents.subscribing import Subscriber
from storage import outbox, postings, snoozes, told_back
from storage.outbox import Outgoing
from storage.postings import Posting
from storage.store import Transaction

ESCALATION = "escalation"
PAGE = "page"
HERE = "here"
SETTLE = "settle"
PLANNED = "planned"
CARD = "card"
THREAD = "thread"
NOTICE = "notice"
FAREWELL = "farewell"
WEBHOOK = "webhook"
SOURCE = "source"
MAIL = "mail"
ANNOUNCEMENT = "announcement"

# The urgent first; the place in this list is the priority.
LANES = (
    *(ESCALATION, PAGE, HERE, PLANNED, CARD, THREAD, NOTICE, FAREWELL, SETTLE),
    *(ANNOUNCEMENT, WEBHOOK, SOURCE, MAIL),
)
URGENT = frozenset({PAGE, HERE})
# Old messages that show what has become of their incident: a card is never kept waiting by them.
PATIENT = frozenset({FAREWELL, SETTLE})
# What is owed for longer is a matter for the operator; of the patient some hundreds take minutes, and that is meant so.
OVERDUE_FOR, PATIENT_OVERDUE_FOR = timedelta(minutes=1), timedelta(minutes=15)

# So many seconds of what machines note make one message, which waits a moment for what is being committed.
GATHERED = 10
BEING_COMMITTED = timedelta(seconds=1)


def is_overdue(lane: str, owed_for: timedelta) -> bool:
    """Whether a row of that lane that is owed for so long should have gone out."""
    return owed_for > (PATIENT_OVERDUE_FOR if lane in PATIENT else OVERDUE_FOR)


def note_effects(tx: Transaction, policy: Policy, change: Change) -> None:
    """Put everything that the world must be told about a change into the outbox."""
    for effect in effects.effects_of(change):
        _note(tx, policy, change.incident, effect)


def refresh_card(tx: Transaction, incident: Incident) -> None:
    """Have the card show the incident as it is now; ten quick calls make one message."""
    outbox.refresh(tx, _row(CARD, f"card:{incident.id}", incident, tx.now))


def settle_pages(tx: Transaction, incident: Incident) -> None:
    """Have the reminders that were sent show what has become of the incident."""
    outbox.refresh(tx, _row(SETTLE, f"settle:{incident.id}", incident, tx.now))
    settle_calls(tx)


def settle_calls(tx: Transaction) -> None:
    """Have the messages that called the channel show what still waits."""
    if postings.calls_to_channel(tx):
        outbox.refresh(tx, Outgoing("settle:here", SETTLE, LANES.index(SETTLE), tx.now, {}, None))


def page_people(
    tx: Transaction, incident: Incident, turn: int, step: int | None, people: Sequence[str], due: datetime
) -> None:
    """Remind these people and groups of this turn, once; whoever still waits for an earlier one waits since then."""
    owed = _owed_since(tx, incident)
    told = {"round": incident.round, "turn": turn, "step": step}
    for person in people:
        since = min(due, owed.get(person, due))
        key = pages_of_turn(incident, turn) + person
        outbox.put(tx, _row(PAGE, key, incident, since, {"person": person, **told}))


def pages_of_round(incident: Incident) -> str:
    """Begin the keys of a round's reminders: `page:incident:round:`."""
    return f"page:{_round_of(incident)}"


def pages_of_turn(incident: Incident, turn: int) -> str:
    """Begin the keys of a turn's reminders: `page:incident:round:turn:`."""
    return f"{pages_of_round(incident)}{turn}:"


def say_farewell(tx: Transaction, incident: Incident, by: Actor) -> None:
    """Have each message about an incident that is being deleted say so, in the place of what it told."""
    for posting in postings.of(tx, incident.id):
        _put_farewell(tx, posting, {"reference": incident.reference, "by": actor_json(by)})


def take_back(tx: Transaction, posting: Posting) -> None:
    """Have a message say that its incident is gone: it was posted while somebody deleted that."""
    _put_farewell(tx, posting, {"reference": "This incident", "by": None})


def tell_of_cover(tx: Transaction, cover: Cover, person: str, by: Actor, *, taken_back: bool) -> None:
    """Have somebody hear that a rota is covered, or is no longer."""
    reason = "uncovered" if taken_back else "covered"
    told = {
        "person": person,
        "reason": reason,
        "rota": cover.rota,
        "covers": cover.person,
        "until": cover.end.isoformat(),
        "by": actor_json(by),
    }
    key = f"notice:{reason}:{cover.number}:{person}"
    outbox.put(tx, Outgoing(key, NOTICE, LANES.index(NOTICE), tx.now, told))


def send_webhook(tx: Transaction, webhook_id: str) -> None:
    """Have the webhook's next message sent; one row stands for all that it is to hear."""
    told = {"webhook": webhook_id}
    outbox.refresh(tx, Outgoing(f"webhook:{webhook_id}", WEBHOOK, LANES.index(WEBHOOK), tx.now, told))


def send_letters(tx: Transaction) -> None:
    """Have the letters that wait be sent; one row stands for all of them."""
    outbox.refresh(tx, Outgoing("mail", MAIL, LANES.index(MAIL), tx.now, {}))


def announce_in_channel(
    tx: Transaction, incident: Incident, announcement: str, subscriber: Subscriber
) -> None:
    """Have a channel read what is told on a status page."""
    told = {"announcement": announcement, "subscriber": subscriber.id}
    outbox.put(tx, _row(ANNOUNCEMENT, f"announcement:{announcement}:{subscriber.id}", incident, tx.now, told))


def tell_sources(tx: Transaction, policy: Policy, incident_id: str, *, of_what_fires: bool = False) -> None:
    """Have the sources that were told of the incident's alerts, or of which some fire, hear how it stands now."""
    wanted = {listener.source for listener in policy.alerts.listeners}
    if not wanted:
        return
    sources = told_back.sources_told(tx, incident_id)
    if of_what_fires:
        sources |= told_back.sources_firing(tx, incident_id)
    for source in sorted(sources & wanted):
        told = {"incident": incident_id, "source": source}
        key = f"source:{incident_id}:{source}"
        outbox.refresh(tx, Outgoing(key, SOURCE, LANES.index(SOURCE), tx.now, told))


def put_turn(tx: Transaction, incident: Incident, number: int, due: datetime) -> bool:
    """Have the turn of that number taken when it is due."""
    payload = {"round": incident.round, "turn": number}
    return outbox.put(tx, _row(ESCALATION, turn_key(incident, number), incident, due, payload))


def turn_key(incident: Incident, number: int) -> str:
    """Name the row that expands into the reminders of a turn."""
    return f"{turns_of_round(incident)}{number}"


def turns_of_round(incident: Incident) -> str:
    """Begin the keys of a round's turns: `turn:incident:round:`."""
    return f"turn:{_round_of(incident)}"


def follow_plan(tx: Transaction, incident: Incident, at: datetime) -> None:
    """Have planned maintenance begun or completed when it is time; a row for each time, never cancelled."""
    due = max(at, tx.now)
    outbox.put(tx, _row(PLANNED, f"planned:{incident.id}:{due.timestamp():.6f}", incident, due))


def remind_channel(tx: Transaction, due: datetime) -> None:
    """Have one @here list all that is unacknowledged, whoever asked for it."""
    outbox.refresh(tx, Outgoing("here", HERE, LANES.index(HERE), due, {}, None))


def is_next_turn_pending(tx: Transaction, incident: Incident, turn: int) -> bool:
    """Whether a reminder of this turn can still be passed on: the turn after it has not been taken."""
    return outbox.is_pending(tx, turn_key(incident, turn + 1))


def pass_on(tx: Transaction, incident: Incident, turn: int) -> None:
    """Leave out the turn that would come next and take the one of the next step now, if none was taken since."""
    if not is_next_turn_pending(tx, incident, turn):
        return
    steps_on = escalation.turn_after_passing_on(turn)
    if steps_on == turn + 1:
        outbox.hasten(tx, turn_key(incident, steps_on), tx.now)
        return
    outbox.drop(tx, turn_key(incident, turn + 1))
    put_turn(tx, incident, steps_on, tx.now)


def _note(tx: Transaction, policy: Policy, incident: Incident, effect: effects.Effect) -> None:
    match effect:
        case effects.StartPaging():
            due = escalation.first_due(policy, incident, tx.now)
            if due is not None:
                put_turn(tx, incident, 0, due)
        case effects.RefreshPages():
            settle_pages(tx, incident)
        case effects.RefreshCard():
            refresh_card(tx, incident)
        case effects.PostInThread() | effects.GatherInThread():
            _tell_in_thread(tx, incident, effect)
        case _:
            _note_further(tx, policy, incident, effect)


def _note_further(tx: Transaction, policy: Policy, incident: Incident, effect: effects.Effect) -> None:
    match effect:
        case effects.FollowPlan(at):
            follow_plan(tx, incident, at)
        case effects.Tell(person, reason, event):
            told = {"person": person, "reason": reason, "event": event.id}
            outbox.put(tx, _row(NOTICE, f"notice:{event.id}:{person}", incident, tx.now, told))
        case effects.RemindAfterSnooze(person, until):
            _snooze(tx, incident, person, until)
        case effects.PageNextStep(turn):
            pass_on(tx, incident, turn)
        case effects.TellSources():
            tell_sources(tx, policy, incident.id, of_what_fires=True)


def _tell_in_thread(
    tx: Transaction, incident: Incident, effect: effects.PostInThread | effects.GatherInThread
) -> None:
    event = effect.event
    if isinstance(effect, effects.GatherInThread):
        _gather(tx, incident, event)
    else:
        outbox.put(tx, _row(THREAD, f"thread:{event.id}", incident, tx.now, {"event": event.id}))


def _gather(tx: Transaction, incident: Incident, event: TimelineEvent) -> None:
    """Have one message tell of it and of what else machines note in the same ten seconds."""
    number = int(tx.now.timestamp()) // GATHERED
    until = datetime.fromtimestamp((number + 1) * GATHERED, UTC)
    told = {"event": event.id, "until": until.isoformat()}
    key = f"thread:{incident.id}:{number}"
    outbox.put(tx, _row(THREAD, key, incident, until + BEING_COMMITTED, told))


def _put_farewell(tx: Transaction, posting: Posting, told: Mapping[str, object]) -> None:
    where = {"channel": posting.channel, "ts": posting.ts}
    key = f"farewell:{posting.channel}:{posting.ts}"
    outbox.put(tx, Outgoing(key, FAREWELL, LANES.index(FAREWELL), tx.now, {**told, **where}))


def _snooze(tx: Transaction, incident: Incident, person: str, until: datetime) -> None:
    snoozes.snooze(tx, incident.id, incident.round, person, until)
    key = f"page:{incident.id}:{incident.round}:snooze:{int(until.timestamp())}:{person}"
    told = {"person": person, "round": incident.round, "turn": None, "step": None}
    outbox.put(tx, _row(PAGE, key, incident, until, told))


def _owed_since(tx: Transaction, incident: Incident) -> dict[str, datetime]:
    """Give since when each person, or group, waits for a reminder of this round."""
    owed = outbox.owed_pages(tx, incident.id, pages_of_round(incident))
    return {key.rsplit(":", 1)[1]: since for key, since in sorted(owed, key=itemgetter(1), reverse=True)}


def _round_of(incident: Incident) -> str:
    return f"{incident.id}:{incident.round}:"


def _row(
    lane: str, key: str, incident: Incident, due: datetime, told: Mapping[str, object] | None = None
) -> Outgoing:
    return Outgoing(key, lane, LANES.index(lane), due, dict(told or {}), incident.id)
