"""Methods about pins; source: https://docs.slack.dev/reference/methods/pins.add and its neighbours."""

from __future__ import annotations

from playground.errors import JSON, Refused
from playground.methods.arguments import bots_channel, message_at
from playground.state import pins
from playground.state.installed import BOT_USER
from playground.state.workspace import Workspace


def add(workspace: Workspace, args: JSON) -> JSON:
    channel, message = _item(workspace, args)
    pins.pin(workspace, BOT_USER, channel, message)
    return {}


def remove(workspace: Workspace, args: JSON) -> JSON:
    channel, message = _item(workspace, args, code="channel_not_found")
    pins.unpin(workspace, BOT_USER, channel, message)
    return {}


def list_(workspace: Workspace, args: JSON) -> JSON:
    channel = workspace.channel(str(args["channel"]))
    if channel["is_private"] and BOT_USER not in channel["members"]:
        raise Refused("channel_not_found")
    return {"items": pins.of(workspace, channel["id"])}


def _item(workspace: Workspace, args: JSON, code: str = "not_in_channel") -> tuple[JSON, JSON]:
    channel = bots_channel(workspace, args, code)
    if not args.get("timestamp"):
        raise Refused("no_item_specified")
    return channel, message_at(workspace, channel, args["timestamp"])


METHODS = {"pins.add": add, "pins.list": list_, "pins.remove": remove}
