"""Methods that read what was said: a channel newest first, a thread oldest first."""

from __future__ import annotations

import re

from playground.errors import JSON, Refused
from playground.methods.arguments import bots_channel, flag, next_cursor, page
from playground.state.workspace import Workspace

TS = re.compile(r"\d{1,10}(\.\d{1,6})?")


def history(workspace: Workspace, args: JSON) -> JSON:
    channel = bots_channel(workspace, args)["id"]
    found = _between(workspace.messages.roots(channel)[::-1], args)
    return _answer(workspace, channel, found, args)


def replies(workspace: Workspace, args: JSON) -> JSON:
    channel = bots_channel(workspace, args, code="channel_not_found")["id"]
    root = workspace.messages.find(channel, str(args["ts"]))
    if root is None:
        raise Refused("thread_not_found")
    root = workspace.messages.find(channel, str(root.get("thread_ts", root["ts"]))) or root
    found = _between(workspace.messages.replies(channel, root["ts"]), args)
    return _answer(workspace, channel, [root, *found], args)


def _answer(workspace: Workspace, channel: str, messages: list[JSON], args: JSON) -> JSON:
    some, cursor = page(messages, args, key=lambda message: str(message["ts"]))
    told = [workspace.messages.shown(channel, message) for message in some]
    if not flag(args, "include_all_metadata"):
        told = [{key: value for key, value in message.items() if key != "metadata"} for message in told]
    return {"messages": told, "has_more": bool(cursor), **(next_cursor(cursor) if cursor else {})}


def _between(messages: list[JSON], args: JSON) -> list[JSON]:
    """Return the messages after oldest and before latest, these two themselves only if asked for."""
    oldest = _bound(args, "oldest", "0", code="invalid_ts_oldest")
    latest = _bound(args, "latest", "9999999999", code="invalid_ts_latest")
    if flag(args, "inclusive"):
        return [message for message in messages if oldest <= float(message["ts"]) <= latest]
    return [message for message in messages if oldest < float(message["ts"]) < latest]


def _bound(args: JSON, name: str, default: str, *, code: str) -> float:
    text = str(args.get(name) or default)
    if not TS.fullmatch(text):
        raise Refused(code)
    return float(text)


METHODS = {"conversations.history": history, "conversations.replies": replies}
