"""Are these the arguments of that method? Names and which are required: methods.json; types: what the names mean.

What is not documented for a method is left out, as Slack ignores it. Slack words a wrong type differently from
method to method and documents none of it: `invalid_arguments` is the code common to all, the sentences are ours.
"""

from __future__ import annotations

import json
import re

from playground.errors import JSON, InvalidArguments, Refused
from playground.methods.arguments import FALSE, TRUE
from playground.web_api.documented import documented

FLAGS = {
    "exclude_archived",
    "external_limited",
    "force",
    "full",
    "include_all_metadata",
    "include_categories",
    "include_count",
    "include_disabled",
    "include_icon",
    "include_labels",
    "include_locale",
    "include_num_members",
    "include_users",
    "inclusive",
    "is_private",
    "link_names",
    "mrkdwn",
    "no_reactions",
    "prevent_creation",
    "reply_broadcast",
    "return_im",
    "test",
    "unfurl_links",
    "unfurl_media",
    "user_auth_required",
}
NUMBERS = {"count", "limit", "page"}
FREE = {"api.test"}
"""Gives back whatever it is given."""
STRUCTURED = {
    "attachments": "invalid_attachments",
    "blocks": "invalid_blocks_format",
    "chunks": "invalid_chunks",
    "metadata": "invalid_metadata_format",
    "profile": "invalid_profile",
    "unfurls": "invalid_unfurls_format",
    "user_auth_blocks": "invalid_arguments",
    "view": "invalid_arguments",
}
"""Arguments that a form carries as JSON text, and what Slack says when they are none."""
MAY_BE_EMPTY = {"name", "purpose", "text", "topic"}
WHOLE = re.compile(r"-?\d+")


def checked(method: str, args: JSON) -> JSON:
    """Return the arguments that the method documents, structured ones parsed; Refused when something is wrong."""
    if method in FREE:
        return args
    known = {name: args[name] for name in documented()[method]["args"] if args.get(name) is not None}
    empty = {name for name, value in known.items() if value == "" and name not in MAY_BE_EMPTY}
    missing = [name for name in documented()[method]["required"] if name not in known or name in empty]
    if missing:
        raise InvalidArguments(*(f"missing required field: {name}" for name in missing))
    given = {name: value for name, value in known.items() if name not in empty}
    _check_types(method, given)
    return {name: _parsed(method, name, value) for name, value in given.items()}


def _check_types(method: str, args: JSON) -> None:
    if not _is_whole(args.get("limit", 1)) and "invalid_limit" in documented()[method]["errors"]:
        raise Refused("invalid_limit")
    wrong = [
        f"must be a boolean [json-pointer:/{name}]" for name in FLAGS & set(args) if not _is_flag(args[name])
    ]
    wrong += [
        f"must be an integer [json-pointer:/{name}]"
        for name in NUMBERS & set(args)
        if not _is_whole(args[name])
    ]
    if wrong:
        raise InvalidArguments(*sorted(wrong))


def _is_flag(value: object) -> bool:
    return str(value).lower() in TRUE | FALSE


def _is_whole(value: object) -> bool:
    return not isinstance(value, bool) and WHOLE.fullmatch(str(value)) is not None


def _parsed(method: str, name: str, value: object) -> object:
    if name not in STRUCTURED or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        code = STRUCTURED[name]
        raise Refused(code if code in documented()[method]["errors"] else "invalid_arguments") from None
