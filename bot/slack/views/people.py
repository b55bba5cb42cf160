"""How people and user groups are named where it notifies nobody, or only the reader."""

from collections.abc import Sequence

from bot.policy import is_group_id
from bot.slack.text import escape, is_user_id

NAMED = 20


def named(target: str) -> str:
    """Mention a user or a user group by id, for mrkdwn; anything else stays as it is."""
    if is_group_id(target):
        return f"<!subteam^{target}>"
    return f"<@{target}>" if is_user_id(target) else escape(target)


def all_named(targets: Sequence[str]) -> str:
    """Mention each, and count those that are too many."""
    more = [f"{len(targets) - NAMED} more"] if len(targets) > NAMED else []
    return ", ".join([*map(named, targets[:NAMED]), *more])
