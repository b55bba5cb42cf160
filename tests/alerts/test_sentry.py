"""What a Sentry integration sends."""

from datetime import UTC, datetime
from typing import Any

import pytest

from incidents.alerts import AlertState
from incidents.errors import Invalid
from incidents.model import Severity
from tests.alerts.captured import alert_in, body, capture


def test_an_issue_alert_is_read() -> None:
    """It is known by its issue."""
    alert = alert_in("sentry_event_alert.01")
    assert (alert.fingerprint, alert.state) == ("issue 4410", AlertState.FIRING)
    assert alert.title == "TimeoutError: the bank did not answer"
    assert (alert.severity, alert.service) == (Severity.CRITICAL, "checkout")
    assert alert.labels["rule"] == "Payments fail"
    assert alert.labels["server_name"] == "api-1"
    assert alert.links[0][1].endswith("9f3a1c5be0d24f7c8b6a2e4d1f0c9b8a/")
    assert alert.started_at == datetime(2026, 11, 22, 15, 28, 15, 677_000, tzinfo=UTC)


def test_the_resolved_issue_is_the_same_alert() -> None:
    """Though another kind of webhook tells it."""
    alert = alert_in("sentry_issue.01")
    assert (alert.fingerprint, alert.state) == ("issue 4410", AlertState.RESOLVED)


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("created", AlertState.FIRING),
        ("unresolved", AlertState.FIRING),
        ("resolved", AlertState.RESOLVED),
        ("assigned", None),
        ("archived", None),
    ],
)
def test_an_issues_action_is_its_state(action: str, state: AlertState | None) -> None:
    """Assigning and archiving say nothing of whether it still happens."""
    told = {**capture("sentry_issue.01")["body"], "action": action}
    assert [alert.state for alert in body("sentry", told).alerts] == ([state] if state else [])


def test_an_issue_that_came_back_started_when_it_was_last_seen() -> None:
    """It was first seen long before this trouble."""
    alert = alert_in("sentry_issue.01", action="unresolved")
    assert alert.started_at == datetime(2026, 11, 22, 15, 38, 37, 391_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("action", "state", "severity"),
    [
        ("critical", AlertState.FIRING, Severity.CRITICAL),
        ("warning", AlertState.FIRING, Severity.MINOR),
        ("resolved", AlertState.RESOLVED, Severity.MINOR),
    ],
)
def test_a_metric_alerts_action_is_its_severity(action: str, state: AlertState, severity: Severity) -> None:
    """Its title is the rule's name, whatever the action."""
    alert = alert_in("sentry_metric_alert.01", action=action)
    assert (alert.fingerprint, alert.title) == ("metric alert 41", "Too many errors")
    assert (alert.state, alert.severity, alert.service) == (state, severity, "checkout")


def test_a_metric_alert_says_when_it_ended() -> None:
    """Under the same fingerprint."""
    alert = alert_in("sentry_metric_alert.02")
    assert (alert.fingerprint, alert.state) == ("metric alert 41", AlertState.RESOLVED)
    assert alert.ended_at == datetime(2026, 11, 22, 15, 41, tzinfo=UTC)


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        ("fatal", Severity.CRITICAL),
        ("error", Severity.MAJOR),
        ("warning", Severity.MINOR),
        ("info", None),
        ("debug", None),
        (None, Severity.MINOR),
    ],
)
def test_each_level_is_a_severity(level: str | None, severity: Severity | None) -> None:
    """Sentry has five."""
    event: dict[str, Any] = capture("sentry_event_alert.01")["body"]["data"]["event"]
    assert alert_in("sentry_event_alert.01", data={"event": {**event, "level": level}}).severity is severity


@pytest.mark.parametrize("tags", [{"service": "checkout"}, [{"key": "service", "value": "checkout"}]])
def test_tags_may_be_written_in_other_ways(tags: object) -> None:
    """As pairs, by name, or as objects."""
    told = {"action": "triggered", "data": {"event": {"issue_id": 1, "title": "x", "tags": tags}}}
    (alert,) = body("sentry", told).alerts
    assert alert.service == "checkout"


@pytest.mark.parametrize("data", [{"installation": {"uuid": "x"}}, {"comment": "hm", "issue_id": 1}, {}])
def test_what_is_no_alert_is_passed_over(data: object) -> None:
    """Sentry tells of its own installation first."""
    assert body("sentry", {"action": "created", "data": data}).alerts == ()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "action"),
        ({"action": "triggered"}, "data"),
        ({"action": "triggered", "data": {"event": {"title": "x"}}}, "data.event.issue_id"),
        ({"action": "triggered", "data": {"event": {"issue_id": 1}}}, "data.event.title"),
        ({"action": "critical", "data": {"metric_alert": {}}}, "data.metric_alert.id"),
        (
            {"action": "created", "data": {"issue": {"id": 1, "title": "x", "project": 3}}},
            "data.issue.project",
        ),
    ],
)
def test_what_cannot_be_read_is_named(told: object, field: str) -> None:
    """So that whoever set it up finds it."""
    with pytest.raises(Invalid) as refused:
        body("sentry", told)
    assert refused.value.field == field
