"""What a person has not read yet: messages of a channel, mentions of them, replies in threads that they follow."""

from __future__ import annotations

import json
from collections.abc import Iterator

from playground.errors import JSON
from playground.state.messages import is_tombstone
from playground.state.workspace import Workspace

FOR_ALL = ("<!here", "<!channel", "<!everyone")
UNCOUNTED = ("channel_", "group_", "pinned_item")
"""Beginnings of the subtypes by which Slack itself tells of a channel's life."""


def is_telling(message: JSON) -> bool:
    """Whether this is no message of anybody's, but a line about what became of the channel."""
    return str(message.get("subtype", "")).startswith(UNCOUNTED)


def unread(workspace: Workspace, me: str, channel: str) -> JSON:
    """Return `{"unread", "mentions", "threads": {root ts: unread replies}}`; numbers."""
    since = _read_mark(workspace, f"{me}/{channel}")
    new = [message for message in workspace.messages.roots(channel) if _is_news(message, me, since)]
    threads = {
        ts: count
        for ts, count in _new_replies(workspace, me, channel)
        if _follows(workspace, me, channel, ts)
    }
    mentions = sum(mentions_person(workspace, message, me) for message in new)
    return {"unread": len(new), "mentions": mentions, "threads": threads}


def mark_thread_read(workspace: Workspace, me: str, channel: str, root: str) -> None:
    replies = workspace.messages.replies(channel, root)
    workspace.mark_read(me, f"{channel}/{root}", replies[-1]["ts"] if replies else root)


def mark_unread(workspace: Workspace, me: str, channel: str, ts: str) -> None:
    """Have a message and all after it count as new again."""
    before = [message["ts"] for message in workspace.messages.roots(channel) if message["ts"] < ts]
    workspace.read_marks.keep(f"{me}/{channel}", {"ts": before[-1] if before else "0"})


def mentions_person(workspace: Workspace, message: JSON, me: str) -> bool:
    """Whether a message calls a person, alone, in a group of theirs or with everybody."""
    said = json.dumps([message.get("text"), message.get("blocks")])
    groups = [f"<!subteam^{id}" for id, group in workspace.usergroups.items() if me in group["users"]]
    return any(call in said for call in (f"<@{me}>", f"<@{me}|", *FOR_ALL, *groups))


def _new_replies(workspace: Workspace, me: str, channel: str) -> Iterator[tuple[str, int]]:
    """Return each thread that has new replies, by the ts of its root, and how many."""
    for root in workspace.messages.roots(channel):
        replies = workspace.messages.replies(channel, root["ts"])
        own = max((reply["ts"] for reply in replies if reply.get("user") == me), default="0")
        since = max(own, _read_mark(workspace, f"{me}/{channel}/{root['ts']}"))
        new = sum(_is_news(reply, me, since) for reply in replies)
        if new:
            yield root["ts"], new


def _follows(workspace: Workspace, me: str, channel: str, root: str) -> bool:
    """Whether a person began this thread, wrote in it or was called in it."""
    thread = [workspace.messages.find(channel, root) or {}, *workspace.messages.replies(channel, root)]
    return any(one.get("user") == me or mentions_person(workspace, one, me) for one in thread)


def _is_news(message: JSON, me: str, since: str) -> bool:
    is_quiet = is_telling(message) or is_tombstone(message)
    return message["ts"] > since and message.get("user") != me and not is_quiet


def _read_mark(workspace: Workspace, key: str) -> str:
    return str(workspace.read_marks.get(key, {"ts": "0"})["ts"])
