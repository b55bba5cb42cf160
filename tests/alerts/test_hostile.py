"""Whatever is sent, a reader gives its reading or says what is wrong: never anything else, and soon."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerts.reading import Reading, Received
from incidents.errors import Invalid
from tests.alerts.captured import NAMES, SOURCES, capture, received, source_of

PATHS = st.sampled_from(["", "v2/enqueue", "v2/alerts", "v2/alerts/x/close", "v2/change/enqueue"]) | st.text()
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**18, max_value=10**30)
    | st.floats()
    | st.text()
    | st.sampled_from(
        ["firing", "resolved", "P1", "2026-11-22T15:28:15Z", "0001-01-01T00:00:00+14:00", "https://["]
    )
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5)
)
WORDS = st.dictionaries(
    st.sampled_from(["content-type", "ce-specversion", "ce-id", "ce-type", "authorization"]), st.text()
)

FEW = settings(max_examples=40, deadline=None)

Place = tuple[str | int, ...]


def ensure_read_or_refused(source: str, request: Received) -> None:
    """Read it: a reading that can be stored and answered, or a refusal that can be shown."""
    SOURCES[source].token_of(request)
    reading = reading_or_refusal(source, request)
    if isinstance(reading, Invalid):
        assert 0 < len(reading.field) <= 100
        assert len(reading.message) < 1_000
        assert json.dumps(reading.message)
    else:
        assert json.dumps(reading.answer.body)
        ensure_storable(reading)


def reading_or_refusal(source: str, request: Received) -> Reading | Invalid:
    """Anything else goes through, and fails the test."""
    try:
        return SOURCES[source].read(request)
    except Invalid as refused:
        return refused


def ensure_storable(reading: Reading) -> None:
    """Every text of every alert goes into a database."""
    for alert in reading.alerts:
        texts = [alert.fingerprint, alert.group, alert.title, alert.service or "", alert.description]
        texts += [*alert.labels, *alert.labels.values(), *(part for link in alert.links for part in link)]
        assert "\x00" not in "".join(texts).encode().decode()


@pytest.mark.parametrize("source", SOURCES)
@FEW
@given(payload=st.binary(), path=PATHS, headers=WORDS)
def test_any_bytes(source: str, payload: bytes, path: str, headers: dict[str, str]) -> None:
    """They are hardly ever JSON."""
    ensure_read_or_refused(source, Received(payload, path, headers))


@pytest.mark.parametrize("source", SOURCES)
@FEW
@given(told=JSON, path=PATHS, headers=WORDS)
def test_any_json(source: str, told: object, path: str, headers: dict[str, str]) -> None:
    """With NaN and Infinity, which are none."""
    ensure_read_or_refused(source, Received(json.dumps(told).encode(), path, headers))


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(choices=st.data())
def test_a_real_payload_with_anything_in_any_of_its_places(name: str, choices: st.DataObject) -> None:
    """Wrong types, strange values, and fields that are missing."""
    told = capture(name)["body"]
    for _ in range(choices.draw(st.integers(1, 3))):
        place = choices.draw(st.sampled_from(list(places_in(told)) or [()]))
        told = put(told, place, choices)
    request = received(name)
    ensure_read_or_refused(
        source_of(name), Received(json.dumps(told).encode(), request.path, request.headers, request.query)
    )


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(choices=st.data())
def test_a_real_payload_cut_anywhere(name: str, choices: st.DataObject) -> None:
    """As by a connection that broke, or with one byte changed."""
    request = received(name)
    at = choices.draw(st.integers(0, len(request.payload)))
    for payload in (
        request.payload[:at],
        request.payload[:at] + choices.draw(st.binary(max_size=3)) + request.payload[at:],
    ):
        ensure_read_or_refused(
            source_of(name), Received(payload, request.path, request.headers, request.query)
        )


def places_in(told: object, above: Place = ()) -> Iterator[Place]:
    """List every place in a body."""
    inner = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for key, value in inner:
        yield (*above, key)
        yield from places_in(value, (*above, key))


def put(told: Any, place: Place, choices: st.DataObject) -> Any:
    """Give the body with something else in the place, or without it."""
    changed = json.loads(json.dumps(told))
    if not place:
        return choices.draw(JSON)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    if choices.draw(st.booleans()):
        inner[place[-1]] = choices.draw(JSON)
    else:
        del inner[place[-1]]
    return changed


DOORS = {"pagerduty": "v2/enqueue", "opsgenie": "v2/alerts"}
MEBIBYTES = 5 * 1024 * 1024
LONG = "[Triggered " + "a \x00" * 400_000
BODIES = {
    "nothing": b"",
    "blank": b" " * MEBIBYTES,
    "not UTF-8": b'{"title": "\xff\xfe"}',
    "UTF-16": '{"title": "x"}'.encode("utf-16"),
    "a BOM": b"\xef\xbb\xbf{}",
    "half a character": b'{"title": "\\ud800", "message": "\\udfff"}',
    "deep lists": b"[" * MEBIBYTES,
    "deep objects": b'{"data":' * 500_000,
    "a huge number": b"1" * MEBIBYTES,
    "a huge number inside": b'{"date": ' + b"1" * MEBIBYTES + b"}",
    "a number out of range": b'{"status": "down", "title": "x", "now": 1e999, "time": 1e999, "date": 1e999}',
    "no numbers": b'{"title": NaN, "status": -Infinity, "time": NaN, "date": NaN}',
    "many empty alerts": b'{"alerts": [' + b"{}," * 300_000 + b"{}]}",
    "many empty events": b"[" + b"{}," * 300_000 + b"{}]",
    "many fields": json.dumps({f"field{n}": n for n in range(60_000)}).encode(),
    "many labels": json.dumps(
        {
            "event_action": "trigger",
            "payload": {"summary": "x", "custom_details": {f"d{n}": [n] for n in range(60_000)}},
        }
    ).encode(),
    "long texts": json.dumps(
        dict.fromkeys(("title", "status", "message", "tags", "event_action", "action", "Message", "id"), LONG)
    ).encode(),
    "a long title": json.dumps({"title": LONG, "alert_title": LONG}).encode(),
    "open brackets": json.dumps({"title": "[" * 400_000, "tags": ":," * 400_000}).encode(),
    "many tags": json.dumps(
        {"status": "down", "name": "x", "tags": "a:" * 400_000 + " b:c" * 500_000}
    ).encode(),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("source", SOURCES)
def test_the_worst_bodies(source: str, body: str) -> None:
    """As large as the door lets them in; none takes long."""
    ensure_read_or_refused(source, Received(BODIES[body], DOORS.get(source, "")))


@pytest.mark.parametrize("source", SOURCES)
def test_a_path_or_a_query_of_half_characters(source: str) -> None:
    """They come from the address, which no reader of JSON has seen."""
    for query in ({}, {"identifierType": "\ud800"}):
        found = reading_or_refusal(source, Received(b"{}", "v2/alerts/\ud800/close", query=query))
        assert isinstance(found, Reading | Invalid)
