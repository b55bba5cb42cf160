"""Methods about conversations themselves; what was said in them is in history, who is in them in membership."""

from __future__ import annotations

import re

from playground.errors import JSON, Refused
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
from playground.state import channels
from playground.state.installed import BOT_USER
from playground.state.kinds import FAMILIES, is_channel, kind_of
from playground.state.workspace import Workspace

NAME = 80
WORDS = 250
"""Characters of a topic or a purpose."""
TS = re.compile(r"\d{1,10}(\.\d{1,6})?")


def list_(workspace: Workspace, args: JSON) -> JSON:
    check_limit(args)
    found = of_types(args, [one for one in workspace.channels.values() if is_seen(one)])
    some, cursor = page(found, args, key=lambda channel: str(channel["id"]))
    return {"channels": [_listed(channel) for channel in some], **next_cursor(cursor)}


def of_types(args: JSON, found: list[JSON]) -> list[JSON]:
    """Return those conversations whose kind is asked for."""
    kinds = ids(args.get("types") or "public_channel")
    if not set(kinds) <= set(FAMILIES):
        raise Refused("invalid_types")
    if flag(args, "exclude_archived"):
        found = [channel for channel in found if not channel["is_archived"]]
    return [channel for channel in found if kind_of(channel) in kinds]


def info(workspace: Workspace, args: JSON) -> JSON:
    channel = seen_channel(workspace, args)
    count = {"num_members": len(channel["members"])} if flag(args, "include_num_members") else {}
    locale = {"locale": "en-US"} if flag(args, "include_locale") else {}
    return {"channel": shown(channel) | count | locale}


def create(workspace: Workspace, args: JSON) -> JSON:
    name = free_name(workspace, args)
    channel = channels.create(workspace, name, BOT_USER, private=flag(args, "is_private"))
    return {"channel": shown(channel)}


def rename(workspace: Workspace, args: JSON) -> JSON:
    """Rename a channel, which only the one who made it may."""
    channel = writable(_named(bots_channel(workspace, args)))
    if channel["creator"] != BOT_USER:
        raise Refused("not_authorized")
    return {"channel": shown(channels.rename(workspace, channel, free_name(workspace, args), BOT_USER))}


def archive(workspace: Workspace, args: JSON) -> JSON:
    channel = _named(bots_channel(workspace, args))
    if channel["is_general"]:
        raise Refused("cant_archive_general")
    if channel["is_archived"]:
        raise Refused("already_archived")
    channels.archive(workspace, channel, BOT_USER)
    return {}


def unarchive(workspace: Workspace, args: JSON) -> JSON:
    """Refuse to unarchive: a bot is taken out of what is archived, and must be in it to open it again."""
    if not _named(seen_channel(workspace, args))["is_archived"]:
        raise Refused("not_archived")
    raise Refused("not_in_channel")


def set_topic(workspace: Workspace, args: JSON) -> JSON:
    return {"channel": shown(_described(workspace, args, "topic"))}


def set_purpose(workspace: Workspace, args: JSON) -> JSON:
    return {"purpose": _described(workspace, args, "purpose")["purpose"]["value"]}


def mark(workspace: Workspace, args: JSON) -> JSON:
    channel = bots_channel(workspace, args)
    if not TS.fullmatch(str(args["ts"])):
        raise Refused("invalid_timestamp")
    workspace.mark_read(BOT_USER, channel["id"], str(args["ts"]))
    return {}


def shown(channel: JSON) -> JSON:
    """Return a conversation as the bot is told of it."""
    public = {key: value for key, value in channel.items() if key != "members"}
    return public if channel["is_im"] else public | {"is_member": BOT_USER in channel["members"]}


def _listed(channel: JSON) -> JSON:
    return shown(channel) if channel["is_im"] else shown(channel) | {"num_members": len(channel["members"])}


def is_seen(channel: JSON) -> bool:
    """Whether the bot can know of a conversation."""
    return kind_of(channel) == "public_channel" or BOT_USER in channel["members"]


def _described(workspace: Workspace, args: JSON, what: str) -> JSON:
    channel = bots_channel(workspace, args)
    if channel["is_im"]:
        raise Refused("method_not_supported_for_channel_type")
    if len(str(args[what])) > WORDS:
        raise Refused("too_long")
    return channels.describe(workspace, writable(channel), BOT_USER, what, str(args[what]))


def _named(channel: JSON) -> JSON:
    if not is_channel(channel):
        raise Refused("method_not_supported_for_channel_type")
    return channel


def free_name(workspace: Workspace, args: JSON) -> str:
    """Return the name that a channel may bear: lower case letters, digits, hyphens and underscores."""
    name = str(args.get("name") or "").lstrip("#")
    if not name:
        raise Refused("invalid_name_required")
    if len(name) > NAME:
        raise Refused("invalid_name_maxlength")
    if name != name.lower() or not re.fullmatch(r"[\w-]+", name):
        raise Refused("invalid_name_specials")
    if not re.search(r"[^\W_]", name):
        raise Refused("invalid_name_punctuation")
    if channels.find_by_name(workspace, name):
        raise Refused("name_taken")
    return name


METHODS = {
    "conversations.list": list_,
    "conversations.info": info,
    "conversations.create": create,
    "conversations.rename": rename,
    "conversations.archive": archive,
    "conversations.unarchive": unarchive,
    "conversations.setTopic": set_topic,
    "conversations.setPurpose": set_purpose,
    "conversations.mark": mark,
}
