"""Bookmarks: the links in a channel's head. No event tells of them.

Source: https://docs.slack.dev/reference/methods/bookmarks.add.
"""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from playground.errors import JSON, Refused
from playground.state.emoji import is_emoji
from playground.state.seed import TEAM
from playground.state.workspace import Happening, Workspace

MOST = 100
"""Bookmarks in a channel."""
CHANGEABLE = ("title", "link", "emoji")


def of(workspace: Workspace, channel: str) -> list[JSON]:
    """Return a channel's bookmarks, oldest first."""
    here = [bookmark for bookmark in workspace.bookmarks.values() if bookmark["channel_id"] == channel]
    return sorted(here, key=lambda bookmark: str(bookmark["rank"]))


def add(workspace: Workspace, user: str, channel: JSON, given: JSON) -> JSON:
    """Add a link: `{"title", "link", "emoji"?}`."""
    if len(of(workspace, channel["id"])) >= MOST:
        raise Refused("too_many_bookmarks")
    now = int(workspace.now())
    bookmark = {
        "id": f"Bk{secrets.token_hex(5).upper()}",
        "channel_id": channel["id"],
        "type": "link",
        "title": given["title"],
        **_checked(given),
        "icon_url": None,
        "entity_id": None,
        "date_created": now,
        "date_updated": 0,
        "rank": workspace.next_ts(),
        "last_updated_by_user_id": user,
        "last_updated_by_team_id": TEAM["id"],
        "shortcut_id": None,
        "app_id": None,
    }
    return _kept(workspace, bookmark)


def edit(workspace: Workspace, user: str, channel: JSON, id: str, given: JSON) -> JSON:
    """Change title, link or emoji of a bookmark, those that are given."""
    before = _found(workspace, channel, id)
    changes = {key: given[key] for key in CHANGEABLE if given.get(key) is not None}
    changes = changes | _checked(before | changes)
    by = {"last_updated_by_user_id": user, "date_updated": int(workspace.now())}
    return _kept(workspace, before | changes | by)


def remove(workspace: Workspace, channel: JSON, id: str) -> None:
    workspace.bookmarks.drop(_found(workspace, channel, id)["id"])
    workspace.tell(Happening("channels"))


def _found(workspace: Workspace, channel: JSON, id: str) -> JSON:
    bookmark = workspace.bookmarks.get(id)
    if bookmark is None or bookmark["channel_id"] != channel["id"]:
        raise Refused("not_found")
    return bookmark


def _checked(given: JSON) -> JSON:
    link, emoji = str(given.get("link") or ""), str(given.get("emoji") or "").strip(":")
    address = urlsplit(link)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise Refused("invalid_link")
    if emoji and not is_emoji(emoji):
        raise Refused("invalid_emoji")
    return {"link": link, "emoji": f":{emoji}:" if emoji else None}


def _kept(workspace: Workspace, bookmark: JSON) -> JSON:
    workspace.bookmarks.keep(bookmark["id"], bookmark)
    workspace.tell(Happening("channels"))
    return bookmark
