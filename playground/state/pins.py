"""Pins: messages that a channel keeps at hand. Source: https://docs.slack.dev/reference/methods/pins.add."""

from __future__ import annotations

from playground.errors import JSON, Refused
from playground.state.messages import is_tombstone
from playground.state.workspace import Happening, Workspace

MOST = 100
"""Pins in a channel."""


def of(workspace: Workspace, channel: str) -> list[JSON]:
    """Return the pinned items of a channel as pins.list gives them, the newest first."""
    pinned = [message for message in workspace.messages.all(channel) if message.get("pinned_to")]
    newest_first = sorted(pinned, key=lambda message: int(message["pinned_info"]["pinned_ts"]), reverse=True)
    return [_item(workspace, channel, message) for message in newest_first]


def pin(workspace: Workspace, user: str, channel: JSON, message: JSON) -> None:
    """Pin a message, and say so in the channel; Refused when it is pinned or cannot be."""
    if message.get("pinned_to"):
        raise Refused("already_pinned")
    if is_tombstone(message) or message.get("subtype") == "pinned_item":
        raise Refused("not_pinnable")
    if len(of(workspace, channel["id"])) >= MOST:
        raise Refused("too_many_pins")
    info = {"channel": channel["id"], "pinned_by": user, "pinned_ts": int(workspace.now())}
    message |= {"pinned_to": [channel["id"]], "pinned_info": info}
    workspace.messages.keep(channel["id"], message)
    _tell(workspace, "pin_added", user, channel, message, _item(workspace, channel["id"], message))
    words = f"<@{user}> pinned a message to this channel."
    where = {"subtype": "pinned_item", "item_type": "C", "item": _item(workspace, channel["id"], message)}
    workspace.post(channel["id"], {"user": user, "text": words, **where})


def unpin(workspace: Workspace, user: str, channel: JSON, message: JSON) -> None:
    """Take a pin away; Refused when there is none."""
    if not message.get("pinned_to"):
        raise Refused("no_pin")
    item = _item(workspace, channel["id"], message)
    del message["pinned_to"], message["pinned_info"]
    workspace.messages.keep(channel["id"], message)
    _tell(workspace, "pin_removed", user, channel, message, item)


def _item(workspace: Workspace, channel: str, message: JSON) -> JSON:
    info = message["pinned_info"]
    link = {"permalink": workspace.permalink(channel, message)}
    shown = {key: value for key, value in message.items() if key != "pinned_info"} | link
    made = {"created": info["pinned_ts"], "created_by": info["pinned_by"]}
    return {"type": "message", "channel": channel, **made, "message": shown}


def _tell(workspace: Workspace, kind: str, user: str, channel: JSON, message: JSON, item: JSON) -> None:
    count = len(of(workspace, channel["id"]))
    body = {"message": message, "user": user, "pin": item, "count": count}
    workspace.tell(Happening(kind, body, channel["id"]))
