"""Methods about who is in a conversation: joining, inviting, leaving, and conversations opened with somebody."""

from __future__ import annotations

from playground.errors import JSON, InvalidArguments, Refused
from playground.methods.arguments import (
    bots_channel,
    check_limit,
    flag,
    ids,
    next_cursor,
    page,
    seen_channel,
    writable,
)
from playground.methods.conversations import shown
from playground.state import channels
from playground.state.installed import BOT_USER
from playground.state.kinds import is_channel, kind_of
from playground.state.workspace import Workspace

INVITED_AT_ONCE = 100
"""Newer pages say 1,000; the smaller number is the safe one."""
IN_A_GROUP = 8
"""People besides the bot in one group conversation."""


def join(workspace: Workspace, args: JSON) -> JSON:
    channel = seen_channel(workspace, args)
    if kind_of(channel) != "public_channel":
        raise Refused("method_not_supported_for_channel_type")
    if channels.join(workspace, writable(channel), BOT_USER):
        return {"channel": shown(channel)}
    warning = "already_in_channel"
    return {"channel": shown(channel), "warning": warning, "response_metadata": {"warnings": [warning]}}


def leave(workspace: Workspace, args: JSON) -> JSON:
    channel = writable(_named(seen_channel(workspace, args)))
    if BOT_USER not in channel["members"]:
        return {"not_in_channel": True}
    if channel["is_general"]:
        raise Refused("cant_leave_general")
    if channel["members"] == [BOT_USER]:
        raise Refused("last_member")
    channels.leave(workspace, channel, BOT_USER, BOT_USER)
    return {}


def invite(workspace: Workspace, args: JSON) -> JSON:
    """Invite some people; when one cannot be, nobody is, unless that is forced."""
    channel = writable(_named(bots_channel(workspace, args)))
    users = list(dict.fromkeys(ids(args["users"])))
    if not users:
        raise Refused("no_user")
    if len(users) > INVITED_AT_ONCE:
        raise InvalidArguments(f"no more than {INVITED_AT_ONCE} users allowed [json-pointer:/users]")
    errors = [error for user in users for error in _uninvitable(workspace, channel, user)]
    refused = {error["user"] for error in errors}
    if errors and (refused == set(users) or not flag(args, "force")):
        code = errors[0]["error"]
        raise Refused(code, errors=errors)
    for user in users:
        if user not in refused:
            channels.join(workspace, channel, user, inviter=BOT_USER)
    return {"channel": shown(channel), **({"errors": errors} if errors else {})}


def kick(workspace: Workspace, args: JSON) -> JSON:
    channel = _named(bots_channel(workspace, args))
    user = workspace.user(str(args["user"]))["id"]
    if user == BOT_USER:
        raise Refused("cant_kick_self")
    if channel["is_general"]:
        raise Refused("cant_kick_from_general")
    if user not in channel["members"]:
        raise Refused("not_in_channel")
    channels.leave(workspace, channel, user, BOT_USER)
    return {"errors": {}}


def members(workspace: Workspace, args: JSON) -> JSON:
    check_limit(args)
    channel = seen_channel(workspace, args)
    some, cursor = page([{"id": id} for id in channel["members"]], args, key=lambda one: str(one["id"]))
    return {"members": [one["id"] for one in some], **next_cursor(cursor)}


def open_(workspace: Workspace, args: JSON) -> JSON:
    """Open the direct messages of one person, or of several together; opening again changes nothing."""
    known = set(workspace.channels)
    channel = _opened(workspace, args)
    was_open = channel["id"] in known and channel.get("is_open", True)
    workspace.channels.keep(channel["id"], channel | {"is_open": True})
    no_op = {"no_op": True, "already_open": True} if was_open else {}
    return {"channel": shown(channel) if flag(args, "return_im") else {"id": channel["id"]}, **no_op}


def close(workspace: Workspace, args: JSON) -> JSON:
    channel = seen_channel(workspace, args)
    if is_channel(channel):
        raise Refused("method_not_supported_for_channel_type")
    if not channel.get("is_open", True):
        return {"no_op": True, "already_closed": True}
    workspace.channels.keep(channel["id"], channel | {"is_open": False})
    return {}


def _opened(workspace: Workspace, args: JSON) -> JSON:
    if args.get("channel"):
        channel = seen_channel(workspace, args)
        if is_channel(channel):
            raise Refused("method_not_supported_for_channel_type")
        return channel
    users = list(dict.fromkeys(ids(args.get("users"))))
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > IN_A_GROUP:
        raise Refused("too_many_users")
    people = [_reachable(workspace.user(user)) for user in users]
    if flag(args, "prevent_creation") and not _is_there(workspace, users):
        raise Refused("channel_not_found")
    if len(people) > 1:
        return channels.group_message(workspace, users)
    return workspace.direct_message(users[0])


def _is_there(workspace: Workspace, users: list[str]) -> bool:
    members = {BOT_USER, *users}
    return any(not is_channel(one) and set(one["members"]) == members for one in workspace.channels.values())


def _reachable(user: JSON) -> JSON:
    if user["is_bot"]:
        raise Refused("cannot_dm_bot")
    if user["deleted"]:
        raise Refused("user_disabled")
    if user.get("refuse_dm"):
        raise Refused("user_not_visible")
    return user


def _named(channel: JSON) -> JSON:
    if not is_channel(channel):
        raise Refused("method_not_supported_for_channel_type")
    return channel


def _uninvitable(workspace: Workspace, channel: JSON, user: str) -> list[JSON]:
    """Return why somebody cannot be invited, if so."""
    try:
        _check_invitable(workspace.user(user), channel)
    except Refused as refused:
        return [{"user": user, "ok": False, "error": refused.code}]
    return []


def _check_invitable(user: JSON, channel: JSON) -> None:
    if user["id"] == BOT_USER:
        raise Refused("cant_invite_self")
    if user["id"] in channel["members"]:
        raise Refused("already_in_channel")
    if user["deleted"]:
        raise Refused("cant_invite")


METHODS = {
    "conversations.join": join,
    "conversations.leave": leave,
    "conversations.invite": invite,
    "conversations.kick": kick,
    "conversations.members": members,
    "conversations.open": open_,
    "conversations.close": close,
}
