"""Any JSON, read by expressions."""

import json
from datetime import UTC, datetime

import pytest

from bot.alerts.generic import LONGEST_EXPRESSION, USUAL, compiled, reader
from bot.alerts.reading import Received
from incidents.alerts import Alert, AlertState
from incidents.errors import Invalid
from incidents.model import Severity
from tests.alerts.captured import alert_in, body

JENKINS = {
    "fingerprint": "job",
    "state": "result == 'SUCCESS' && 'resolved' || 'firing'",
    "title": "join(' ', [job, 'failed'])",
    "severity": "contains(job, 'deploy') && 'high' || 'low'",
    "labels": "{branch: scm.branch, culprits: scm.culprits}",
    "url": "build.url",
    "group": "scm.branch",
    "description": "build",
    "ended_at": "build.ended",
}
BUILD = {
    "job": "deploy-shop",
    "result": "FAILURE",
    "scm": {"branch": "main", "culprits": ["ann"]},
    "build": {"url": "https://ci.example.com/7", "ended": 1_772_366_400},
}


def picked(told: object, **expressions: str) -> list[Alert]:
    """Read a body by an operator's expressions."""
    reading = reader("jenkins", compiled(expressions))(Received(json.dumps(told).encode()))
    return list(reading.alerts)


def test_an_operators_expressions_find_the_fields() -> None:
    """The alert has the name that the operator gave to the source."""
    assert picked(BUILD, **JENKINS) == [
        Alert(
            source="jenkins",
            fingerprint="deploy-shop",
            state=AlertState.FIRING,
            title="deploy-shop failed",
            severity=Severity.MAJOR,
            group="main",
            description='{"url":"https://ci.example.com/7","ended":1772366400}',
            labels={"branch": "main", "culprits": '["ann"]'},
            links=(("Link", "https://ci.example.com/7"),),
            ended_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        )
    ]


def test_the_usual_names_need_no_expressions() -> None:
    """Many senders use them."""
    alert = alert_in("generic.01")
    assert (alert.fingerprint, alert.title) == ("disk-7", "The disk of db-1 is full")
    assert (alert.severity, alert.service) == (Severity.MAJOR, "database")
    assert alert.labels == {"details": '["db","disk"]'}
    assert alert.links == (("Link", "https://wiki.example.com/disk"),)
    assert alert.started_at is not None


def test_each_element_of_a_list_is_an_alert() -> None:
    """And an empty list is none."""
    told = {"problems": [{"id": 1, "title": "a"}, {"id": 2, "title": "b"}]}
    assert [alert.fingerprint for alert in picked(told, alerts="problems[]")] == ["1", "2"]
    assert picked({"problems": []}, alerts="problems[]") == []


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("OK", AlertState.RESOLVED),
        ("Alerting", AlertState.FIRING),
        ("ack", AlertState.ACKNOWLEDGED),
        (True, AlertState.FIRING),
        (False, AlertState.RESOLVED),
    ],
)
def test_a_state_is_a_word_or_yes_and_no(told: object, state: AlertState) -> None:
    """Where it says nothing, it fires."""
    assert picked({"title": "x", "s": told}, state="s")[0].state is state
    assert picked({"title": "x"})[0].state is AlertState.FIRING


@pytest.mark.parametrize(
    ("expressions", "field", "words"),
    [
        ({"title": "a["}, "title", "is no JMESPath"),
        ({"title": ""}, "title", "is no JMESPath"),
        ({"title": "a $ b"}, "title", "is no JMESPath"),
        ({"title": "shout(name)"}, "title", "calls shout(), which JMESPath does not have"),
        ({"title": "a[*].b[?c == shout(@)]"}, "title", "calls shout()"),
        ({"colour": "a"}, "colour", "is no field of an alert"),
        ({"title": "a" * (LONGEST_EXPRESSION + 1)}, "title", "longer than 2,000 characters"),
        ({"title": "!" * LONGEST_EXPRESSION}, "title", "is no JMESPath"),
    ],
)
def test_an_expression_that_cannot_be_used_is_named(
    expressions: dict[str, str], field: str, words: str
) -> None:
    """When the policy is read, not when the first alert comes."""
    with pytest.raises(Invalid) as refused:
        compiled(expressions)
    assert refused.value.field == field
    assert words in refused.value.message


@pytest.mark.parametrize(
    ("told", "expressions", "field"),
    [
        ({}, {}, "fingerprint"),
        ({"id": 1}, {}, "title"),
        ({"title": " "}, {}, "fingerprint"),
        ({"title": "x", "state": "banana"}, {}, "state"),
        ({"title": "x", "state": {}, "status": 3}, {}, "state"),
        ({"title": ["x"], "id": 1}, {}, "title"),
        ({"title": "x", "time": "noon"}, {}, "started_at"),
        ({"title": "x", "n": "3"}, {"severity": "sum(n)"}, "severity"),
        ({"title": "x", "n": 1e308}, {"severity": "sum(n)"}, "severity"),
        ([{"title": "x"}] * 10_001, {}, "alerts"),
        (["x"], {"fingerprint": "length(@)"}, "title"),
    ],
)
def test_what_does_not_fit_is_named(told: object, expressions: dict[str, str], field: str) -> None:
    """With the expression, so that the operator can mend it."""
    with pytest.raises(Invalid) as refused:
        picked(told, **expressions)
    assert refused.value.field == field


def test_every_usual_expression_can_be_left_out() -> None:
    """An operator names only what is elsewhere."""
    for field in USUAL:
        assert body("generic", {"title": "x"}).alerts == tuple(picked_as_generic(field))


def picked_as_generic(field: str) -> list[Alert]:
    """Read by the usual expressions, one of them given by hand."""
    read = reader("generic", compiled({field: USUAL[field]}))
    return list(read(Received(b'{"title": "x"}')).alerts)
