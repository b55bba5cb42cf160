"""Methods that write: messages, their changes, private answers, permalinks."""

from __future__ import annotations

import json

from playground.blockkit import check_message_blocks
from playground.errors import JSON, Refused
from playground.installed import APP_ID, BOT_ID, BOT_USER
from playground.messages import is_tombstone
from playground.methods.arguments import bots_channel, writable
from playground.workspace import Workspace

TEXT = 40_000
"""Characters; longer texts are cut by chat.postMessage, and refused by chat.update."""
METADATA_BYTES = 16_000


def post_message(workspace: Workspace, args: JSON) -> JSON:
    channel = _destination(workspace, str(args["channel"]))
    message = bot_message(workspace, args) | _thread(workspace, channel["id"], args)
    message["text"] = message["text"][:TEXT]
    posted = workspace.post(channel["id"], message)
    return {"channel": channel["id"], "ts": posted["ts"], "message": posted}


def post_ephemeral(workspace: Workspace, args: JSON) -> JSON:
    channel = writable(bots_channel(workspace, args))
    if args["user"] not in channel["members"]:
        raise Refused("user_not_in_channel")
    message = bot_message(workspace, args) | _thread(workspace, channel["id"], args)
    refuse_long(message)
    return {"message_ts": workspace.whisper(channel["id"], args["user"], message)["ts"]}


def update(workspace: Workspace, args: JSON) -> JSON:
    channel = writable(workspace.channel(str(args["channel"])))
    before = _own(workspace, channel["id"], str(args["ts"]), "cant_update_message")
    changes = message_parts(args)
    if not changes.keys() & {"text", "blocks", "attachments"}:
        raise Refused("no_text")
    refuse_long(changes)
    edited = {"edited": {"user": BOT_USER, "ts": workspace.next_ts()}}
    message = workspace.edit(channel["id"], before, changes | edited)
    return {"channel": channel["id"], "ts": message["ts"], "text": message["text"], "message": message}


def delete(workspace: Workspace, args: JSON) -> JSON:
    channel = workspace.channel(str(args["channel"]))
    message = _own(workspace, channel["id"], str(args["ts"]), "cant_delete_message")
    workspace.delete(channel["id"], message)
    return {"channel": channel["id"], "ts": message["ts"]}


def permalink(workspace: Workspace, args: JSON) -> JSON:
    channel = workspace.channel(str(args["channel"]))
    message = workspace.messages.find(channel["id"], str(args["message_ts"]))
    if message is None:
        raise Refused("message_not_found")
    return {"channel": channel["id"], "permalink": workspace.permalink(channel["id"], message)}


def bot_message(workspace: Workspace, args: JSON) -> JSON:
    """Return what the bot says; source: https://docs.slack.dev/reference/methods/chat.postMessage."""
    parts = message_parts(args)
    if not (parts.get("text") or parts.get("blocks") or parts.get("attachments")):
        raise Refused("no_text")
    profile = {"id": BOT_ID, "app_id": APP_ID, "name": workspace.app.name, "deleted": False}
    return {"user": BOT_USER, "bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": profile, "text": "", **parts}


def message_parts(args: JSON) -> JSON:
    """Return those parts of a message that were given: text, blocks, attachments, metadata."""
    parts: JSON = {"text": str(args["text"])} if args.get("text") is not None else {}
    if args.get("blocks") is not None:
        parts["blocks"] = check_message_blocks(args["blocks"])
    if args.get("attachments") is not None:
        parts["attachments"] = _checked_attachments(args["attachments"])
    if args.get("metadata") is not None:
        parts["metadata"] = _checked_metadata(args["metadata"])
    return parts


def refuse_long(message: JSON) -> None:
    if len(message.get("text", "")) > TEXT:
        raise Refused("msg_too_long")


def _destination(workspace: Workspace, name: str) -> JSON:
    """Return the channel meant by an id, a name, or a user's id (their direct messages)."""
    if name in workspace.users and name != BOT_USER:
        channel = workspace.direct_message(name)
    else:
        named = [id for id, channel in workspace.channels.items() if channel.get("name") == name.lstrip("#")]
        channel = bots_channel(workspace, {"channel": named[0] if named else name})
    if channel["is_im"] and workspace.users[channel["user"]].get("refuse_dm"):
        raise Refused("restricted_action")
    return writable(channel)


def _thread(workspace: Workspace, channel: str, args: JSON) -> JSON:
    if not args.get("thread_ts"):
        return {}
    root = workspace.messages.find(channel, str(args["thread_ts"]))
    if root is None:
        raise Refused("thread_not_found")
    return {"thread_ts": root.get("thread_ts", root["ts"]), "parent_user_id": root.get("user")}


def _own(workspace: Workspace, channel: str, ts: str, code: str) -> JSON:
    """Return a message of the bot's own; Refused with the code when it is somebody else's."""
    message = workspace.messages.find(channel, ts)
    if message is None or is_tombstone(message):
        raise Refused("message_not_found")
    if message.get("bot_id") != BOT_ID:
        raise Refused(code)
    return message


def _checked_attachments(attachments: object) -> list[JSON]:
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise Refused("invalid_attachments")
    return [
        one | {"blocks": check_message_blocks(one["blocks"], f"/attachments/{n}/blocks")}
        if "blocks" in one
        else one
        for n, one in enumerate(attachments)
    ]


def _checked_metadata(metadata: object) -> JSON:
    if not isinstance(metadata, dict):
        raise Refused("invalid_metadata_format")
    if metadata and not (
        isinstance(metadata.get("event_type"), str) and isinstance(metadata.get("event_payload"), dict)
    ):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(metadata)) > METADATA_BYTES:
        raise Refused("metadata_too_large")
    return metadata


METHODS = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
}
