"""What Slack documents of its Web API: `slack/methods.json`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from playground.errors import JSON


@cache
def documented() -> dict[str, JSON]:
    """Return arguments, scopes and errors of every method Slack documents."""
    text = (Path(__file__).parent / "slack/methods.json").read_text(encoding="utf-8")
    methods: dict[str, JSON] = json.loads(text)["methods"]
    return methods
