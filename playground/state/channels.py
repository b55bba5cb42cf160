"""What may become of a channel and of who is in it, and what the others read of that.

Who may do it, and what is refused, is decided where it is asked for.
"""

from __future__ import annotations

import secrets

from playground.errors import JSON
from playground.state import seed
from playground.state.installed import BOT_USER
from playground.state.kinds import is_channel
from playground.state.workspace import Happening, Workspace


def create(workspace: Workspace, name: str, by: str, *, private: bool = False) -> JSON:
    """Return a new channel with nobody in it but the one who made it."""
    id, born = f"C0{secrets.token_hex(4).upper()}", int(workspace.now())
    made = seed.channel(id, name, created=born, creator=by, members=[by], private=private)
    channel = workspace.channels.keep(id, made)
    workspace.tell(Happening("channels"))
    workspace.tell(Happening("channel_created", {"by": by}, id))
    return channel


def find_by_name(workspace: Workspace, name: str) -> JSON | None:
    found = (channel for channel in workspace.channels.values() if channel.get("name") == name)
    return next(found, None)


def group_message(workspace: Workspace, users: list[str]) -> JSON:
    """Return the conversation of the bot with several users, opened when it is not yet there."""
    members = [BOT_USER, *users]
    open_ = (channel for channel in workspace.channels.values() if channel.get("is_mpim"))
    found = next((channel for channel in open_ if set(channel["members"]) == set(members)), None)
    return found or _opened(workspace, members)


def rename(workspace: Workspace, channel: JSON, name: str, by: str) -> JSON:
    said = {"old_name": channel["name"], "name": name}
    names = {"name": name, "name_normalized": name, "previous_names": [channel["name"]]}
    renamed = _changed(workspace, channel, names)
    workspace.tell(Happening("channel_rename", {"by": by}, channel["id"]))
    _say(
        workspace, renamed, by, "name", f'has renamed the channel from "{said["old_name"]}" to "{name}"', said
    )
    return renamed


def archive(workspace: Workspace, channel: JSON, by: str) -> JSON:
    _say(workspace, channel, by, "archive", "archived the channel", {"members": channel["members"]})
    archived = _changed(workspace, channel, {"is_archived": True})
    workspace.tell(Happening("channel_archive", {"by": by}, channel["id"]))
    return archived


def describe(workspace: Workspace, channel: JSON, by: str, what: str, value: str) -> JSON:
    """Set the `topic` or the `purpose`."""
    set_at = {"value": value, "creator": by, "last_set": int(workspace.now())}
    described = _changed(workspace, channel, {what: set_at})
    text = f"set the channel {what}: {value}" if value else f"cleared the channel {what}"
    _say(workspace, described, by, what, text, {what: value})
    return described


def unarchive(workspace: Workspace, channel: JSON, by: str) -> JSON:
    opened = _changed(workspace, channel, {"is_archived": False})
    workspace.tell(Happening("channel_unarchive", {"by": by}, channel["id"]))
    _say(workspace, opened, by, "unarchive", "un-archived the channel", {})
    return opened


def delete(workspace: Workspace, channel: JSON, by: str) -> None:
    """Take a channel away with all that was said in it."""
    workspace.tell(Happening("channel_deleted", {"by": by}, channel["id"]))
    for message in workspace.messages.all(channel["id"]):
        workspace.messages.drop(channel["id"], message["ts"])
    workspace.channels.drop(channel["id"])
    workspace.tell(Happening("channels"))


def join(workspace: Workspace, channel: JSON, user: str, inviter: str | None = None) -> bool:
    """Make a user a member; False when they were one."""
    if not workspace.join(channel, user, inviter):
        return False
    invited = {"inviter": inviter} if inviter else {}
    _say(workspace, channel, user, "join", "has joined the channel", invited)
    return True


def leave(workspace: Workspace, channel: JSON, user: str, actor: str) -> None:
    """Take a member out, who went or was made to go; told while they still are in it."""
    workspace.tell(Happening("member_left_channel", {"user": user, "actor": actor}, channel["id"]))
    left = [member for member in channel["members"] if member != user]
    _say(
        workspace, _changed(workspace, channel, {"members": left}), user, "leave", "has left the channel", {}
    )


def _opened(workspace: Workspace, members: list[str]) -> JSON:
    id = f"C0{secrets.token_hex(4).upper()}"
    names = [str(workspace.users[member]["name"]) for member in members]
    channel = seed.group_message(id, names, created=int(workspace.now()), members=members)
    workspace.channels.keep(id, channel)
    workspace.tell(Happening("channels"))
    return channel


def _changed(workspace: Workspace, channel: JSON, changes: JSON) -> JSON:
    changed = channel | changes
    workspace.change_channel(changed)
    return changed


def _say(workspace: Workspace, channel: JSON, by: str, what: str, text: str, body: JSON) -> None:
    """Post what Slack itself says of a change; source: https://docs.slack.dev/reference/events/message."""
    if is_channel(channel):
        family = "group" if channel["is_private"] else "channel"
        said = {"user": by, "subtype": f"{family}_{what}", "text": f"<@{by}> {text}", **body}
        workspace.post(channel["id"], said)
