"""Speaks Opsgenie's Alert API (https://docs.opsgenie.com/docs/alert-api): create, acknowledge, close and delete.

Point a sender's API URL at `/alerts/opsgenie`; its GenieKey is our token. Whatever else is done to an alert
(a note, a tag, a new message) is accepted and passed over.

A request is known by the alert that it is about. So a client that asks what became of its request, as Opsgenie's own
do, hears the id by which the alert can be acknowledged and closed, and nothing has to be remembered for it.
"""

import hashlib
import uuid
from typing import Annotated, Literal, get_args

from pydantic import Field

from bot.alerts.reading import Answer, Filled, Labels, Payload, Reading, Received, Text, first_of, read_as
from incidents.alerts import Alert, AlertState, severity_of
from incidents.errors import Invalid

NAME = "opsgenie"
METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")

ALERTS = "v2/alerts"
REQUESTS = f"{ALERTS}/requests/"
PARTS = ("tags", "details")  # of an alert; deleting one leaves the alert as it is
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
    """Give the alert that is created, acknowledged, closed or deleted."""
    path = received.path.strip("/")
    if received.method == "GET":
        return Reading(answer=_found(path))
    if path == ALERTS:
        alert = _created(received)
        return Reading((alert,), _accepted(alert.fingerprint))
    if not path.startswith(f"{ALERTS}/"):
        raise Invalid("path", f"Opsgenie alerts are taken at /alerts/{NAME}/{ALERTS}.")
    identifier, state = _done(received.method, path.removeprefix(f"{ALERTS}/"))
    alerts = (_changed(identifier, state, received),) if state else ()
    return Reading(alerts, _accepted(identifier))


def _done(method: str, path: str) -> tuple[str, AlertState | None]:
    """Give the alert's identifier, and its state from now on; None when what is done does not touch it."""
    identifier, _, doing = path.rpartition("/")
    if method == "DELETE" and doing not in PARTS:
        return path, AlertState.RESOLVED
    if method == "POST" and identifier:
        return identifier, DOINGS.get(doing)
    return identifier or path, None


def _created(received: Received) -> Alert:
    """Without an alias an alert is known by an id, which is the same when the same request is sent again."""
    told = read_as(NewAlert, received.payload)
    key = first_of(told.alias, _id(received.payload))
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


def _accepted(key: str) -> Answer:
    return Answer(202, {"result": "Request will be processed", "took": 0.0, "requestId": key})


def _found(path: str) -> Answer:
    """Say what became of a request: by the time that it is asked for it has been done."""
    if not path.startswith(REQUESTS):
        return Answer(
            404, {"message": "Alerts are taken here, and not given out.", "took": 0.0, "requestId": ""}
        )
    key = path.removeprefix(REQUESTS)
    data = {"success": True, "isSuccess": True, "status": "Done", "alertId": key, "alias": key}
    return Answer(200, {"data": data, "took": 0.0, "requestId": key})


def _id(payload: bytes) -> str:
    return str(uuid.UUID(bytes=hashlib.sha256(payload).digest()[:16], version=4))
