"""Where a message goes: to a channel by its id or name, or to somebody's direct messages."""

from __future__ import annotations

from playground.errors import JSON, Refused
from playground.methods.arguments import bots_channel, writable
from playground.state import channels, seed
from playground.state.installed import BOT_USER
from playground.state.messages import is_tombstone
from playground.state.workspace import Workspace

SYSTEM = ("channel_", "group_")


def destination(workspace: Workspace, name: str) -> JSON:
    """Return the channel meant by an id, a name, or a user's id (their direct messages)."""
    if name in workspace.users and name != BOT_USER:
        workspace.direct_message(name)
    channel = bots_channel(workspace, {"channel": destination_of(workspace, name)})
    if channel["is_im"] and workspace.users[channel["user"]].get("refuse_dm"):
        raise Refused("restricted_action")
    return writable(channel)


def refuse_closed_tab(workspace: Workspace, channel: JSON) -> JSON:
    """Return a channel that can be read: direct messages are not without the Messages tab of the App Home."""
    if channel["is_im"] and not workspace.app.has_messages:
        raise Refused("messages_tab_disabled")
    return channel


def destination_of(workspace: Workspace, name: str) -> str:
    """Return the id of the channel that a name, a person's id or an id stands for; it may not be there."""
    if name in workspace.users and name != BOT_USER:
        return str(seed.direct_message(name)["id"])
    named = channels.find_by_name(workspace, name.lstrip("#"))
    return str(named["id"]) if named else name


def thread(workspace: Workspace, channel: str, args: JSON) -> JSON:
    """Return what makes a message a reply, when it is one; a reply to a reply goes into the same thread."""
    if not args.get("thread_ts"):
        return {}
    root = workspace.messages.find(channel, str(args["thread_ts"]))
    if root is None:
        raise Refused("thread_not_found")
    if is_tombstone(root) or str(root.get("subtype", "")).startswith(SYSTEM):
        raise Refused("cannot_reply_to_message")
    return {"thread_ts": root.get("thread_ts", root["ts"]), "parent_user_id": root.get("user")}
