"""Reads CloudEvents 1.0 (https://github.com/cloudevents/spec), structured, binary and in batches.

The envelope says nothing of alerts, so what `data` calls its fields is looked for under the usual names; the end of the
type, as in `com.example.alert.resolved`, tells the state where `data` does not.
"""

import base64
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import unquote

from pydantic import BeforeValidator

from bot.alerts.reading import (
    MOST_ALERTS,
    Filled,
    Labels,
    Moment,
    Payload,
    Reading,
    Received,
    Text,
    first_of,
    read_json,
    read_value,
)
from incidents.alerts import Alert, AlertState, severity_of, state_of
from incidents.errors import Invalid

NAME = "cloudevents"

_HEADER = "ce-"


class Envelope(Payload):
    """The attributes of an event, and what it carries."""

    specversion: Filled
    id: Filled
    source: Filled
    type: Filled
    subject: Text = None
    time: Moment = None
    severity: Text = None
    data: Any = None
    data_base64: Text = None


def _if_scalar(value: object) -> object:
    """Take what is of another shape for something else by the same name."""
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _if_named(value: object) -> object:
    return value if isinstance(value, Mapping) else {}


Word = Annotated[Text, BeforeValidator(_if_scalar)]


class Told(Payload):
    """What an event's data may say of an alert."""

    fingerprint: Word = None
    state: Word = None
    status: Word = None
    title: Word = None
    summary: Word = None
    message: Word = None
    description: Word = None
    severity: Word = None
    priority: Word = None
    service: Word = None
    labels: Annotated[Labels, BeforeValidator(_if_named)]
    url: Word = None
    link: Word = None
    started_at: Moment = None


def read(received: Received) -> Reading:
    """Give an alert for each event of the request."""
    return Reading(tuple(_alert(read_value(Envelope, told)) for told in _events(received)))


def _events(received: Received) -> list[Any]:
    """Give the envelopes: the content type says how they came, and what they are when it does not."""
    kind = received.headers.get("content-type", "").partition(";")[0].strip().lower()
    if f"{_HEADER}specversion" in received.headers and not kind.startswith("application/cloudevents"):
        return [_from_headers(received, kind)]
    told = read_json(received.payload)
    if not isinstance(told, list):
        return [told]
    if len(told) > MOST_ALERTS:
        raise Invalid("payload", f"The batch holds {len(told):,} events; {MOST_ALERTS:,} is the most.")
    return told


def _from_headers(received: Received, kind: str) -> dict[str, Any]:
    """Binary mode: attributes are headers, and the body is the data, which may be a mere text."""
    prefixed = {name: value for name, value in received.headers.items() if name.startswith(_HEADER)}
    attributes = {name.removeprefix(_HEADER): unquote(value) for name, value in prefixed.items()}
    if kind and not kind.endswith("json"):
        return attributes | {"data": received.payload.decode("utf-8", "replace")}
    return attributes | {"data": read_json(received.payload) if received.payload else None}


def _alert(event: Envelope) -> Alert:
    if not event.specversion.startswith("1."):
        raise Invalid("specversion", f"CloudEvents 1.0 is read here, not {event.specversion[:20]}.")
    told = _told(event)
    base, _, last = event.type.rpartition(".")
    by_type = state_of(last)
    state = state_of(told.state) or state_of(told.status) or by_type or AlertState.FIRING
    about = event.subject or (base if by_type else event.type)
    over = state is AlertState.RESOLVED
    return Alert(
        source=NAME,
        fingerprint=first_of(told.fingerprint, f"{event.source} {about}"),
        state=state,
        title=first_of(told.title, told.summary, told.message, event.subject, event.type),
        severity=severity_of(told.severity, told.priority, event.severity),
        service=first_of(told.service, told.labels.get("service"), event.subject),
        description=first_of(told.description, told.message),
        labels={"type": event.type, "source": event.source} | told.labels,
        links=(("Link", first_of(told.url, told.link)),),
        started_at=None if over else told.started_at or event.time,
        ended_at=event.time if over else None,
    )


def _told(event: Envelope) -> Told:
    """Read the data: a text alone is a message, and what has no names says nothing."""
    data = event.data if event.data_base64 is None else _decoded(event.data_base64)
    return read_value(Told, {"message": data} if isinstance(data, str) else _if_named(data))


def _decoded(text: str) -> Any:  # noqa: ANN401 - whatever it holds
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Invalid("data_base64", "data_base64 is not base64.") from None
    return read_json(data)
