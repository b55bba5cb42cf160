"""What senders tell PagerDuty's Events API, and what they hear."""

import pytest

from bot.alerts.reading import Received
from incidents.alerts import AlertState
from incidents.errors import Invalid
from incidents.model import Severity
from tests.alerts.captured import SOURCES, alert_in, body, read, received

KEY = "2a8f82b077871cea17bf2c0ae2fa4b085ea2cca233f41fdf3815641835549bfc"
TRIGGER = {"event_action": "trigger", "payload": {"summary": "Checkout down"}}


def test_alertmanagers_trigger_is_read() -> None:
    """Its `dedup_key` is fingerprint and group."""
    alert = alert_in("pagerduty_v2_enqueue.01")
    assert (alert.fingerprint, alert.group, alert.state) == (KEY, KEY, AlertState.FIRING)
    assert alert.severity is Severity.CRITICAL
    assert alert.labels["num_firing"] == "1"
    assert alert.links == (("Alertmanager", "http://127.0.0.1:18941/#/alerts?receiver=all"),)


def test_alertmanagers_resolve_has_the_same_key() -> None:
    """So it finds the incident."""
    alert = alert_in("pagerduty_v2_enqueue.03")
    assert (alert.fingerprint, alert.state) == (KEY, AlertState.RESOLVED)


def test_every_event_is_answered_with_its_key() -> None:
    """The clients resolve with it."""
    answer = read("pagerduty_v2_enqueue.01").answer
    assert answer.status == 202
    assert answer.body == {"status": "success", "message": "Event processed", "dedup_key": KEY}


def test_a_trigger_without_a_key_gets_one_that_stays() -> None:
    """The same bytes sent again are the same alert; another event is another."""
    first, again = read("pd_official_client_v2_enqueue.01"), read("pd_official_client_v2_enqueue.01")
    other = read("pd_official_client_v2_enqueue.01", client="another")
    assert first.answer.body["dedup_key"] == again.answer.body["dedup_key"] == first.alerts[0].fingerprint
    assert other.answer.body["dedup_key"] != first.answer.body["dedup_key"]


def test_the_official_clients_links_and_details_are_kept() -> None:
    """As links and labels."""
    alert = alert_in("pd_official_client_v2_enqueue.01")
    assert alert.links == (("dash", "https://d"),)
    assert alert.labels == {"source": "api-1.example.com", "p95": "4s"}


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("pd_official_client_v2_enqueue.02", AlertState.ACKNOWLEDGED),
        ("pd_official_client_v2_enqueue.03", AlertState.RESOLVED),
    ],
)
def test_an_acknowledge_and_a_resolve_need_only_the_key(name: str, state: AlertState) -> None:
    """The client sends nothing else."""
    alert = alert_in(name)
    assert (alert.fingerprint, alert.state) == ("x", state)


@pytest.mark.parametrize("payload", [None, {}, {"summary": ""}, {"summary": None, "source": "x"}])
def test_a_resolve_may_leave_the_rest_blank(payload: object) -> None:
    """Some clients send it empty; the incident must end all the same."""
    alert = alert_in("pd_official_client_v2_enqueue.03", payload=payload)
    assert (alert.fingerprint, alert.title, alert.state) == ("x", "x", AlertState.RESOLVED)


@pytest.mark.parametrize(
    ("word", "severity"),
    [
        ("critical", Severity.CRITICAL),
        ("error", Severity.MAJOR),
        ("warning", Severity.MINOR),
        ("info", None),
        (None, Severity.MINOR),
    ],
)
def test_each_of_pagerdutys_severities_is_one_of_ours(word: str | None, severity: Severity | None) -> None:
    """There are four, and none is minor."""
    assert (
        alert_in("pagerduty_v2_enqueue.01", payload={"summary": "x", "severity": word}).severity is severity
    )


def test_details_of_any_shape_become_labels() -> None:
    """PagerDuty takes an object or a text."""
    details = {"service": "shop", "nested": {"a": [1, None]}, "load": 4.5, "nothing": None}
    alert = alert_in("pagerduty_v2_enqueue.01", payload={"summary": "x", "custom_details": details})
    assert alert.labels == {"service": "shop", "nested": '{"a":[1,null]}', "load": "4.5"}
    assert alert.service == "shop"
    plain = alert_in("pagerduty_v2_enqueue.01", payload={"summary": "x", "custom_details": "just text"})
    assert plain.labels == {"details": "just text"}


def test_a_change_is_accepted_and_tells_of_no_trouble() -> None:
    """A deployment is no incident."""
    reading = body("pagerduty", {"payload": {"summary": "Deployed"}}, "v2/change/enqueue")
    assert (reading.alerts, reading.answer.status) == ((), 202)


@pytest.mark.parametrize(
    ("told", "path", "field"),
    [
        ({}, "v2/enqueue", "event_action"),
        ({"event_action": "explode"}, "v2/enqueue", "event_action"),
        ({"event_action": "trigger"}, "v2/enqueue", "payload.summary"),
        ({"event_action": "trigger", "payload": {}}, "v2/enqueue", "payload.summary"),
        ({"event_action": "trigger", "payload": {"summary": " "}}, "v2/enqueue", "payload.summary"),
        ({"event_action": "resolve"}, "v2/enqueue", "dedup_key"),
        ({"event_action": "acknowledge", "dedup_key": " "}, "v2/enqueue", "dedup_key"),
        (TRIGGER, "v1/enqueue", "path"),
    ],
)
def test_what_cannot_be_read_is_named(told: object, path: str, field: str) -> None:
    """As PagerDuty itself would refuse it."""
    with pytest.raises(Invalid) as refused:
        body("pagerduty", told, path)
    assert refused.value.field == field


def test_our_token_is_the_routing_key_or_in_a_header() -> None:
    """What cannot be read has none."""
    token_of = SOURCES["pagerduty"].token_of
    assert token_of(received("pagerduty_v2_enqueue.01")) == "R0123456789ABCDEF0123456789ABCDE"
    assert token_of(Received(b"{}", headers={"x-routing-key": "tok"})) == "tok"
    assert token_of(Received(b"{}")) is None
    assert token_of(Received(b"no JSON")) is None
