"""Methods that write: messages for everybody and for one, their changes, and where they stand."""

from __future__ import annotations

from playground.errors import JSON, Refused
from playground.methods.arguments import bots_channel, flag, seen_channel, writable
from playground.methods.destinations import destination, refuse_closed_tab, thread
from playground.methods.parts import (
    TEXT,
    bot_message,
    custom_look,
    message_parts,
    metadata,
    refuse_as_user,
    refuse_long,
)
from playground.state.installed import BOT_ID, BOT_USER
from playground.state.messages import is_reply, is_tombstone
from playground.state.workspace import Workspace

BROADCAST = {"subtype": "thread_broadcast"}


def post_message(workspace: Workspace, args: JSON) -> JSON:
    refuse_as_user(args)
    channel = refuse_closed_tab(workspace, destination(workspace, str(args["channel"])))
    message = bot_message(workspace, args) | metadata(args) | custom_look(workspace, args)
    message |= thread(workspace, channel["id"], args)
    if "thread_ts" in message and flag(args, "reply_broadcast"):
        message |= BROADCAST
    message["text"] = message["text"][:TEXT]
    posted = workspace.post(channel["id"], message)
    return {"channel": channel["id"], "ts": posted["ts"], "message": posted}


def me_message(workspace: Workspace, args: JSON) -> JSON:
    channel = writable(bots_channel(workspace, args))
    if not args["text"]:
        raise Refused("no_text")
    said = {"user": BOT_USER, "bot_id": BOT_ID, "subtype": "me_message", "text": str(args["text"])}
    refuse_long(said)
    return {"channel": channel["id"], "ts": workspace.post(channel["id"], said)["ts"]}


def post_ephemeral(workspace: Workspace, args: JSON) -> JSON:
    """Show a message to one member; in a thread only if that is there, else nobody sees it."""
    channel = writable(bots_channel(workspace, args))
    if args["user"] not in channel["members"]:
        raise Refused("user_not_in_channel")
    message = bot_message(workspace, args) | custom_look(workspace, args)
    refuse_long(message)
    if args.get("thread_ts"):
        message["thread_ts"] = str(args["thread_ts"])
    return {"message_ts": workspace.whisper(channel["id"], args["user"], message)["ts"]}


def update(workspace: Workspace, args: JSON) -> JSON:
    refuse_as_user(args)
    channel = writable(seen_channel(workspace, args), code="is_inactive")
    before = _own(workspace, channel["id"], str(args["ts"]), "cant_update_message")
    if before.get("streaming_state") == "in_progress":
        raise Refused("streaming_state_conflict")
    changes = message_parts(workspace, args)
    if not changes.keys() & {"text", "blocks", "attachments"}:
        raise Refused("no_text")
    refuse_long(changes)
    changes |= metadata(args) | _broadcast(before, args)
    edited = {"edited": {"user": BOT_USER, "ts": workspace.next_ts()}}
    message = workspace.edit(channel["id"], before, changes | edited)
    return {"channel": channel["id"], "ts": message["ts"], "text": message["text"], "message": message}


def delete(workspace: Workspace, args: JSON) -> JSON:
    channel = seen_channel(workspace, args)
    message = _own(workspace, channel["id"], str(args["ts"]), "cant_delete_message")
    workspace.delete(channel["id"], message)
    return {"channel": channel["id"], "ts": message["ts"]}


def permalink(workspace: Workspace, args: JSON) -> JSON:
    channel = seen_channel(workspace, args)
    message = workspace.messages.find(channel["id"], str(args["message_ts"]))
    if message is None:
        raise Refused("message_not_found")
    return {"channel": channel["id"], "permalink": workspace.permalink(channel["id"], message)}


def _broadcast(message: JSON, args: JSON) -> JSON:
    if not flag(args, "reply_broadcast"):
        return {}
    if not is_reply(message):
        raise Refused("cant_broadcast_message")
    return BROADCAST


def _own(workspace: Workspace, channel: str, ts: str, code: str) -> JSON:
    """Return a message of the bot's own; Refused with the code when it is somebody else's."""
    message = workspace.messages.find(channel, ts)
    if message is None or is_tombstone(message):
        raise Refused("message_not_found")
    if message.get("bot_id") != BOT_ID:
        raise Refused(code)
    return message


METHODS = {
    "chat.postMessage": post_message,
    "chat.meMessage": me_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
}
