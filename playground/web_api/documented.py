"""What Slack documents of its Web API: `slack/methods.json`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from playground.errors import JSON


@cache
def documented() -> dict[str, JSON]:
    """Return arguments, scopes and errors of every method Slack documents."""
    text = (Path(__file__).parents[1] / "slack/methods.json").read_text(encoding="utf-8")
    methods: dict[str, JSON] = json.loads(text)["methods"]
    return methods


COMMON = frozenset(
    {
        "access_denied",
        "account_inactive",
        "fatal_error",
        "internal_error",
        "invalid_arguments",
        "invalid_auth",
        "invalid_form_data",
        "invalid_json",
        "invalid_post_type",
        "json_not_object",
        "method_deprecated",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "token_revoked",
        "unknown_method",
    }
)
"""What every method can answer: the end of the table on each method's page, and docs.slack.dev/apis/web-api."""

ALL_POSTS = {
    "invalid_attachments": "slackapi/java-slack-sdk#184, slackapi/node-slack-sdk#832",
    "thread_not_found": "slackapi/bolt-js#2307",
}
TOO_LONG = {"msg_blocks_too_long": "slackapi/bolt-js#2509"}
NO_SUBTEAM = {"no_such_subteam": "usergroups.users.list documents it of the same mistake"}
HANDLES = (
    "bad_handle",
    "description_too_long",
    "forbidden_handle",
    "handle_already_exists",
    "name_already_exists",
)
OF_HANDLES = dict.fromkeys(HANDLES, "usergroups.create documents it of the same mistake")
ALSO_SEEN: dict[str, dict[str, str]] = {
    "chat.postEphemeral": TOO_LONG,
    "chat.postMessage": ALL_POSTS,
    "chat.scheduleMessage": ALL_POSTS
    | TOO_LONG
    | {"cannot_reply_to_message": "chat.postMessage documents it of the same mistake"},
    "chat.update": TOO_LONG,
    "conversations.open": {"cannot_dm_bot": "HubSpot/slack-client#90"},
    "conversations.unarchive": {"not_in_channel": "slack-go/slack#1066"},
    "files.completeUploadExternal": TOO_LONG
    | {"invalid_blocks_format": "chat.postMessage documents it of the same mistake"},
    "reactions.list": {"invalid_cursor": "https://docs.slack.dev/apis/web-api/pagination"},
    "usergroups.disable": NO_SUBTEAM,
    "usergroups.enable": NO_SUBTEAM,
    "usergroups.update": NO_SUBTEAM | OF_HANDLES,
    "usergroups.users.update": NO_SUBTEAM,
}
"""Codes that Slack's list for a method lacks, and who has seen them: code by method, with the source."""
