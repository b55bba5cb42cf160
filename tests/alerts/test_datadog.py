"""What Datadog sends, by our template and by its own."""

from datetime import UTC, datetime

import pytest

from incidents.alerts import AlertState
from incidents.errors import Invalid
from incidents.model import Severity
from tests.alerts.captured import alert_in, body


def test_a_monitor_that_triggered_is_read() -> None:
    """The tags are labels, and the title says no state."""
    alert = alert_in("datadog_webhook.01")
    assert (alert.fingerprint, alert.state) == ("8219774533", AlertState.FIRING)
    assert alert.title == "Load is high on {host:api-1}"
    assert (alert.severity, alert.service) == (Severity.MAJOR, "checkout")
    assert alert.labels == {"hostname": "api-1", "env": "prod", "host": "api-1", "service": "checkout"}
    assert alert.links == (("Datadog", "https://app.datadoghq.com/event/event?id=7031"),)
    assert alert.started_at == datetime(2026, 11, 22, 15, 28, 15, tzinfo=UTC)


def test_it_recovers_under_the_same_fingerprint() -> None:
    """Datadog's cycle key links the two."""
    alert = alert_in("datadog_webhook.02")
    assert (alert.fingerprint, alert.state, alert.started_at) == ("8219774533", AlertState.RESOLVED, None)
    assert alert.ended_at == datetime(2026, 11, 22, 15, 28, 15, tzinfo=UTC)


def test_the_payload_that_ships_with_datadog_is_read_by_its_title() -> None:
    """It says neither state nor key elsewhere; the recovery finds the trigger."""
    fired = alert_in("datadog_webhook.03")
    recovered = alert_in("datadog_webhook.03", title="[Recovered on {host:api-1}] Load is high")
    assert fired.fingerprint == recovered.fingerprint == "Load is high on {host:api-1}"
    assert (fired.state, recovered.state) == (AlertState.FIRING, AlertState.RESOLVED)
    assert alert_in("datadog_webhook.03", title="[P1] [Warn] Load is high").severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("transition", "state"),
    [
        ("Triggered", AlertState.FIRING),
        ("Re-Triggered", AlertState.FIRING),
        ("No Data", AlertState.FIRING),
        ("Re-No Data", AlertState.FIRING),
        ("Warn", AlertState.FIRING),
        ("Re-Warn", AlertState.FIRING),
        ("Renotify", AlertState.FIRING),
        ("Recovered", AlertState.RESOLVED),
        ("Warn Recovered", AlertState.RESOLVED),
        ("No Data Recovered", AlertState.RESOLVED),
    ],
)
def test_each_transition_is_a_state(transition: str, state: AlertState) -> None:
    """In its own field and in the title's brackets."""
    assert alert_in("datadog_webhook.01", alert_transition=transition).state is state
    assert alert_in("datadog_webhook.03", title=f"[{transition} on {{host:a}}] x").state is state


@pytest.mark.parametrize(
    ("told", "severity"),
    [
        ({"alert_priority": "P1"}, Severity.CRITICAL),
        ({"alert_priority": "P4"}, None),
        ({"alert_priority": ""}, Severity.MAJOR),
        ({"alert_priority": "$ALERT_PRIORITY", "alert_type": "info"}, None),
        ({"alert_priority": None, "alert_transition": "Warn"}, Severity.MINOR),
        ({"alert_priority": None, "alert_type": "success"}, Severity.MINOR),
    ],
)
def test_the_priority_comes_first_then_a_warning_then_the_type(
    told: dict[str, str | None], severity: Severity | None
) -> None:
    """A variable that was not filled in says nothing."""
    assert alert_in("datadog_webhook.01", **told).severity is severity


@pytest.mark.parametrize(
    ("told", "fingerprint"),
    [
        ({"alert_cycle_key": "null", "aggreg_key": "9bd4"}, "9bd4"),
        ({"alert_cycle_key": ""}, "1234 host:api-1"),
        ({"alert_cycle_key": "", "alert_scope": ""}, "1234"),
        ({"alert_cycle_key": "", "alert_id": ""}, "Load is high on {host:api-1}"),
    ],
)
def test_the_fingerprint_is_the_best_that_was_said(told: dict[str, str], fingerprint: str) -> None:
    """Each is the same at the trigger and at the recovery."""
    assert alert_in("datadog_webhook.01", **told).fingerprint == fingerprint


def test_the_test_button_tells_of_nothing() -> None:
    """Datadog writes TEST before the title."""
    assert body("datadog", {"title": "[TEST] [Triggered] Load is high"}).alerts == ()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "alert_transition"),
        ({"title": "A comment"}, "alert_transition"),
        ({"alert_transition": "Null", "title": "x"}, "alert_transition"),
        ({"alert_transition": "Triggered"}, "alert_cycle_key"),
        ({"title": {}}, "title"),
        ({"alert_transition": "Triggered", "title": "x", "date": "noon"}, "date"),
    ],
)
def test_what_cannot_be_read_is_named(told: object, field: str) -> None:
    """With what to put into the template."""
    with pytest.raises(Invalid) as refused:
        body("datadog", told)
    assert refused.value.field == field
