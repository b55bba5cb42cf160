"""What AWS SNS sends, and the CloudWatch alarms in it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from incidents.alerts import AlertState
from incidents.errors import Invalid
from incidents.model import Severity
from tests.alerts.captured import alert_in, body, capture, read

ARN = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:checkout-5xx"


def alarm(**changes: object) -> str:
    """Give the alarm that is in the notification, as the text it is sent as."""
    told: dict[str, Any] = json.loads(capture("sns_notification.01")["body"]["Message"])
    return json.dumps({**told, **changes})


def test_an_alarm_is_read() -> None:
    """It is known by its ARN."""
    alert = alert_in("sns_notification.01")
    assert (alert.fingerprint, alert.state, alert.title) == (ARN, AlertState.FIRING, "checkout-5xx")
    assert (alert.severity, alert.service) == (Severity.MINOR, "checkout")
    assert alert.description.startswith("Too many failed payments\nThreshold Crossed")
    assert alert.labels["metric"] == "5XXError"
    assert alert.started_at == datetime(2026, 11, 22, 15, 28, 15, 632_000, tzinfo=UTC)


def test_it_recovers_under_the_same_fingerprint() -> None:
    """And says when."""
    alert = alert_in("sns_notification.02")
    assert (alert.fingerprint, alert.state, alert.started_at) == (ARN, AlertState.RESOLVED, None)
    assert alert.ended_at == datetime(2026, 11, 22, 15, 28, 15, 632_000, tzinfo=UTC)


def test_too_little_data_tells_of_nothing() -> None:
    """The alarm is neither on nor off."""
    assert read("sns_notification.01", Message=alarm(NewStateValue="INSUFFICIENT_DATA")).alerts == ()


def test_an_alarm_without_an_arn_or_a_trigger_is_read() -> None:
    """Older ones and those made of other alarms."""
    alert = alert_in("sns_notification.01", Message=alarm(AlarmArn=None, Trigger=None))
    assert alert.fingerprint == "123456789012 EU (Ireland) checkout-5xx"
    assert alert.service is None


@pytest.mark.parametrize("message", ["plain words", "{}", "[1]", '{"AlarmName": ["odd"]}', "{" * 1_000])
def test_a_message_that_is_no_alarm_is_recorded_and_declares_nothing(message: str) -> None:
    """Anybody may publish anything to a topic."""
    alert = alert_in("sns_notification.03", Message=message)
    assert (alert.severity, alert.title, alert.description) == (None, "A snapshot was taken", message)
    assert alert.fingerprint.endswith("22b80b92-fdea-4c2c-8f9d-000000000003")


def test_a_new_subscription_is_answered_by_a_visit() -> None:
    """And tells of nothing yet."""
    reading = read("sns_subscription.01")
    assert reading.alerts == ()
    assert reading.visit == capture("sns_subscription.01")["body"]["SubscribeURL"]


@pytest.mark.parametrize(
    "url", [None, "", "http://sns.eu-west-1.amazonaws.com/", "https://evil.example.com/"]
)
def test_no_other_address_is_visited(url: str | None) -> None:
    """It would be a request that anybody can make us send."""
    with pytest.raises(Invalid) as refused:
        read("sns_subscription.01", SubscribeURL=url)
    assert refused.value.field == "SubscribeURL"


def test_the_end_of_a_subscription_tells_of_nothing() -> None:
    """And nothing is visited: that would subscribe again."""
    reading = read("sns_subscription.01", Type="UnsubscribeConfirmation")
    assert (reading.alerts, reading.visit) == ((), None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"Type": "Hello"}, "Type"),
        ({"Message": {"AlarmName": "x"}}, "Message"),
        ({"Message": None}, "Message"),
        ({"Message": '{"AlarmName": "x"}'}, "NewStateValue"),
        ({"Message": alarm(NewStateValue="PANIC")}, "NewStateValue"),
        ({"Message": alarm(StateChangeTime="noon")}, "StateChangeTime"),
        ({"TopicArn": ""}, "TopicArn"),
    ],
)
def test_what_cannot_be_read_is_named(changes: dict[str, object], field: str) -> None:
    """In the envelope or in the alarm."""
    with pytest.raises(Invalid) as refused:
        read("sns_notification.01", **changes)
    assert refused.value.field == field


def test_a_raw_message_has_no_envelope_to_be_trusted() -> None:
    """Raw delivery sends the message alone, signed by nobody."""
    with pytest.raises(Invalid) as refused:
        body("sns", json.loads(alarm()))
    assert refused.value.field == "Type"
