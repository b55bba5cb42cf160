"""Reading the arguments that many methods share: flags, limits, cursors, and the channel that is meant."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

from playground.errors import JSON, Refused
from playground.installed import BOT_USER
from playground.workspace import Workspace

MOST = 1_000
TS = re.compile(r"\d{1,10}\.\d{6}")


def flag(args: JSON, name: str, *, default: bool = False) -> bool:
    value = args.get(name)
    return default if value is None else str(value).lower() in ("1", "true")


def limit(args: JSON, default: int = 100) -> int:
    try:
        value = int(args.get("limit") or default)
    except ValueError:
        raise Refused("invalid_limit") from None
    if not 0 < value <= MOST:
        raise Refused("invalid_limit")
    return value


def page(items: list[JSON], args: JSON, key: Callable[[JSON], str]) -> tuple[list[JSON], str]:
    """Return one page of items and the cursor of the next (`""` when there is none)."""
    keys = [key(item) for item in items]
    start = _start(keys, str(args.get("cursor") or ""))
    end = start + limit(args)
    cursor = base64.b64encode(f"next:{keys[end]}".encode()).decode() if end < len(items) else ""
    return items[start:end], cursor


def _start(keys: list[str], cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return keys.index(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise Refused("invalid_cursor") from None


def bots_channel(workspace: Workspace, args: JSON) -> JSON:
    """Return the channel of a call, which must be one that the bot is in."""
    channel = workspace.channel(str(args["channel"]))
    if BOT_USER not in channel["members"]:
        raise Refused("not_in_channel")
    return channel


def message_at(workspace: Workspace, channel: JSON, ts: object) -> JSON:
    """Return the message with this ts; Refused when it is no ts, or there is none."""
    if not TS.fullmatch(str(ts)):
        raise Refused("bad_timestamp")
    message = workspace.messages.find(channel["id"], str(ts))
    if message is None:
        raise Refused("message_not_found")
    return message


def writable(channel: JSON) -> JSON:
    if channel["is_archived"]:
        raise Refused("is_archived")
    return channel


def next_cursor(cursor: str) -> JSON:
    return {"response_metadata": {"next_cursor": cursor}}


def ids(value: object) -> list[str]:
    """Return a list of ids, given as a list or with commas between."""
    parts = value if isinstance(value, list) else str(value or "").split(",")
    return [str(part).strip() for part in parts if str(part).strip()]
