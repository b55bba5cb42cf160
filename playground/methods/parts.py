"""What a message of the bot's is made of, and what keeps it from being one.

Source: https://docs.slack.dev/reference/methods/chat.postMessage.
"""

from __future__ import annotations

import json
import re

from playground.blocks.blockkit import check_message_blocks
from playground.errors import JSON, Refused
from playground.methods.arguments import flag
from playground.state.installed import APP_ID, BOT_ID, BOT_USER
from playground.state.workspace import Workspace

TEXT = 40_000
"""Characters; longer texts are cut by chat.postMessage, and refused by chat.update."""
METADATA_BYTES = 16_000
MOST_ATTACHMENTS = 100
CUSTOMIZE = "chat:write.customize"
NAMED = re.compile(r"(?<![\w<&])([@#])([\w.-]*\w)")


def bot_message(workspace: Workspace, args: JSON) -> JSON:
    """Return what the bot says."""
    parts = message_parts(workspace, args)
    if not (parts.get("text") or parts.get("blocks") or parts.get("attachments")):
        raise Refused("no_text")
    return byline(workspace) | {"text": "", **parts}


def byline(workspace: Workspace) -> JSON:
    """Return what tells whose message it is."""
    profile = {"id": BOT_ID, "app_id": APP_ID, "name": workspace.app.name, "deleted": False}
    return {"user": BOT_USER, "bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": profile}


def message_parts(workspace: Workspace, args: JSON) -> JSON:
    """Return those parts of a message that were given: text, blocks, attachments, metadata."""
    parts = _markdown(args) or _text(workspace, args)
    if args.get("blocks") is not None:
        parts["blocks"] = check_message_blocks(args["blocks"])
    if args.get("attachments") is not None:
        parts["attachments"] = _checked_attachments(args["attachments"])
    return parts


def metadata(args: JSON) -> JSON:
    """Return the metadata, `{"event_type", "event_payload"}`, when some was given."""
    given = args.get("metadata")
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise Refused("invalid_metadata_format")
    if given and not (
        isinstance(given.get("event_type"), str) and isinstance(given.get("event_payload"), dict)
    ):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(given)) > METADATA_BYTES:
        raise Refused("metadata_too_large")
    return {"metadata": given}


def custom_look(workspace: Workspace, args: JSON) -> JSON:
    """Return the name and icon that a message bears instead of the app's; that needs a scope of its own."""
    look = {key: args[key] for key in ("username", "icon_emoji", "icon_url") if key in args}
    if look and CUSTOMIZE not in workspace.app.scopes:
        provided = ",".join(workspace.app.scopes)
        raise Refused("missing_scope", needed=CUSTOMIZE, provided=provided)
    icons = {key.removeprefix("icon_"): look[key] for key in ("icon_emoji", "icon_url") if key in look}
    named = {"username": look["username"]} if "username" in look else {}
    return named | ({"icons": icons} if icons else {})


def refuse_as_user(args: JSON) -> None:
    """A bot of today speaks as itself."""
    if flag(args, "as_user"):
        raise Refused("as_user_not_supported")


def refuse_long(message: JSON) -> None:
    if len(message.get("text", "")) > TEXT:
        raise Refused("msg_too_long")


def _markdown(args: JSON) -> JSON:
    if args.get("markdown_text") is None:
        return {}
    if args.get("text") is not None or args.get("blocks") is not None:
        raise Refused("markdown_text_conflict")
    text = str(args["markdown_text"])
    return {"text": text, "blocks": check_message_blocks([{"type": "markdown", "text": text}])}


def _text(workspace: Workspace, args: JSON) -> JSON:
    if args.get("text") is None:
        return {}
    text = str(args["text"])
    full = args.get("parse") == "full"
    if full or flag(args, "link_names"):
        text = NAMED.sub(lambda found: _link(workspace, found[1], found[2], full=full) or found[0], text)
    plain = {} if flag(args, "mrkdwn", default=True) else {"mrkdwn": False}
    return {"text": text, **plain}


def _link(workspace: Workspace, sign: str, name: str, *, full: bool) -> str | None:
    """Link the handle of a user group and, with parse=full, the name of a channel. People are never linked."""
    if sign == "@":
        groups = [id for id, group in workspace.usergroups.items() if group["handle"] == name]
        return f"<!subteam^{groups[0]}|@{name}>" if groups else None
    public = [
        id for id, one in workspace.channels.items() if one.get("name") == name and not one["is_private"]
    ]
    return f"<#{public[0]}|{name}>" if public and full else None


def _checked_attachments(attachments: object) -> list[JSON]:
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise Refused("invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise Refused("too_many_attachments")
    return [
        one | {"blocks": check_message_blocks(one["blocks"], f"/attachments/{n}/blocks")}
        if "blocks" in one
        else one
        for n, one in enumerate(attachments)
    ]
