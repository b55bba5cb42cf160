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


def remember(tx: Transaction, incident: Incident, events: Sequence[TimelineEvent]) -> list[TimelineEvent]:
    """Append what happened to the incident, which is given as it is afterwards."""
    recorded = timeline.append(tx, incident.id, events)
    listening = webhooks.enabled(tx) if recorded else []
    for event in recorded if listening else []:
        wanted = [webhook for webhook in listening if webhook.wants(name_of(event.kind))]
        webhooks.put(tx, wanted, name_of(event.kind), _body(tx, incident, event), incident.id)
        for webhook in wanted:
            outgoing.send_webhook(tx, webhook.id)
    return recorded


def name_of(kind: EventKind) -> str:
    """Name an event as messages do: `incident.acknowledged`."""
    return f"incident.{kind}"


def _body(tx: Transaction, incident: Incident, event: TimelineEvent) -> str:
    shown = name_json(incident) if event.kind is EventKind.DELETED else incident_json(incident, tx.now)
    told = {"incident": shown, "event": event_json(event)}
    return json.dumps({"type": name_of(event.kind), "timestamp": instant(event.at), "data": told})
