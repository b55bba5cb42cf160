"""CloudEvents that tell of trouble: structured, binary, in batches."""

from datetime import UTC, datetime

import pytest

from bot.alerts.reading import Received
from incidents.alerts import Alert, AlertState
from incidents.errors import Invalid
from incidents.model import Severity
from tests.alerts.captured import SOURCES, alert_in, body, read, received

EVENT = {"specversion": "1.0", "id": "1", "source": "/monitor", "type": "com.example.alert"}


def one(**told: object) -> Alert:
    """Read one structured event."""
    (alert,) = body("cloudevents", {**EVENT, **told}).alerts
    return alert


def test_a_structured_event_is_read() -> None:
    """It is known by its source and its subject."""
    alert = alert_in("cloudevents_structured.01")
    assert (alert.fingerprint, alert.state) == ("/monitor checkout", AlertState.FIRING)
    assert (alert.title, alert.severity, alert.service) == ("Checkout down", Severity.CRITICAL, "checkout")
    assert alert.started_at == datetime(2026, 11, 22, 15, 46, 46, 55_084, tzinfo=UTC)


def test_a_binary_event_is_the_same_alert() -> None:
    """Its attributes are headers, and what is not ASCII is written with per cents."""
    alert = alert_in("cloudevents_binary.01")
    assert (alert.fingerprint, alert.title) == ("/monitor café", "Checkout down")


def test_a_batch_gives_an_alert_for_each_event() -> None:
    """Data may come as base64."""
    fired, resolved = read("cloudevents_batch.01").alerts
    assert (fired.state, fired.severity, fired.links) == (
        AlertState.FIRING,
        Severity.MAJOR,
        (("Link", "https://grafana.example.com/d/checkout"),),
    )
    assert (resolved.state, resolved.title, resolved.fingerprint) == (
        AlertState.RESOLVED,
        "Search down",
        "/monitor search",
    )
    assert (resolved.started_at, resolved.ended_at) == (None, datetime(2026, 11, 22, 15, 46, 47, tzinfo=UTC))


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"type": "com.example.alert.resolved"}, AlertState.RESOLVED),
        ({"type": "com.example.alert.resolved", "data": {"state": "firing"}}, AlertState.FIRING),
        ({"data": {"status": "acknowledged"}}, AlertState.ACKNOWLEDGED),
        ({"data": {"state": {"odd": 1}, "status": "ok"}}, AlertState.RESOLVED),
        ({}, AlertState.FIRING),
    ],
)
def test_the_state_is_in_the_data_else_in_the_type(told: dict[str, object], state: AlertState) -> None:
    """An event that says neither fires."""
    assert one(**told).state is state


def test_without_a_subject_the_type_without_its_state_is_the_alert() -> None:
    """So the resolved one finds the firing one."""
    fired, resolved = (one(type=f"com.example.disk.{state}") for state in ("firing", "resolved"))
    assert fired.fingerprint == resolved.fingerprint == "/monitor com.example.disk"
    assert one(data={"fingerprint": "disk-7"}).fingerprint == "disk-7"


@pytest.mark.parametrize("data", [None, [], 7, {"title": ["odd"], "labels": "odd", "severity": True}])
def test_data_of_any_shape_leaves_the_envelope(data: object) -> None:
    """The title is then the subject or the type."""
    assert one(data=data).title == "com.example.alert"
    assert one(data=data, subject="checkout").title == "checkout"


def test_a_text_alone_is_the_message() -> None:
    """As is base64 of one."""
    assert one(data="it burns").title == "it burns"
    assert one(data_base64="Iml0IGJ1cm5zIg==").title == "it burns"


def test_a_binary_event_needs_no_body() -> None:
    """The headers are the event."""
    headers = {f"ce-{name}": value for name, value in EVENT.items()}
    (alert,) = SOURCES["cloudevents"].read(Received(b"", headers=headers)).alerts
    assert alert.title == "com.example.alert"


def test_the_content_type_decides_between_headers_and_body() -> None:
    """A structured event may repeat its attributes as headers."""
    request = received("cloudevents_structured.01")
    headers = {**request.headers, "ce-specversion": "1.0", "ce-id": "another"}
    (alert,) = SOURCES["cloudevents"].read(Received(request.payload, headers=headers)).alerts
    assert alert.title == "Checkout down"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "specversion"),
        ({**EVENT, "specversion": "0.3"}, "specversion"),
        ({**EVENT, "id": ""}, "id"),
        ({**EVENT, "source": None}, "source"),
        ({**EVENT, "type": []}, "type"),
        ({**EVENT, "time": "noon"}, "time"),
        ({**EVENT, "data_base64": "no base64!"}, "data_base64"),
        ({**EVENT, "data_base64": "é"}, "data_base64"),
        ({**EVENT, "data_base64": "/w=="}, "payload"),
        ([{}], "specversion"),
        ([EVENT] * 10_001, "payload"),
        ("x", "payload"),
    ],
)
def test_what_cannot_be_read_is_named(told: object, field: str) -> None:
    """So that whoever set it up finds it."""
    with pytest.raises(Invalid) as refused:
        body("cloudevents", told)
    assert refused.value.field == field


def test_half_a_character_in_a_header_becomes_a_mark() -> None:
    """Written with per cents, it cannot be refused by the reader of JSON."""
    headers = {f"ce-{name}": value for name, value in EVENT.items()} | {"ce-subject": "%ED%A0%80"}
    (alert,) = SOURCES["cloudevents"].read(Received(b"{}", headers=headers)).alerts
    assert set(alert.title) == {"\N{REPLACEMENT CHARACTER}"}


def test_a_binary_event_may_carry_a_text() -> None:
    """Its content type says so."""
    headers = {f"ce-{name}": value for name, value in EVENT.items()} | {
        "content-type": "text/plain; charset=utf-8"
    }
    (alert,) = SOURCES["cloudevents"].read(Received(b"it burns", headers=headers)).alerts
    assert alert.title == "it burns"
