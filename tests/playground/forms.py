"""Modals and their fields, as bots write them, and what a refused call says. No tests here."""

from collections.abc import Awaitable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

JSON = dict[str, Any]


def plain(text: str) -> JSON:
    return {"type": "plain_text", "text": text}


def question(block_id: str, **more: Any) -> JSON:
    element = {"type": "plain_text_input", "action_id": "typed", **more.pop("element", {})}
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more}


def modal(title: str, *blocks: JSON, **more: Any) -> JSON:
    given = list(blocks) or [question("title"), question("note", optional=True)]
    return {"type": "modal", "title": plain(title), "submit": plain("Go"), "blocks": given, **more}


async def refused(call: Awaitable[object]) -> str:
    with pytest.raises(SlackApiError) as refusal:
        await call
    code: str = refusal.value.response["error"]
    return code
