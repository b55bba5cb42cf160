"""Made-up incidents in every state, and what must hold for every payload."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from bot.slack.message import Message
from bot.slack.text import escape
from incidents.model import (
    CLOCK,
    Actor,
    ActorKind,
    Deed,
    Door,
    EventKind,
    Incident,
    Kind,
    Person,
    Severity,
    Status,
    TimelineEvent,
    Update,
)
from incidents.plan import Plan

NOW = datetime(2026, 11, 22, 17, 41, tzinfo=UTC)
ANN = Actor(ActorKind.PERSON, "U0ANN", "ann.demo", Door.SLACK)
BEN = Actor(ActorKind.PERSON, "U0BEN", "ben.demo", Door.SLACK)
CLEO = Person("U0CLEO", "cleo.demo")
HOSTILE = (
    "<!channel>",
    "<!here|ok>",
    "<@U0ANN>",
    "<@U1>",
    "<#C1>",
    "<!subteam^S1>",
    "<https://evil.example|ok>",
    "https://evil.example",
    "*_~`bold`~_*",
    "```",
    "&lt;!channel&gt;",
    "&amp;",
    "\u202eesrever\u2066",
    "🧨👩‍👩‍👧‍👦",
    "<!date^1^{date}|<!channel>",
    "<!date^1^{date}^https://evil.example|x>",
    '"}],"x":[{"',
)

_SCHEMA = json.loads((Path(__file__).parent / "schemas/blockkit.schema.json").read_text(encoding="utf-8"))
_ANGLED = re.compile(r"<[^>]*>?")
_DATE = re.compile(
    r"<!date\^\d+\^(?:\{date_short_pretty\} at \{time\}|\{ago\})\|\d{4}-\d\d-\d\d \d\d:\d\d UTC>"
)
_LONGEST_BLOCK_TEXT = 13_000


def minutes_ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


WAITING = Incident(
    id="0" * 32,
    number=42,
    title="checkout is failing",
    severity=Severity.CRITICAL,
    declared=Deed(ANN, minutes_ago(12)),
    started_at=minutes_ago(20),
    waiting_since=minutes_ago(12),
    moved=Deed(ANN, minutes_ago(12)),
    description="Every second payment fails with a 502.",
    lead=CLEO,
    monitors=("checkout-api", "payments"),
)
ACKNOWLEDGED = WAITING.evolve(
    acknowledged=Deed(BEN, minutes_ago(8)),
    status=Status.IDENTIFIED,
    last_update=Update("The new release is at fault; we are rolling back.", BEN, minutes_ago(5)),
)
RESOLVED = ACKNOWLEDGED.evolve(
    status=Status.RESOLVED, moved=Deed(BEN, minutes_ago(1)), resolved=Deed(BEN, minutes_ago(1))
)
CLOSED = RESOLVED.evolve(status=Status.CLOSED, moved=Deed(ANN, NOW))
BARE = replace(WAITING, description="", monitors=(), lead=None)
PLAIN = replace(BARE, number=7, title="slow search", severity=Severity.MINOR)
SCHEDULED = replace(
    BARE,
    title="Database upgrade",
    severity=Severity.NONE,
    kind=Kind.MAINTENANCE,
    monitors=("payments",),
    planned=Plan(NOW + timedelta(hours=4), NOW + timedelta(hours=5)),
)
IN_PROGRESS = replace(
    SCHEDULED,
    status=Status.IDENTIFIED,
    started_at=minutes_ago(20),
    planned=Plan(minutes_ago(20), NOW + timedelta(minutes=40)),
    last_update=Update("The maintenance has begun.", CLOCK, minutes_ago(20)),
)
COMPLETED = replace(
    IN_PROGRESS,
    status=Status.RESOLVED,
    moved=Deed(CLOCK, NOW),
    resolved=Deed(CLOCK, NOW),
    last_update=Update("The maintenance is completed.", CLOCK, NOW),
)
STATES = (WAITING, ACKNOWLEDGED, RESOLVED, CLOSED, PLAIN, SCHEDULED, IN_PROGRESS, COMPLETED)


def event(kind: EventKind, text: str = "", actor: Actor = BEN, /, **details: object) -> TimelineEvent:
    return TimelineEvent(kind, actor, minutes_ago(5), text, details)


def wrongs(definition: str, payload: dict[str, Any]) -> list[str]:
    """Say what Slack's schema has against the payload (a `Message` or a `Modal`)."""
    schema = {"$ref": f"#/definitions/{definition}", "definitions": _SCHEMA["definitions"]}
    found = Draft7Validator(schema).iter_errors(payload)
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def payload(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks}


def ensure_takeable(message: Message, *allowed: str) -> None:
    """Fail when Slack would refuse it, or when it mentions or links anything but what is allowed."""
    assert not wrongs("Message", payload(message))
    assert message.text.strip()
    ensure_distinct_action_ids(message.blocks)
    objects = list(text_objects(message.blocks))
    assert sum(len(escape(text["text"])) for text in objects) <= _LONGEST_BLOCK_TEXT
    formatted = [text for text in objects if text["type"] == "mrkdwn"]
    assert all(text["verbatim"] for text in formatted)
    for shown in (message.text, *(text["text"] for text in formatted)):
        assert set(_ANGLED.findall(_DATE.sub("", shown))) <= set(allowed), shown
    for shown in (message.text, *(text["text"] for text in objects)):
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown)


def ensure_distinct_action_ids(blocks: list[dict[str, Any]]) -> None:
    for block in blocks:
        action_ids = [element["action_id"] for element in block.get("elements", []) if "action_id" in element]
        assert len(action_ids) == len(set(action_ids))


def text_objects(thing: object) -> Iterator[dict[str, Any]]:
    """Find every text object, however deep."""
    if isinstance(thing, dict):
        if thing.get("type") in ("mrkdwn", "plain_text"):
            yield thing
        for value in thing.values():
            yield from text_objects(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from text_objects(value)


def pressables(thing: object) -> Iterator[dict[str, Any]]:
    """Find every button and every option of a menu."""
    if isinstance(thing, dict):
        if "value" in thing:
            yield thing
        for value in thing.values():
            yield from pressables(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from pressables(value)


def labels(message: Message) -> list[str]:
    """Name everything that can be pressed, the menu's choices in brackets."""
    return [
        f"({found['text']['text']})" if "action_id" not in found else found["text"]["text"]
        for found in pressables(message.blocks)
    ]
