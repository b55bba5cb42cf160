"""Response URLs, and what an answer to a command or a click does: show, replace, delete.

Source: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses.
"""

from __future__ import annotations

import secrets

from playground.blocks.block_rules import flattened
from playground.errors import JSON, Refused
from playground.methods.parts import bot_message, metadata, refuse_long
from playground.state.seed import TEAM
from playground.state.workspace import Workspace

POSTS = 5
LIFETIME = 30 * 60
"""Seconds."""
REMEMBERED = 24 * 60 * 60


def issue(workspace: Workspace, kind: str, channel: str, user: str, original: JSON | None = None) -> str:
    """Return a new URL; original is `{"ts", "ephemeral"}` of the message that was clicked."""
    for old in [
        old
        for old, target in workspace.response_urls.items()
        if target["expires"] < workspace.now() - REMEMBERED
    ]:
        workspace.response_urls.drop(old)
    id = secrets.token_urlsafe(18)
    whose = {"channel": channel, "user": user, "original": original}
    workspace.response_urls.keep(id, whose | {"posts": 0, "expires": workspace.now() + LIFETIME})
    return f"{workspace.url}/{kind}/{TEAM['id']}/{id}"


def of_view(workspace: Workspace, user: str, view: JSON) -> list[JSON]:
    """Return a URL for each conversation chosen in an input that has `response_url_enabled`."""
    issued = []
    for block in flattened(view["blocks"]):
        element = block.get("element", {})
        chosen = view["state"]["values"].get(block["block_id"], {}).get(element.get("action_id"), {})
        channel = chosen.get("selected_conversation") or chosen.get("selected_channel")
        if element.get("response_url_enabled") and channel:
            ids = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel}
            issued.append(ids | {"response_url": issue(workspace, "actions", channel, user)})
    return issued


def post(workspace: Workspace, id: str, body: JSON) -> None:
    """Use a response URL once; Refused when it is unknown, used up or too old."""
    target = workspace.response_urls.get(id)
    if target is None:
        raise Refused("invalid_url")
    if workspace.now() > target["expires"]:
        raise Refused("expired_url")
    if target["posts"] >= POSTS:
        raise Refused("used_url")
    answer(workspace, target, body)
    workspace.response_urls.keep(id, target | {"posts": target["posts"] + 1})


def answer(workspace: Workspace, target: JSON, body: JSON) -> None:
    """Do what an answer says to the one who asked: `{"channel", "user", "original"}`."""
    original = target["original"]
    if body.get("delete_original") in (True, "true"):
        _delete(workspace, target["channel"], original)
    elif body.get("replace_original") in (True, "true") and original:
        _replace(workspace, target["channel"], original, body)
    else:
        _show(workspace, target, body)


def _show(workspace: Workspace, target: JSON, body: JSON) -> None:
    message = bot_message(workspace, body) | metadata(body)
    refuse_long(message)
    if body.get("thread_ts"):
        message["thread_ts"] = body["thread_ts"]
    if body.get("response_type") == "in_channel":
        workspace.post(target["channel"], message)
    else:
        workspace.whisper(target["channel"], target["user"], message)


def _replace(workspace: Workspace, channel: str, original: JSON, body: JSON) -> None:
    fresh: JSON = {"blocks": [], "attachments": []} | bot_message(workspace, body) | metadata(body)
    refuse_long(fresh)
    if original["ephemeral"]:
        kept = workspace.ephemerals.get(original["ts"])
        if kept:
            workspace.rewhisper(kept, fresh)
        return
    before = workspace.messages.find(channel, original["ts"])
    if before:
        workspace.edit(channel, before, fresh)


def _delete(workspace: Workspace, channel: str, original: JSON | None) -> None:
    if original is None:
        return
    if original["ephemeral"] and original["ts"] in workspace.ephemerals:
        workspace.unwhisper(workspace.ephemerals[original["ts"]])
    message = workspace.messages.find(channel, original["ts"])
    if message:
        workspace.delete(channel, message)
