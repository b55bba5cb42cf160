"""Speaks PagerDuty's Events API v2 (https://developer.pagerduty.com/docs/events-api-v2/).

Point a sender's API URL at `/alerts/pagerduty`; its integration key is our token.
"""

import hashlib
from typing import Annotated, Literal

from pydantic import Field

from bot.alerts.reading import (
    Answer,
    Labels,
    Moment,
    Payload,
    Reading,
    Received,
    Text,
    first_of,
    read_as,
    read_value,
)
from incidents.alerts import Alert, AlertState, severity_of
from incidents.errors import Invalid

NAME = "pagerduty"

EVENTS = "v2/enqueue"
CHANGES = "v2/change/enqueue"

STATES = {
    "trigger": AlertState.FIRING,
    "acknowledge": AlertState.ACKNOWLEDGED,
    "resolve": AlertState.RESOLVED,
}


class PagerDutyLink(Payload):
    """A link beside the event."""

    href: Text = None
    text: Text = None


class Details(Payload):
    """What happened; a trigger must say it, and what follows may leave it blank."""

    summary: Text = None
    source: Text = None
    severity: Text = None
    timestamp: Moment = None
    component: Text = None
    group: Text = None
    kind: Text = Field(None, alias="class")
    custom_details: Labels

    @property
    def labels(self) -> Labels:
        """Give everything that has a name; the event's own words before the sender's."""
        own = {"source": self.source, "component": self.component, "group": self.group, "class": self.kind}
        return {name: value for name, value in own.items() if value} | self.custom_details


class Event(Payload):
    """What is sent."""

    event_action: Literal["trigger", "acknowledge", "resolve"]
    dedup_key: Text = None
    payload: Details | None = None
    links: Annotated[list[PagerDutyLink], Field(max_length=1000, fail_fast=True)] | None = None
    client: Text = None
    client_url: Text = None


class Routing(Payload):
    """The part of an event, or of a change, that says where it belongs."""

    routing_key: Text = None


def token_of(received: Received) -> str | None:
    """Give the integration key: senders write it into the body, some into a header."""
    try:
        return received.headers.get("x-routing-key") or read_as(Routing, received.payload).routing_key
    except Invalid:
        return None


def read(received: Received) -> Reading:
    """Give the event's alert. A change is accepted and passed over: it tells of no trouble."""
    path = received.path.strip("/")
    if path == CHANGES:
        return Reading(answer=Answer(202, {"status": "success", "message": "Change event processed"}))
    if path != EVENTS:
        raise Invalid("path", f"PagerDuty events are taken at /alerts/{NAME}/{EVENTS}.")
    event = read_as(Event, received.payload)
    key = _key(event, received.payload)
    answer = {"status": "success", "message": "Event processed", "dedup_key": key}
    return Reading((_alert(event, key),), Answer(202, answer))


def _key(event: Event, payload: bytes) -> str:
    """Give the key that a resolve will name; a trigger without one gets the same again when it is sent again."""
    if event.dedup_key and event.dedup_key.strip():
        return event.dedup_key
    if event.event_action != "trigger":
        raise Invalid(
            "dedup_key", f"To {event.event_action}, send the dedup_key that the trigger was answered with."
        )
    return hashlib.sha256(payload).hexdigest()[:32]


def _alert(event: Event, key: str) -> Alert:
    state, told = STATES[event.event_action], _details(event)
    return Alert(
        source=NAME,
        fingerprint=key,
        group=key,
        state=state,
        title=first_of(told.summary, key),
        severity=severity_of(told.severity),
        service=first_of(told.custom_details.get("service"), told.component),
        labels=told.labels,
        links=tuple(_links(event)),
        started_at=told.timestamp if state is AlertState.FIRING else None,
        ended_at=told.timestamp if state is AlertState.RESOLVED else None,
    )


def _details(event: Event) -> Details:
    told = event.payload or read_value(Details, {})
    if event.event_action == "trigger" and not first_of(told.summary):
        raise Invalid("payload.summary", "The payload has no payload.summary: a trigger says what happened.")
    return told


def _links(event: Event) -> list[tuple[str, str]]:
    told = [(link.text or "Link", link.href or "") for link in event.links or ()]
    return [*told, (event.client or "Client", event.client_url or "")]
