"""The folder of senders: found by their names, and refused at the start when half is missing."""

from types import ModuleType

import pytest

from bot.alerts import load_sources, no_token, source_in
from bot.alerts.reading import NOTHING, Received
from tests.alerts.captured import NAMES, SOURCES, read, source_of


def test_every_sender_is_found_by_its_name() -> None:
    """The name is its word in the path."""
    assert list(load_sources()) == [
        "alertmanager", "cloudevents", "datadog", "generic", "grafana", "healthchecks", "opsgenie", "pagerduty",
        "sentry", "sns", "uptime-kuma",
    ]  # fmt: skip


def test_every_sender_has_a_payload_here() -> None:
    """A real one, or one of the shape that its vendor documents."""
    assert {source_of(name) for name in NAMES} == set(SOURCES)


@pytest.mark.parametrize("name", NAMES)
def test_every_payload_is_read(name: str) -> None:
    """Its alerts say whose they are, and the answer is one that every sender takes for success."""
    reading = read(name)
    assert {alert.source for alert in reading.alerts} <= {source_of(name)}
    assert reading.answer.status == 202


def module(**offers: object) -> ModuleType:
    """Make a sender's file."""
    made = ModuleType("bot.alerts.made", offers.pop("doc", "Reads what somebody sends."))  # type: ignore[arg-type]
    vars(made).update(offers)
    return made


def test_a_file_that_serves_the_others_is_no_sender() -> None:
    """It has neither a name nor a reader."""
    assert source_in(module()) is None


def test_most_senders_have_no_place_of_their_own_for_the_token() -> None:
    """It stands in the path, or is a bearer."""
    source = source_in(module(NAME="made", read=lambda _: NOTHING))
    assert source is not None
    assert source.token_of is no_token
    assert source.token_of(Received(b"")) is None


@pytest.mark.parametrize(
    "offers",
    [{"NAME": "made"}, {"read": lambda _: NOTHING}, {"NAME": "made", "read": lambda _: NOTHING, "doc": ""}],
)
def test_half_a_sender_stops_the_start(offers: dict[str, object]) -> None:
    """Rather than being passed over in silence."""
    with pytest.raises(ValueError, match="needs a docstring, a NAME and a read"):
        source_in(module(**offers))
