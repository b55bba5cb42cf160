"""Methods about bookmarks; source: https://docs.slack.dev/reference/methods/bookmarks.add and its neighbours."""

from __future__ import annotations

from playground.errors import JSON, InvalidArguments, Refused
from playground.state import bookmarks
from playground.state.installed import BOT_USER
from playground.state.workspace import Workspace


def add(workspace: Workspace, args: JSON) -> JSON:
    channel = _channel(workspace, args)
    if args["type"] != "link":
        raise Refused("invalid_bookmark_type")
    return {"bookmark": bookmarks.add(workspace, BOT_USER, channel, args)}


def edit(workspace: Workspace, args: JSON) -> JSON:
    channel = _channel(workspace, args)
    return {"bookmark": bookmarks.edit(workspace, BOT_USER, channel, _id(args), args)}


def list_(workspace: Workspace, args: JSON) -> JSON:
    return {"bookmarks": bookmarks.of(workspace, _channel(workspace, args, code="channel_not_found")["id"])}


def remove(workspace: Workspace, args: JSON) -> JSON:
    bookmarks.remove(workspace, _channel(workspace, args), _id(args))
    return {}


def _channel(workspace: Workspace, args: JSON, code: str = "permission_denied") -> JSON:
    """Return a channel that the bot is in; Refused with the code when it is another public one."""
    if not args.get("channel_id"):
        raise InvalidArguments("missing required field: channel_id")
    channel = workspace.channel(str(args["channel_id"]))
    if BOT_USER not in channel["members"]:
        raise Refused("channel_not_found" if channel["is_private"] else code)
    return channel


def _id(args: JSON) -> str:
    if not args.get("bookmark_id"):
        raise InvalidArguments("missing required field: bookmark_id")
    return str(args["bookmark_id"])


METHODS = {
    "bookmarks.add": add,
    "bookmarks.edit": edit,
    "bookmarks.list": list_,
    "bookmarks.remove": remove,
}
