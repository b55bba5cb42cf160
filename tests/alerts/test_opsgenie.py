"""What senders tell Opsgenie's Alert API, and what they hear."""

import uuid

import pytest

from bot.alerts.reading import Reading, Received
from incidents.alerts import AlertState
from incidents.errors import Invalid
from incidents.model import Severity
from tests.alerts.captured import SOURCES, alert_in, body, read, received

ALIAS = "2a8f82b077871cea17bf2c0ae2fa4b085ea2cca233f41fdf3815641835549bfc"


def test_alertmanagers_alert_is_read() -> None:
    """Its alias is fingerprint and group."""
    alert = alert_in("opsgenie_v2_alerts.01")
    assert (alert.fingerprint, alert.group, alert.state) == (ALIAS, ALIAS, AlertState.FIRING)
    assert (alert.severity, alert.service) == (Severity.CRITICAL, "checkout")
    assert alert.links == (("Source", "http://127.0.0.1:18941/#/alerts?receiver=all"),)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("opsgenie_v2_close.01", AlertState.RESOLVED),
        ("opsgenie_v2_acknowledge.01", AlertState.ACKNOWLEDGED),
    ],
)
def test_an_alert_is_changed_by_its_alias(name: str, state: AlertState) -> None:
    """As Alertmanager does it."""
    alert = alert_in(name)
    assert (alert.fingerprint, alert.group, alert.state) == ("2a8f82b0", "2a8f82b0", state)
    assert alert.labels == {"identifierType": "alias"}


@pytest.mark.parametrize("kind", ["id", "alias", "tiny"])
def test_the_identifier_is_what_the_query_says(kind: str) -> None:
    """An id where it says nothing."""
    read_by = SOURCES["opsgenie"].read
    (alert,) = read_by(Received(b"{}", "v2/alerts/42/close", query={"identifierType": kind})).alerts
    assert (alert.fingerprint, alert.labels) == ("42", {"identifierType": kind})
    (plain,) = read_by(Received(b"{}", "v2/alerts/42/close")).alerts
    assert plain.labels == {"identifierType": "id"}


def test_an_alias_may_hold_slashes_and_need_no_body() -> None:
    """It is whatever stands between the path's beginning and its last word."""
    (alert,) = SOURCES["opsgenie"].read(Received(b"", "v2/alerts/disk/full/db-1/close")).alerts
    assert alert.fingerprint == "disk/full/db-1"


def test_an_alert_without_an_alias_is_known_by_the_id_that_is_answered() -> None:
    """The same request again is the same alert."""
    first, again = (body("opsgenie", {"message": "Disk full"}, "v2/alerts") for _ in range(2))
    assert first.alerts[0].fingerprint == first.answer.body["requestId"] == again.answer.body["requestId"]


def test_every_request_is_answered_as_opsgenie_answers() -> None:
    """It is known by the alert that it is about; without an alias that has an id that looks like one."""
    answer = read("opsgenie_v2_alerts.01").answer
    assert answer.status == 202
    assert answer.body["result"] == "Request will be processed"
    assert answer.body["requestId"] == ALIAS
    plain = body("opsgenie", {"message": "Disk full"}, "v2/alerts").answer
    assert uuid.UUID(plain.body["requestId"]).version == 4


def test_a_client_that_asks_for_its_request_hears_by_which_id_the_alert_is_closed() -> None:
    """The alert's alias, which may hold slashes."""
    asked = sent("GET", "v2/alerts/requests/disk/full")
    assert (asked.alerts, asked.answer.status) == ((), 200)
    assert (asked.answer.body["data"]["isSuccess"], asked.answer.body["data"]["alertId"]) == (
        True,
        "disk/full",
    )


@pytest.mark.parametrize("path", ["v2/alerts", "v2/alerts/x", "v2/heartbeats/x/ping"])
def test_no_alert_is_given_out(path: str) -> None:
    """They are taken here."""
    assert sent("GET", path).answer.status == 404


def test_a_deleted_alert_is_over() -> None:
    """One that loses a tag is not."""
    (alert,) = sent("DELETE", "v2/alerts/disk/full").alerts
    assert (alert.fingerprint, alert.state) == ("disk/full", AlertState.RESOLVED)
    assert sent("DELETE", "v2/alerts/x/tags").alerts == ()
    assert sent("PUT", "v2/alerts/x/close").alerts == ()


def sent(method: str, path: str) -> Reading:
    """Read what is sent without a body."""
    return SOURCES["opsgenie"].read(Received(b"", path, {":method": method}))


@pytest.mark.parametrize(
    ("word", "severity"),
    [
        ("P1", Severity.CRITICAL),
        ("P2", Severity.MAJOR),
        ("P3", Severity.MINOR),
        ("P4", None),
        ("P5", None),
        (None, Severity.MINOR),
    ],
)
def test_each_priority_is_a_severity(word: str | None, severity: Severity | None) -> None:
    """Opsgenie's default is P3, which is minor."""
    assert alert_in("opsgenie_v2_alerts.01", priority=word).severity is severity


def test_tags_are_one_more_label_and_the_entity_a_service() -> None:
    """Where the details do not name one."""
    (alert,) = body(
        "opsgenie", {"message": "x", "tags": ["db", "disk"], "entity": "db-1"}, "v2/alerts"
    ).alerts
    assert (alert.labels, alert.service) == ({"tags": "db, disk"}, "db-1")


@pytest.mark.parametrize(
    "path", ["v2/alerts/x/notes", "v2/alerts/x/message", "v2/alerts/x", "v2/alerts/close"]
)
def test_whatever_else_is_asked_is_accepted_and_passed_over(path: str) -> None:
    """Alertmanager also rewrites the message, if it is told to."""
    reading = body("opsgenie", {"note": "hm"}, path)
    assert (reading.alerts, reading.answer.status) == ((), 202)


@pytest.mark.parametrize(
    ("told", "path", "field"),
    [
        ({}, "v2/alerts", "message"),
        ({"message": ["x"]}, "v2/alerts", "message"),
        ({"message": "x", "details": [1]}, "v2/alerts", "details"),
        ({}, "v1/alerts", "path"),
    ],
)
def test_what_cannot_be_read_is_named(told: object, path: str, field: str) -> None:
    """So that whoever set it up finds it."""
    with pytest.raises(Invalid) as refused:
        body("opsgenie", told, path)
    assert refused.value.field == field


def test_an_unknown_kind_of_identifier_is_refused() -> None:
    """Rather than closing something else."""
    with pytest.raises(Invalid, match="id, alias, tiny"):
        SOURCES["opsgenie"].read(Received(b"", "v2/alerts/x/close", query={"identifierType": "name"}))


def test_our_token_is_the_genie_key() -> None:
    """Another scheme is no business of this file."""
    token_of = SOURCES["opsgenie"].token_of
    assert token_of(received("opsgenie_v2_alerts.01")) == "eb243592-faa2-4ba2-a551q-1afdf565c889"
    assert token_of(Received(b"", headers={"authorization": "Bearer tok"})) is None
    assert token_of(Received(b"", headers={"authorization": "GenieKey"})) is None
