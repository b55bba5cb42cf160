"""Slack's methods that the code calls, read from the code, and the scopes that they need."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
# https://docs.slack.dev/reference/events
OF_EVENTS = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "member_joined_channel": {"channels:read"},
    "message.channels": {"channels:history"},
    "message.im": {"im:history"},
    "reaction_added": {"reactions:read"},
    "user_change": {"users:read"},
}


@cache
def documented() -> dict[str, dict[str, Any]]:
    """Give arguments, scopes and errors of each method that Slack documents."""
    text = (ROOT / "playground/slack/methods.json").read_text(encoding="utf-8")
    methods: dict[str, dict[str, Any]] = json.loads(text)["methods"]
    return methods


def methods_in_code(room: Path = ROOT / "bot") -> dict[str, set[str]]:
    """Give each method that is named anywhere in the code, with the files that name it.

    Named as a text, "chat.update", or as the client's own method, `client.views_open`: a method that nobody calls
    has no reason to be named.
    """
    attributes = {name.replace(".", "_"): name for name in documented() if "." in name}
    found: dict[str, set[str]] = {}
    for path in room.rglob("*.py"):
        for word in _words(ast.parse(path.read_text(encoding="utf-8"))):
            method = attributes.get(word, word)
            if method in documented():
                found.setdefault(method, set()).add(str(path.relative_to(ROOT)))
    return found


def scopes_of(method: str, conversations: frozenset[str]) -> set[str]:
    """Give what a call needs: where Slack has a scope for each kind of conversation, those of these kinds alone.

    Slack checks the scope of the conversation that the call is about, so a bot that is only in public channels
    needs `channels:history` and not `groups:history`.
    """
    scopes = documented()[method]["bot_scopes"]
    return {scope for scope in scopes if not depends_on_conversation(method) or _kind(scope) in conversations}


def depends_on_conversation(method: str) -> bool:
    """Whether Slack documents a scope of it for each kind of conversation."""
    return {"groups", "im"} <= {_kind(scope) for scope in documented()[method]["bot_scopes"]}


def _kind(scope: str) -> str:
    return scope.partition(":")[0]


def _words(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Attribute):
            yield node.attr
