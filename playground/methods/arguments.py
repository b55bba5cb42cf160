"""Reading the arguments that many methods share: flags, limits, cursors, and the channel that is meant."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

from playground.errors import JSON, Refused
from playground.state.installed import BOT_USER
from playground.state.kinds import kind_of
from playground.state.workspace import Workspace

MOST = 1_000
TS = re.compile(r"\d{1,10}\.\d{6}")
TRUE, FALSE = {"1", "true"}, {"0", "false"}


def flag(args: JSON, name: str, *, default: bool = False) -> bool:
    value = args.get(name)
    return default if value is None else str(value).lower() in TRUE


def number(args: JSON, name: str, default: int) -> int:
    """Return an argument that was found to be a whole number at the door, 0 meaning none."""
    return int(args.get(name) or default)


def check_limit(args: JSON) -> None:
    """Refuse a limit out of bounds, for methods that document so; the others take as much of it as they can."""
    if not 0 < number(args, "limit", 100) <= MOST:
        raise Refused("invalid_limit")


def page(items: list[JSON], args: JSON, key: Callable[[JSON], str]) -> tuple[list[JSON], str]:
    """Return one page of items and the cursor of the next (`""` when there is none)."""
    keys = [key(item) for item in items]
    start = _start(keys, str(args.get("cursor") or ""))
    end = start + max(1, min(number(args, "limit", 100), MOST))
    cursor = base64.b64encode(f"next:{keys[end]}".encode()).decode() if end < len(items) else ""
    return items[start:end], cursor


def _start(keys: list[str], cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return keys.index(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise Refused("invalid_cursor") from None


def seen_channel(workspace: Workspace, args: JSON) -> JSON:
    """Return the channel of a call: one that is public, or that the bot is in. The others are not there for it."""
    channel = workspace.channel(str(args["channel"]))
    if kind_of(channel) != "public_channel" and BOT_USER not in channel["members"]:
        raise Refused("channel_not_found")
    return channel


def bots_channel(workspace: Workspace, args: JSON, code: str = "not_in_channel") -> JSON:
    """Return the channel of a call; Refused with the code when it is a public one that the bot is not in."""
    channel = seen_channel(workspace, args)
    if BOT_USER not in channel["members"]:
        raise Refused(code)
    return channel


def message_at(workspace: Workspace, channel: JSON, ts: object) -> JSON:
    """Return the message with this ts; Refused when it is no ts, or there is none."""
    if not TS.fullmatch(str(ts)):
        raise Refused("bad_timestamp")
    message = workspace.messages.find(channel["id"], str(ts))
    if message is None:
        raise Refused("message_not_found")
    return message


def writable(channel: JSON, code: str = "is_archived") -> JSON:
    if channel["is_archived"]:
        raise Refused(code)
    return channel


def next_cursor(cursor: str) -> JSON:
    return {"response_metadata": {"next_cursor": cursor}}


def ids(value: object) -> list[str]:
    """Return a list of ids, given as a list or with commas between."""
    parts = value if isinstance(value, list) else str(value or "").split(",")
    return [str(part).strip() for part in parts if str(part).strip()]
