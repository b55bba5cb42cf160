"""Methods by which a message grows while people read it; source: https://docs.slack.dev/reference/methods/chat.startStream."""

from __future__ import annotations

from collections.abc import Iterator

from playground.blocks.blockkit import check_message_blocks
from playground.errors import JSON, InvalidArguments, Refused
from playground.methods.arguments import bots_channel, writable
from playground.methods.destinations import destination, refuse_closed_tab
from playground.methods.parts import byline, custom_look, metadata
from playground.state.installed import BOT_ID
from playground.state.workspace import Workspace

STATE = "streaming_state"


def start(workspace: Workspace, args: JSON) -> JSON:
    """Begin a reply; in a channel Slack wants to know for whom."""
    channel = refuse_closed_tab(workspace, destination(workspace, str(args["channel"])))
    _check_recipient(workspace, channel, args)
    root = workspace.messages.find(channel["id"], str(args["thread_ts"]))
    if root is None:
        raise InvalidArguments("thread_ts is of no message [json-pointer:/thread_ts]")
    reply = {"thread_ts": root.get("thread_ts", root["ts"]), "parent_user_id": root.get("user")}
    begun = byline(workspace) | custom_look(workspace, args) | reply | {STATE: "in_progress"}
    posted = workspace.post(channel["id"], begun | _grown({"text": "", "blocks": []}, args))
    return {"channel": channel["id"], "ts": posted["ts"]}


def append(workspace: Workspace, args: JSON) -> JSON:
    channel, message = _growing(workspace, args)
    workspace.edit(channel, message, _grown(message, args))
    return {"channel": channel, "ts": message["ts"]}


def stop(workspace: Workspace, args: JSON) -> JSON:
    """End the message, perhaps with blocks below what was streamed."""
    channel, message = _growing(workspace, args)
    last = _grown(message, args) | metadata(args) | {STATE: "completed"}
    last["blocks"] = check_message_blocks([*last["blocks"], *_blocks(args)])
    ended = workspace.edit(channel, message, last)
    return {"channel": channel, "ts": ended["ts"], "message": ended}


def _check_recipient(workspace: Workspace, channel: JSON, args: JSON) -> None:
    if channel["is_im"]:
        return
    if not args.get("recipient_team_id"):
        raise Refused("missing_recipient_team_id")
    if not args.get("recipient_user_id"):
        raise Refused("missing_recipient_user_id")
    if args["recipient_user_id"] not in workspace.users:
        raise Refused("user_not_found")


def _growing(workspace: Workspace, args: JSON) -> tuple[str, JSON]:
    channel = writable(bots_channel(workspace, args))["id"]
    message = workspace.messages.find(channel, str(args["ts"]))
    if message is None:
        raise Refused("message_not_found")
    if message.get("bot_id") != BOT_ID:
        raise Refused("message_not_owned_by_app")
    if message.get(STATE) != "in_progress":
        raise Refused("message_not_in_streaming_state")
    return channel, message


def _grown(message: JSON, args: JSON) -> JSON:
    """Return text and blocks of a message with what came: its text as markdown, then a card for each task."""
    chunks = list(_chunks(args))
    added = [str(chunk.get("text", "")) for chunk in chunks if chunk["type"] == "markdown_text"]
    text = "".join([message["text"], str(args.get("markdown_text") or ""), *added])
    cards = {block["task_id"]: block for block in message["blocks"] if block["type"] == "task_card"}
    cards |= {chunk["id"]: _card(chunk) for chunk in chunks if chunk["type"] == "task_update"}
    markdown = [{"type": "markdown", "text": text}] if text else []
    return {"text": text, "blocks": check_message_blocks([*markdown, *cards.values()])}


def _chunks(args: JSON) -> Iterator[JSON]:
    """Give the chunks one by one. The title of a plan is taken, and shown nowhere here."""
    chunks = args.get("chunks") or []
    needed = {"markdown_text": "text", "task_update": "id", "plan_update": "title"}
    if not isinstance(chunks, list):
        raise Refused("invalid_chunks")
    for chunk in chunks:
        if not isinstance(chunk, dict) or needed.get(str(chunk.get("type")), "type?") not in chunk:
            raise Refused("invalid_chunks")
        yield chunk


def _card(chunk: JSON) -> JSON:
    status = chunk.get("status", "in_progress")
    return {
        "type": "task_card",
        "task_id": str(chunk["id"]),
        "title": str(chunk.get("title", "")),
        "status": status,
    }


def _blocks(args: JSON) -> list[JSON]:
    blocks = args.get("blocks") or []
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks")
    return blocks


METHODS = {"chat.startStream": start, "chat.appendStream": append, "chat.stopStream": stop}
