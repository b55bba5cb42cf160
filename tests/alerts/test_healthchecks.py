"""What Healthchecks posts, as its operator wrote it."""

from datetime import UTC, datetime

import pytest

from incidents.alerts import AlertState
from incidents.errors import Invalid
from incidents.model import Severity
from tests.alerts.captured import alert_in, body

CHECK = "31365bce-8da9-4729-8ff3-aaa71d56b712"


def test_the_whole_check_is_read() -> None:
    """Its tags say how bad it is and what is affected."""
    alert = alert_in("healthchecks_webhook.01")
    assert (alert.fingerprint, alert.state, alert.title) == (
        CHECK,
        AlertState.FIRING,
        "Nightly backup is down",
    )
    assert (alert.severity, alert.service) == (Severity.MAJOR, "database")
    assert alert.description == "pg_dump of the shop"
    assert alert.started_at is None


def test_a_check_may_come_with_the_time() -> None:
    """It comes up under the same fingerprint."""
    alert = alert_in("healthchecks_webhook.02")
    assert (alert.fingerprint, alert.state) == (CHECK, AlertState.RESOLVED)
    assert alert.ended_at == datetime(2026, 11, 23, 3, 10, tzinfo=UTC)


def test_a_body_of_placeholders_is_read() -> None:
    """Minor, where no tag says how bad it is."""
    alert = alert_in("healthchecks_webhook.03")
    assert (alert.fingerprint, alert.severity) == (CHECK, Severity.MINOR)
    assert alert.started_at == datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("told", [{"status": "new"}, {"status": "paused"}, {"name": "TEST"}])
def test_neither_up_nor_down_nor_a_test_tells_of_anything(told: dict[str, str]) -> None:
    """The test button sends a check called TEST."""
    assert body("healthchecks", {"name": "x", "status": "down", **told}).alerts == ()


@pytest.mark.parametrize("key", ["uuid", "unique_key", "slug", "name"])
def test_a_check_is_known_by_whatever_names_it(key: str) -> None:
    """A key that may only read gives no uuid."""
    (alert,) = body("healthchecks", {"status": "down", key: "backup"}).alerts
    assert (alert.fingerprint, alert.group) == ("backup", "backup")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "status"),
        ({"status": "down"}, "code"),
        ({"status": "down", "name": ["x"]}, "name"),
        ({"check": "x"}, "check"),
        ({"check": {"name": "x", "status": "up"}, "now": "noon"}, "now"),
    ],
)
def test_what_cannot_be_read_is_named(told: object, field: str) -> None:
    """With what to write into the body."""
    with pytest.raises(Invalid) as refused:
        body("healthchecks", told)
    assert refused.value.field == field
