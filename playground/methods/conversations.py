"""Methods about conversations themselves; what was said in them is in history."""

from __future__ import annotations

from playground.errors import JSON, Refused
from playground.installed import BOT_USER
from playground.methods.arguments import flag, ids, next_cursor, page
from playground.methods.scopes import PREFIXES, kind_of
from playground.workspace import Workspace


def open_(workspace: Workspace, args: JSON) -> JSON:
    channel = _opened(workspace, args)
    return {"channel": shown(channel) if flag(args, "return_im") else {"id": channel["id"]}}


def _opened(workspace: Workspace, args: JSON) -> JSON:
    if args.get("channel"):
        return workspace.channel(str(args["channel"]))
    users = ids(args.get("users"))
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > 1:
        raise Refused("method_not_supported_for_channel_type")
    return workspace.direct_message(_reachable(workspace.user(users[0]))["id"])


def _reachable(user: JSON) -> JSON:
    if user["is_bot"]:
        raise Refused("cannot_dm_bot")
    if user["deleted"]:
        raise Refused("user_disabled")
    if user.get("refuse_dm"):
        raise Refused("user_not_visible")
    return user


def list_(workspace: Workspace, args: JSON) -> JSON:
    kinds = ids(args.get("types") or "public_channel")
    if not set(kinds) <= set(PREFIXES):
        raise Refused("invalid_types")
    channels = [channel for channel in workspace.channels.values() if kind_of(channel) in kinds]
    if flag(args, "exclude_archived"):
        channels = [channel for channel in channels if not channel["is_archived"]]
    some, cursor = page(channels, args, key=lambda channel: str(channel["id"]))
    return {"channels": [_listed(channel) for channel in some], **next_cursor(cursor)}


def info(workspace: Workspace, args: JSON) -> JSON:
    channel = workspace.channel(str(args["channel"]))
    count = {"num_members": len(channel["members"])} if flag(args, "include_num_members") else {}
    return {"channel": shown(channel) | count}


def join(workspace: Workspace, args: JSON) -> JSON:
    channel = workspace.channel(str(args["channel"]))
    if channel["is_im"]:
        raise Refused("method_not_supported_for_channel_type")
    if channel["is_archived"]:
        raise Refused("is_archived")
    if workspace.join(channel, BOT_USER):
        return {"channel": shown(channel)}
    warning = "already_in_channel"
    return {"channel": shown(channel), "warning": warning, "response_metadata": {"warnings": [warning]}}


def members(workspace: Workspace, args: JSON) -> JSON:
    channel = workspace.channel(str(args["channel"]))
    some, cursor = page([{"id": id} for id in channel["members"]], args, key=lambda one: str(one["id"]))
    return {"members": [one["id"] for one in some], **next_cursor(cursor)}


def shown(channel: JSON) -> JSON:
    """Return a conversation as the bot is told of it."""
    public = {key: value for key, value in channel.items() if key != "members"}
    return public if channel["is_im"] else public | {"is_member": BOT_USER in channel["members"]}


def _listed(channel: JSON) -> JSON:
    return shown(channel) if channel["is_im"] else shown(channel) | {"num_members": len(channel["members"])}


METHODS = {
    "conversations.open": open_,
    "conversations.list": list_,
    "conversations.info": info,
    "conversations.join": join,
    "conversations.members": members,
}
