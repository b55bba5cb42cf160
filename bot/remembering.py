"""The one way onto a timeline: what happened is appended, and whoever wants to hear of it gets a message.

Messages are rendered here and now, in the unit in which it happened, so that they show what was so then.
"""

import json
from collections.abc import Sequence

from bot import outgoing
from bot.wire import event_json, incident_json, instant, name_json
from incidents.model import EventKind, Incident, TimelineEvent
from storage import timeline, webhooks
from storage.store import Transaction
from storage.webhooks import Webhook


def remember(tx: Transaction, incident: Incident, events: Sequence[TimelineEvent]) -> list[TimelineEvent]:
    """Append what happened to the incident, which is given as it is afterwards."""
    return remember_each(tx, [(incident, event) for event in events])


def remember_each(tx: Transaction, happened: Sequence[tuple[Incident, TimelineEvent]]) -> list[TimelineEvent]:
    """Append what happened to which incident; the same for several of them."""
    recorded = timeline.append(tx, [(incident.id, event) for incident, event in happened])
    listening = webhooks.enabled(tx) if recorded else []
    if listening:
        for (incident, _), event in zip(happened, recorded, strict=True):
            _tell(tx, listening, incident, event)
    return recorded


def name_of(kind: EventKind) -> str:
    """Name an event as messages do: `incident.acknowledged`."""
    return f"incident.{kind}"


def _tell(tx: Transaction, listening: Sequence[Webhook], incident: Incident, event: TimelineEvent) -> None:
    wanted = [webhook for webhook in listening if webhook.wants(name_of(event.kind))]
    webhooks.put(tx, wanted, name_of(event.kind), _body(tx, incident, event), incident.id)
    for webhook in wanted:
        outgoing.send_webhook(tx, webhook.id)


def _body(tx: Transaction, incident: Incident, event: TimelineEvent) -> str:
    shown = name_json(incident) if event.kind is EventKind.DELETED else incident_json(incident, tx.now)
    told = {"incident": shown, "event": event_json(event)}
    return json.dumps({"type": name_of(event.kind), "timestamp": instant(event.at), "data": told})
