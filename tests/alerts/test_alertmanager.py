"""What Alertmanager sends, and Grafana in the same shape."""

from datetime import UTC, datetime

import pytest

from incidents.alerts import Alert, AlertState
from incidents.errors import Invalid
from incidents.model import Severity
from tests.alerts.captured import alert_in, body, capture, read

GROUP = '{}:{alertname="ScrapeTargetDown", cluster="eu-1"}'


def one(**told: object) -> Alert:
    """Read a group of one alert."""
    (alert,) = body("alertmanager", {"alerts": [{"status": "firing", **told}]}).alerts
    return alert


def test_a_target_that_is_down_is_read_whole() -> None:
    """Everything that a responder wants to know is in it."""
    assert alert_in("alertmanager_webhook.01") == Alert(
        source="alertmanager",
        fingerprint="42bb9ef7a54e29bd",
        group=GROUP,
        state=AlertState.FIRING,
        title="Target 127.0.0.1:18945 down",
        severity=Severity.CRITICAL,
        service="checkout",
        description="No scrape for 1s",
        labels=capture("alertmanager_webhook.01")["body"]["commonLabels"],
        links=(
            ("Runbook", "https://runbooks.example.com/down"),
            ("Source", "http://vm:18942/graph?g0.expr=up+%3D%3D+0&g0.tab=1"),
            ("Alertmanager", "http://127.0.0.1:18941"),
        ),
        started_at=datetime(2026, 11, 22, 15, 28, 15, 632_000, tzinfo=UTC),
    )


def test_it_recovers_under_the_same_fingerprint() -> None:
    """And says when."""
    recovered = alert_in("alertmanager_webhook.03")
    assert (recovered.fingerprint, recovered.group) == ("42bb9ef7a54e29bd", GROUP)
    assert recovered.state is AlertState.RESOLVED
    assert recovered.ended_at == datetime(2026, 11, 22, 15, 28, 22, 632_000, tzinfo=UTC)


def test_a_mixed_group_keeps_each_severity() -> None:
    """The group has no severity of its own then; both alerts have its key."""
    alerts = read("alertmanager_webhook.02").alerts
    assert [alert.severity for alert in alerts] == [Severity.CRITICAL, Severity.MINOR]
    assert {alert.group for alert in alerts} == {'{}:{alertname="HighErrorRate", cluster="eu-1"}'}


@pytest.mark.parametrize(
    ("annotations", "labels", "title"),
    [
        ({"summary": "Slow", "title": "T"}, {"alertname": "A"}, "Slow"),
        ({"summary": " ", "title": "T"}, {"alertname": "A"}, "T"),
        ({}, {"alertname": "A"}, "A"),
        ({}, {}, "An alert"),
    ],
)
def test_the_title_is_the_best_that_was_said(
    annotations: dict[str, str], labels: dict[str, str], title: str
) -> None:
    """Not every rule has a summary."""
    assert one(annotations=annotations, labels=labels).title == title


def test_without_a_fingerprint_the_labels_are_the_alert() -> None:
    """In whatever order they come."""
    this, same, other = (
        one(labels=labels).fingerprint
        for labels in ({"a": "1", "b": "2"}, {"b": "2", "a": "1"}, {"a": "1", "b": "3"})
    )
    assert this == same != other


def test_the_watchdog_declares_nothing() -> None:
    """The alert that always fires, to show that alerts arrive, has the severity `none`."""
    assert one(labels={"alertname": "Watchdog", "severity": "none"}).severity is None


def test_a_firing_alert_has_not_ended_whatever_it_says() -> None:
    """`endsAt` of a firing one is when Prometheus will take it for over."""
    assert one(endsAt="2026-11-22T15:32:15Z").ended_at is None


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "alerts"),
        ({"alerts": {}}, "alerts"),
        ({"alerts": [{}]}, "alerts.0.status"),
        ({"alerts": [{"status": "burning"}]}, "alerts.0.status"),
        ({"alerts": [{"status": "firing", "labels": ["a"]}]}, "alerts.0.labels"),
        ({"alerts": [{"status": "firing", "startsAt": "soon"}]}, "alerts.0.startsAt"),
        ({"alerts": [{"status": "firing"}] * 10_001}, "alerts"),
        ([], "payload"),
        ("x", "payload"),
    ],
)
def test_what_cannot_be_read_is_named(told: object, field: str) -> None:
    """So that whoever set it up finds it."""
    with pytest.raises(Invalid) as refused:
        body("alertmanager", told)
    assert refused.value.field == field
    assert refused.value.message.endswith(".")


def test_grafana_shows_its_panel_first() -> None:
    """Its fields beside Alertmanager's are links."""
    alert = alert_in("grafana_webhook.01")
    assert (alert.source, alert.severity, alert.service) == ("grafana", Severity.MAJOR, "checkout")
    assert alert.started_at == datetime(2026, 11, 22, 15, 28, 10, tzinfo=UTC)
    assert [text for text, _ in alert.links] == [
        "Panel",
        "Dashboard",
        "Silence",
        "Runbook",
        "Source",
        "Grafana",
    ]


def test_grafana_recovers_under_the_same_fingerprint() -> None:
    """With the group that Grafana made."""
    fired, recovered = alert_in("grafana_webhook.01"), alert_in("grafana_webhook.02")
    assert (fired.fingerprint, fired.group) == (recovered.fingerprint, recovered.group)
    assert recovered.state is AlertState.RESOLVED


def test_grafanas_test_button_tells_of_nothing() -> None:
    """It is accepted."""
    reading = read("grafana_webhook.03")
    assert (reading.alerts, reading.answer.status) == ((), 202)


def test_a_query_of_grafanas_without_data_is_an_alert() -> None:
    """Whoever watches may have gone blind."""
    alert = alert_in("grafana_webhook.04")
    assert (alert.state, alert.labels["alertname"]) == (AlertState.FIRING, "DatasourceNoData")


def test_grafana_may_be_pointed_at_alertmanagers_address() -> None:
    """What it sends beside is passed over."""
    told = capture("grafana_webhook.01")["body"]
    (alert,) = body("alertmanager", told).alerts
    assert (alert.source, alert.title) == ("alertmanager", "Checkout is slow")
