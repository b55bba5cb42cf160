"""What people type, as Slack sends it: escaped, mentions linked, commands told apart from messages."""

from __future__ import annotations

import re

from playground.state.links import marked
from playground.state.workspace import Workspace

COMMAND = re.compile(r"(/\w[\w-]*)(?:\s+(.*))?", re.DOTALL)
MENTION = re.compile(r"(?<!\w)([@#])([\w.-]*\w)")
LINK = re.compile(r"(<https?://[^>]*>)")
FOR_ALL = {"here", "channel", "everyone"}


def command_in(text: str) -> tuple[str | None, str]:
    """Return the slash command that a text starts with, if any, and the rest."""
    match = COMMAND.fullmatch(text)
    return (match[1], match[2] or "") if match else (None, text)


def as_sent(workspace: Workspace, text: str, *, linked: bool, named: bool) -> str:
    """Return the text as apps get it. Linked: mentions become `<@U0BEN>`; named too: `<@U0BEN|ben.demo>`.

    Without names, as in messages, addresses become `<https://...>`.

    Source: https://docs.slack.dev/interactivity/implementing-slash-commands (`should_escape`).
    """
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if not linked:
        return escaped
    parts = LINK.split(escaped if named else marked(escaped))
    parts[::2] = [
        MENTION.sub(lambda match: _link(workspace, match[1], match[2], named=named) or match[0], part)
        for part in parts[::2]
    ]
    return "".join(parts)


def _link(workspace: Workspace, sign: str, name: str, *, named: bool) -> str | None:
    if sign == "@" and name in FOR_ALL:
        return f"<!{name}>"
    if sign == "@" and any(group["handle"] == name for group in workspace.usergroups.values()):
        ids = [id for id, group in workspace.usergroups.items() if group["handle"] == name]
        return f"<!subteam^{ids[0]}|@{name}>" if named else f"<!subteam^{ids[0]}>"
    things = workspace.users if sign == "@" else workspace.channels
    ids = [id for id, thing in things.items() if thing.get("name") == name]
    if not ids:
        return None
    return f"<{sign}{ids[0]}|{name}>" if named else f"<{sign}{ids[0]}>"
