"""Who acts on the page, and what they may see."""

from __future__ import annotations

from playground.errors import JSON, Refused
from playground.state.messages import is_tombstone
from playground.state.workspace import Workspace, whispered

DEACTIVATED = "This person is deactivated: they can look, and do no more."


def looking(workspace: Workspace, user: object) -> str:
    """Return the id of the one who looks, who must be a person in the workspace."""
    return str(_person(workspace, user)["id"])


def acting(workspace: Workspace, user: object) -> str:
    """Return the id of the one who acts: a person in the workspace who is not deactivated."""
    person = _person(workspace, user)
    if person["deleted"]:
        raise Refused(DEACTIVATED)
    return str(person["id"])


def _person(workspace: Workspace, user: object) -> JSON:
    person = workspace.users.get(str(user))
    if person is None or person["is_bot"]:
        raise Refused("user_not_found")
    return person


def readable(workspace: Workspace, user: str, channel: object) -> JSON:
    """Return a channel that this user is in."""
    found = workspace.channel(str(channel))
    if user not in found["members"]:
        raise Refused("channel_not_found")
    return found


def clickable(workspace: Workspace, user: str, channel: str, ts: str) -> JSON:
    """Return a message, or a private answer to this user (`ephemeral` then)."""
    kept = workspace.ephemerals.get(ts)
    if kept and kept["to"] == user and kept["channel"] == channel:
        return whispered(kept)
    return shown_message(workspace, channel, ts)


def shown_message(workspace: Workspace, channel: str, ts: str) -> JSON:
    """Return a message that everybody in the channel sees."""
    message = workspace.messages.find(channel, ts)
    if message is None or is_tombstone(message):
        raise Refused("message_not_found")
    return message
