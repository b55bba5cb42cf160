"""Slack's error codes that mean something to us, by what they mean. From the method pages of docs.slack.dev."""

import re
from collections.abc import Mapping

# The message that should be changed is not there, or not ours to change any more.
MESSAGE_GONE = frozenset({"message_not_found", "cant_update_message", "channel_not_found"})

# The card of whose thread we speak is not there.
THREAD_GONE = frozenset({"cannot_reply_to_message", "message_not_found", "thread_not_found"})

# The channel is archived, and what hangs in it with it: it may come back. Posts are told the one, changes the other.
ARCHIVED = frozenset({"is_archived", "is_inactive"})

# The channel was archived, renamed or left: it has to be found and joined again.
CHANNEL_LOST = frozenset({"channel_not_found", "not_in_channel", "is_archived"})

# The row is at fault, not the person: a bug of ours must not look like somebody who cannot be reached.
OUR_FAULT = frozenset(
    {
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_json",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "json_not_object",
        "missing_argument",
        "msg_blocks_too_long",
        "no_text",
    }
)

# Nothing is wrong with the row: the token, the scopes or the workspace are, and somebody has to mend them.
NOT_LET_IN = frozenset(
    {
        "access_denied",
        "account_inactive",
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)

# Slack itself has trouble; what was asked may have been done all the same.
THEIR_FAULT = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
)

TOO_FAST = frozenset({"message_limit_exceeded", "rate_limited", "ratelimited"})


def pause_asked_for(headers: Mapping[str, str]) -> float:
    """Give the seconds of `Retry-After`; one where there are none, or a date, as proxies write it."""
    asked = headers.get("Retry-After", "")
    return float(asked) if re.fullmatch(r"[0-9]{1,5}(\.[0-9]+)?", asked) else 1.0
