"""The method by which an app shows what is behind a link; source: https://docs.slack.dev/reference/methods/chat.unfurl."""

from __future__ import annotations

from playground.blocks.blockkit import check_message_blocks
from playground.errors import JSON, Refused
from playground.methods.arguments import flag
from playground.state.workspace import Workspace


def unfurl(workspace: Workspace, args: JSON) -> JSON:
    """Hang a preview below a message for each of its links that is named."""
    channel, message = _found(workspace, args)
    if _asks_to_sign_in(args):
        return {}
    unfurls = args.get("unfurls")
    if unfurls is None:
        raise Refused("missing_unfurls")
    if not isinstance(unfurls, dict) or not all(isinstance(one, dict) for one in unfurls.values()):
        raise Refused("invalid_unfurls_format")
    if any(f"<{url}" not in message["text"].replace("&amp;", "&") for url in unfurls):
        raise Refused("cannot_unfurl_url")
    hung = [one for one in message.get("attachments", []) if one.get("app_unfurl_url") not in unfurls]
    previews = [_preview(url, one) for url, one in unfurls.items()]
    workspace.edit(channel, message, {"attachments": hung + previews})
    return {}


def _found(workspace: Workspace, args: JSON) -> tuple[str, JSON]:
    if not args.get("channel"):
        raise Refused("missing_channel")
    if not args.get("ts"):
        raise Refused("missing_ts")
    if args["channel"] not in workspace.channels:
        raise Refused("cannot_find_channel")
    message = workspace.messages.find(str(args["channel"]), str(args["ts"]))
    if message is None:
        raise Refused("cannot_find_message")
    return str(args["channel"]), message


def _asks_to_sign_in(args: JSON) -> bool:
    """Whether people shall sign in first; Slack asks them in private, the playground does not."""
    return flag(args, "user_auth_required") or bool(
        args.get("user_auth_message") or args.get("user_auth_url")
    )


def _preview(url: str, given: JSON) -> JSON:
    blocks = {"blocks": _checked(given["blocks"])} if "blocks" in given else {}
    return given | blocks | {"app_unfurl_url": url, "from_url": url, "is_app_unfurl": True}


def _checked(blocks: object) -> list[JSON]:
    try:
        return check_message_blocks(blocks)
    except Refused as refused:
        raise Refused("cannot_parse_attachment", **refused.details) from refused


METHODS = {"chat.unfurl": unfurl}
