"""Methods about reactions; source: https://docs.slack.dev/reference/methods/reactions.add and its neighbours."""

from __future__ import annotations

from playground.errors import JSON, Refused
from playground.methods.arguments import message_at, next_cursor, page
from playground.state import files, reactions
from playground.state.installed import BOT_USER
from playground.state.workspace import Workspace


def add(workspace: Workspace, args: JSON) -> JSON:
    channel = _within(workspace, args)
    message = message_at(workspace, channel, args["timestamp"])
    reactions.add(workspace, BOT_USER, channel, message, _name(args))
    return {}


def remove(workspace: Workspace, args: JSON) -> JSON:
    if not (args.get("channel") and args.get("timestamp")):
        raise Refused("no_item_specified")
    channel = _within(workspace, args)
    message = message_at(workspace, channel, args["timestamp"])
    reactions.remove(workspace, BOT_USER, channel, message, _name(args))
    return {}


def get(workspace: Workspace, args: JSON) -> JSON:
    if args.get("file"):
        return {"type": "file", "file": _file(workspace, str(args["file"]))}
    if not (args.get("channel") and args.get("timestamp")):
        raise Refused("no_item_specified")
    channel = _within(workspace, args, code="channel_not_found")
    return _item(workspace, channel, message_at(workspace, channel, args["timestamp"]))


def list_(workspace: Workspace, args: JSON) -> JSON:
    """List what a user (the bot itself when none is named) has reacted to, the newest first."""
    user = workspace.user(str(args.get("user") or BOT_USER))["id"]
    items = [
        _item(workspace, channel, message)
        for channel in workspace.channels_of(BOT_USER)
        for message in workspace.messages.all(channel["id"])
        if any(user in reaction["users"] for reaction in message.get("reactions", []))
    ]
    newest_first = sorted(items, key=_ts, reverse=True)
    some, cursor = page(newest_first, {"limit": args.get("count"), **args}, key=_ts)
    return {"items": some, **next_cursor(cursor)}


def _within(workspace: Workspace, args: JSON, code: str = "no_access") -> JSON:
    """Return a channel that the bot is in; Refused with the code when it is not."""
    channel = workspace.channel(str(args["channel"]))
    if BOT_USER not in channel["members"]:
        raise Refused(code)
    return channel


def _file(workspace: Workspace, id: str) -> JSON:
    try:
        return files.seen(workspace, BOT_USER, id)
    except Refused:
        raise Refused("file_not_found") from None


def _name(args: JSON) -> str:
    return str(args["name"]).strip(":")


def _item(workspace: Workspace, channel: JSON, message: JSON) -> JSON:
    link = {"permalink": workspace.permalink(channel["id"], message)}
    shown = workspace.messages.shown(channel["id"], message) | link
    return {"type": "message", "channel": channel["id"], "message": shown}


def _ts(item: JSON) -> str:
    return str(item["message"]["ts"])


METHODS = {
    "reactions.add": add,
    "reactions.get": get,
    "reactions.list": list_,
    "reactions.remove": remove,
}
