"""The names of Slack's emoji; their characters are the page's business."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

SKIN_TONE = re.compile(r"::skin-tone-[2-6]$")


def is_emoji(name: str) -> bool:
    """Whether a name without its colons is an emoji's; one with a skin tone is too."""
    return SKIN_TONE.sub("", name) in _names()


@cache
def _names() -> frozenset[str]:
    listed = json.loads((Path(__file__).parents[1] / "static/emoji.json").read_text(encoding="utf-8"))
    return frozenset(name for group in listed["groups"].values() for name in group)
