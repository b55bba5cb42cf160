"""Reactions: emoji under a message, each with those who chose it. Whether they may is decided elsewhere.

Source: https://docs.slack.dev/reference/methods/reactions.add.
"""

from __future__ import annotations

from playground.errors import JSON, Refused
from playground.state.emoji import is_emoji
from playground.state.messages import is_tombstone
from playground.state.workspace import Happening, Workspace

MOST_EMOJI = 23
"""Different emoji that one person may put under one message."""
MOST = 50
"""Different emoji under one message."""


def add(workspace: Workspace, user: str, channel: JSON, message: JSON, name: str) -> None:
    """Put an emoji under a message; Refused when it is none, is there already, or there are too many."""
    if not is_emoji(name):
        raise Refused("invalid_name")
    if channel["is_archived"]:
        raise Refused("is_archived")
    if is_tombstone(message):
        raise Refused("not_reactable")
    found: list[JSON] = message.get("reactions", [])
    if user in _users(found, name):
        raise Refused("already_reacted")
    if sum(user in one["users"] for one in found) >= MOST_EMOJI:
        raise Refused("too_many_emoji")
    if len(found) >= MOST and not _users(found, name):
        raise Refused("too_many_reactions")
    _keep(workspace, channel, message, _with(found, name, [*_users(found, name), user]))
    _tell(workspace, "reaction_added", user, channel, message, name)


def remove(workspace: Workspace, user: str, channel: JSON, message: JSON, name: str) -> None:
    """Take one's emoji away; Refused when it is not there."""
    found: list[JSON] = message.get("reactions", [])
    if user not in _users(found, name):
        raise Refused("no_reaction" if is_emoji(name) else "invalid_name")
    _keep(
        workspace, channel, message, _with(found, name, [one for one in _users(found, name) if one != user])
    )
    _tell(workspace, "reaction_removed", user, channel, message, name)


def _users(reactions: list[JSON], name: str) -> list[str]:
    return next((one["users"] for one in reactions if one["name"] == name), [])


def _with(reactions: list[JSON], name: str, users: list[str]) -> list[JSON]:
    """Return the reactions with other users at one name; a new one comes last, one without users goes."""
    names = list(dict.fromkeys([*(one["name"] for one in reactions), name]))
    chosen = {one: users if one == name else _users(reactions, one) for one in names}
    return [{"name": one, "users": who, "count": len(who)} for one, who in chosen.items() if who]


def _keep(workspace: Workspace, channel: JSON, message: JSON, reactions: list[JSON]) -> None:
    message["reactions"] = reactions
    if not reactions:
        del message["reactions"]
    workspace.messages.keep(channel["id"], message)


def _tell(workspace: Workspace, kind: str, user: str, channel: JSON, message: JSON, name: str) -> None:
    workspace.tell(Happening(kind, {"message": message, "user": user, "reaction": name}, channel["id"]))
