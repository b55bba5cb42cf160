"""The payloads as requests: what a sender sent, as a reader is given it."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.alerts import load_sources
from bot.alerts.reading import Reading, Received
from incidents.alerts import Alert

PAYLOADS = Path(__file__).with_name("payloads")
NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json"))
SOURCES = load_sources()

SENDERS = {"uptimekuma": "uptime-kuma", "pd": "pagerduty"}


def capture(name: str) -> dict[str, Any]:
    """Give a file: method, path, headers and body."""
    told: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text())
    return told


def source_of(name: str) -> str:
    """Name the source that a file is for."""
    word = name.partition("_")[0].partition(".")[0]
    return SENDERS.get(word, word)


def received(name: str, **changes: Any) -> Received:
    """Give the request of a file; `changes` are laid over its body."""
    told = capture(name)
    body = {**told["body"], **changes} if changes else told["body"]
    address = urlsplit(told["path"])
    return Received(
        json.dumps(body).encode(),
        address.path.strip("/").partition("/")[2],
        {header.lower(): value for header, value in told["headers"].items()},
        dict(parse_qsl(address.query)),
    )


def read(name: str, **changes: Any) -> Reading:
    """Read the request of a file."""
    return SOURCES[source_of(name)].read(received(name, **changes))


def alert_in(name: str, **changes: Any) -> Alert:
    """Read the one alert of a file."""
    (alert,) = read(name, **changes).alerts
    return alert


def body(source: str, told: object, path: str = "", **headers: str) -> Reading:
    """Read a body that stands in the test."""
    return SOURCES[source].read(Received(json.dumps(told).encode(), path, headers))
