"""Methods about messages for later; source: https://docs.slack.dev/reference/methods/chat.scheduleMessage."""

from __future__ import annotations

import re
import secrets

from playground.errors import JSON, Refused
from playground.methods.arguments import flag, next_cursor, page
from playground.methods.chat import BROADCAST
from playground.methods.destinations import destination, thread
from playground.methods.parts import bot_message, metadata, refuse_long
from playground.state import scheduled
from playground.state.workspace import Workspace

FARTHEST = 120 * 24 * 60 * 60
CROWD, CROWDED_WITHIN = 30, 5 * 60
"""So many messages of a channel within so many seconds, and no more."""
TOO_LATE = 60
"""Seconds before it is posted in which a message cannot be taken back."""


def schedule(workspace: Workspace, args: JSON) -> JSON:
    channel = destination(workspace, str(args["channel"]))["id"]
    post_at = _post_at(workspace, args)
    message = bot_message(workspace, args) | metadata(args) | thread(workspace, channel, args)
    refuse_long(message)
    if "thread_ts" in message and flag(args, "reply_broadcast"):
        message |= BROADCAST
    near = [one for one in _of(workspace, channel) if abs(one["post_at"] - post_at) < CROWDED_WITHIN]
    if len(near) >= CROWD:
        raise Refused("restricted_too_many")
    id = f"Q{secrets.token_hex(5).upper()}"
    when = {"post_at": post_at, "date_created": int(workspace.now())}
    scheduled.keep(workspace, {"id": id, "channel_id": channel, "message": message, **when})
    return {"channel": channel, "scheduled_message_id": id, "post_at": post_at, "message": message}


def delete(workspace: Workspace, args: JSON) -> JSON:
    if str(args["channel"]) not in workspace.channels:
        raise Refused("channel_not_found")
    found = workspace.scheduled.get(str(args["scheduled_message_id"]), {})
    soon = found.get("post_at", 0) < workspace.now() + TOO_LATE
    if found.get("channel_id") != args["channel"] or soon:
        raise Refused("invalid_scheduled_message_id")
    workspace.scheduled.drop(found["id"])
    return {}


def list_(workspace: Workspace, args: JSON) -> JSON:
    if args.get("channel") and str(args["channel"]) not in workspace.channels:
        raise Refused("invalid_channel")
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    found = [one for one in _of(workspace, args.get("channel")) if oldest <= one["post_at"] <= latest]
    some, cursor = page(found, args, key=lambda one: str(one["id"]))
    return {"scheduled_messages": [_listed(one) for one in some], **next_cursor(cursor)}


def _post_at(workspace: Workspace, args: JSON) -> int:
    if not re.fullmatch(r"\d{1,12}", str(args["post_at"])):
        raise Refused("invalid_time")
    post_at = int(args["post_at"])
    if post_at <= workspace.now():
        raise Refused("time_in_past")
    if post_at > workspace.now() + FARTHEST:
        raise Refused("time_too_far")
    return post_at


def _of(workspace: Workspace, channel: str | None) -> list[JSON]:
    found = [one for one in workspace.scheduled.values() if channel in (None, one["channel_id"])]
    return sorted(found, key=lambda one: (one["post_at"], one["id"]))


def _listed(one: JSON) -> JSON:
    told = {key: one[key] for key in ("id", "channel_id", "post_at", "date_created")}
    return told | {"text": one["message"]["text"]}


METHODS = {
    "chat.scheduleMessage": schedule,
    "chat.deleteScheduledMessage": delete,
    "chat.scheduledMessages.list": list_,
}
