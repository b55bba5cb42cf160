"""Speaks Opsgenie's Alert API (https://docs.opsgenie.com/docs/alert-api): create, acknowledge and close.

Point a sender's API URL at `/alerts/opsgenie`; its GenieKey is our token. Whatever else is asked of an alert
(a note, a tag, a new message) is accepted and passed over.
"""

import hashlib
import uuid
from typing import Annotated, Literal, get_args

from pydantic import Field

from bot.alerts.reading import Answer, Filled, Labels, Payload, Reading, Received, Text, first_of, read_as
from incidents.alerts import Alert, AlertState, severity_of
from incidents.errors import Invalid

NAME = "opsgenie"

ALERTS = "v2/alerts"
DOINGS = {"close": AlertState.RESOLVED, "acknowledge": AlertState.ACKNOWLEDGED}

IdentifierType = Literal["id", "alias", "tiny"]


class NewAlert(Payload):
    """What creates an alert."""

    message: Filled
    alias: Text = None
    description: Text = None
    details: Labels
    entity: Text = None
    priority: Text = None
    source: Text = None
    tags: Annotated[list[Text], Field(max_length=1000, fail_fast=True)] | None = None

    @property
    def labels(self) -> Labels:
        """Give the details, and the tags as one more."""
        tags = ", ".join(tag for tag in self.tags or () if tag)
        return ({"tags": tags} if tags else {}) | self.details


def token_of(received: Received) -> str | None:
    """Give the key of `Authorization: GenieKey ...`."""
    scheme, _, key = received.headers.get("authorization", "").partition(" ")
    return key.strip() or None if scheme.lower() == "geniekey" else None


def read(received: Received) -> Reading:
    """Give the alert that is created, acknowledged or closed."""
    path = received.path.strip("/")
    if path == ALERTS:
        return Reading((_created(received),), _answer(received))
    if not path.startswith(f"{ALERTS}/"):
        raise Invalid("path", f"Opsgenie alerts are taken at /alerts/{NAME}/{ALERTS}.")
    identifier, _, doing = path.removeprefix(f"{ALERTS}/").rpartition("/")
    if doing in DOINGS and identifier:
        return Reading((_changed(identifier, DOINGS[doing], received),), _answer(received))
    return Reading(answer=_answer(received))


def _created(received: Received) -> Alert:
    """Without an alias an alert is known by its id, which the answer names."""
    told = read_as(NewAlert, received.payload)
    key = first_of(told.alias, _request_id(received))
    return Alert(
        source=NAME,
        fingerprint=key,
        group=key,
        state=AlertState.FIRING,
        title=told.message,
        severity=severity_of(told.priority),
        service=first_of(told.details.get("service"), told.entity),
        description=told.description or "",
        labels=told.labels,
        links=(("Source", told.source or ""),),
    )


def _changed(identifier: str, state: AlertState, received: Received) -> Alert:
    """The label `identifierType` says what the fingerprint is; a tiny one is a small number that people type."""
    kind = received.query.get("identifierType", "id").lower()
    if kind not in get_args(IdentifierType):
        raise Invalid("identifierType", f"identifierType is one of {', '.join(get_args(IdentifierType))}.")
    return Alert(NAME, identifier, state, title=identifier, group=identifier, labels={"identifierType": kind})


def _answer(received: Received) -> Answer:
    return Answer(
        202, {"result": "Request will be processed", "took": 0.0, "requestId": _request_id(received)}
    )


def _request_id(received: Received) -> str:
    """Give the same id when the same request is sent again."""
    digest = hashlib.sha256(received.path.encode("utf-8", "replace") + b"\n" + received.payload).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))
