"""What Uptime Kuma sends."""

from datetime import UTC, datetime

import pytest

from incidents.alerts import AlertState
from incidents.errors import Invalid
from incidents.model import Severity
from tests.alerts.captured import alert_in, body, capture, read

MONITOR = {"id": 7, "name": "Checkout API"}


def test_a_monitor_that_went_down_is_read() -> None:
    """Its tags say how bad it is and what is affected."""
    alert = alert_in("uptimekuma_webhook.01")
    assert (alert.fingerprint, alert.state, alert.title) == ("7", AlertState.FIRING, "Checkout API is down")
    assert (alert.severity, alert.service) == (Severity.CRITICAL, "checkout")
    assert alert.description == "connect ECONNREFUSED 127.0.0.1:443"
    assert alert.links == (("Monitored address", "https://checkout.example.com/health"),)
    assert alert.started_at == datetime(2026, 11, 22, 15, 28, 15, 632_000, tzinfo=UTC)


def test_it_comes_up_under_the_same_fingerprint() -> None:
    """And says when."""
    alert = alert_in("uptimekuma_webhook.02")
    assert (alert.fingerprint, alert.state, alert.started_at) == ("7", AlertState.RESOLVED, None)
    assert alert.ended_at == datetime(2026, 11, 22, 15, 28, 15, 632_000, tzinfo=UTC)


def test_the_test_button_tells_of_nothing() -> None:
    """It carries no monitor; a certificate that will expire carries none either."""
    reading = read("uptimekuma_webhook.03")
    assert (reading.alerts, reading.answer.status) == ((), 202)


@pytest.mark.parametrize("status", [2, 3])
def test_pending_and_maintenance_tell_of_nothing(status: int) -> None:
    """Neither down nor up."""
    assert body("uptime-kuma", {"heartbeat": {"status": status}, "monitor": MONITOR}).alerts == ()


def test_a_monitor_without_tags_is_minor_and_affects_itself() -> None:
    """Its address is no link when it watches no page."""
    told = {
        "heartbeat": {"status": 0},
        "monitor": {**MONITOR, "url": "https://", "hostname": "db-1", "tags": []},
    }
    (alert,) = body("uptime-kuma", told).alerts
    assert (alert.severity, alert.service, alert.links) == (Severity.MINOR, "Checkout API", ())
    assert alert.labels == {"hostname": "db-1"}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "heartbeat"),
        ({"heartbeat": {}, "monitor": None}, "heartbeat.status"),
        ({"heartbeat": {"status": "down"}, "monitor": MONITOR}, "heartbeat.status"),
        ({"heartbeat": {"status": 0}, "monitor": {"id": 7}}, "monitor.name"),
        ({"heartbeat": {"status": 0, "time": "noon"}, "monitor": MONITOR}, "heartbeat.time"),
    ],
)
def test_what_cannot_be_read_is_named(told: object, field: str) -> None:
    """So that whoever set it up finds it."""
    with pytest.raises(Invalid) as refused:
        body("uptime-kuma", told)
    assert refused.value.field == field


def test_tags_without_a_value_are_passed_over() -> None:
    """People tag with names alone."""
    monitor = capture("uptimekuma_webhook.01")["body"]["monitor"] | {
        "tags": [{"name": "prod", "value": None}, {}]
    }
    assert alert_in("uptimekuma_webhook.01", monitor=monitor).labels == {"type": "http"}
