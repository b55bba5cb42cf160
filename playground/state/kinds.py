"""The four kinds of conversation, by the names that arguments, scopes and events have for them."""

from __future__ import annotations

from playground.errors import JSON

FAMILIES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
"""What a kind's scopes and message events begin or end with: `groups:history`, `message.groups`."""


def kind_of(channel: JSON) -> str:
    """Return what `types` arguments call this kind: public_channel, private_channel, im or mpim."""
    if channel.get("is_im"):
        return "im"
    if channel.get("is_mpim"):
        return "mpim"
    return "private_channel" if channel.get("is_private") else "public_channel"


def is_channel(channel: JSON) -> bool:
    """Whether this has a name that people gave it, public or private."""
    return kind_of(channel) in ("public_channel", "private_channel")
