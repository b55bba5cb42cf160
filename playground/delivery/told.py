"""Which events a happening is: those that the manifest subscribes to, has the scope for, and the bot may see.

Shapes: https://docs.slack.dev/reference/events, one page for each event; how they travel is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from playground.errors import JSON
from playground.methods.users import shown as shown_user
from playground.state import links
from playground.state.installed import BOT_USER
from playground.state.seed import TEAM
from playground.state.workspace import Happening, Workspace

Named = tuple[str, JSON]
"""The name under which an event is subscribed to, and the event."""
Teller = Callable[[Workspace, JSON, JSON], Iterator[Named]]

KINDS = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
"""What scopes and message events call a channel_type."""
SCOPES = {
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "file_created": "files:read",
    "file_shared": "files:read",
    "file_deleted": "files:read",
    "link_shared": "links:read",
    "team_join": "users:read",
    "user_change": "users:read",
    "subteam_created": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
}
SEEN_FROM_OUTSIDE = {
    "channel_created",
    "channel_rename",
    "channel_archive",
    "channel_unarchive",
    "channel_deleted",
}
"""What happens to public channels is told to those outside as well."""
PLAIN_CHANNEL = ("id", "name", "name_normalized", "created", "is_channel", "is_mpim")
HIDDEN = {"message_changed", "message_deleted"}


def told(workspace: Workspace, happening: Happening) -> list[JSON]:
    """Return the events that the bot is told of."""
    if happening.to or happening.type not in TELLERS:
        return []
    channel = workspace.channels.get(happening.channel or "", {})
    if happening.channel and not _may_see(happening, channel):
        return []
    named = TELLERS[happening.type](workspace, happening.body, channel)
    wanted = [event for name, event in named if name in workspace.app.events and _granted(workspace, name)]
    return [_dated(workspace, event) for event in wanted]


def channel_type(channel: JSON) -> str:
    """Return what events call this kind of conversation."""
    kinds = (("is_im", "im"), ("is_mpim", "mpim"), ("is_private", "group"))
    return next((kind for key, kind in kinds if channel.get(key)), "channel")


def _may_see(happening: Happening, channel: JSON) -> bool:
    if BOT_USER in channel.get("members", []) or happening.body.get("user") == BOT_USER:
        return True
    return happening.type in SEEN_FROM_OUTSIDE and not channel.get("is_private")


def _granted(workspace: Workspace, name: str) -> bool:
    scope = SCOPES.get(name) or _scope_by_kind(name)
    if name.startswith("member_"):
        return bool({"channels:read", "groups:read"} & set(workspace.app.scopes))
    return scope is None or scope in workspace.app.scopes


def _scope_by_kind(name: str) -> str | None:
    if name.startswith("message."):
        return f"{name.removeprefix('message.')}:history"
    return {"channel": "channels:read", "group": "groups:read"}.get(name.partition("_")[0])


def _dated(workspace: Workspace, event: JSON) -> JSON:
    if "event_ts" in event:
        return event
    ts = workspace.next_ts()
    return event | ({"ts": ts, "event_ts": ts} if event.get("subtype") in HIDDEN else {"event_ts": ts})


def _message(workspace: Workspace, body: JSON, channel: JSON) -> Iterator[Named]:
    message = body["message"]
    place = _place(channel)
    event = message | place | {"event_ts": message["ts"]} | _root(workspace, message, channel)
    yield _message_event(channel, event)
    if place["channel_type"] != "im" and _mentions_bot(message):
        yield (
            "app_mention",
            {key: value for key, value in event.items() if key != "channel_type"} | {"type": "app_mention"},
        )
    shared = links.unfurled(workspace, message)
    if shared:
        yield "link_shared", _links_shared(message, channel, shared)


def _root(workspace: Workspace, message: JSON, channel: JSON) -> JSON:
    if message.get("subtype") != "thread_broadcast":
        return {}
    root = workspace.messages.find(channel["id"], message["thread_ts"])
    return {"root": workspace.messages.shown(channel["id"], root)} if root else {}


def _links_shared(message: JSON, channel: JSON, shared: list[JSON]) -> JSON:
    thread = {"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}
    where = {"channel": channel["id"], "is_bot_user_member": True, "user": message.get("user")}
    return {"type": "link_shared", **where, "message_ts": message["ts"], **thread, "links": shared}


def _message_changed(_workspace: Workspace, body: JSON, channel: JSON) -> Iterator[Named]:
    change = {"message": body["message"], "previous_message": body["previous_message"]}
    yield _message_event(channel, _hidden("message_changed", channel) | change)


def _message_deleted(_workspace: Workspace, body: JSON, channel: JSON) -> Iterator[Named]:
    gone = {"deleted_ts": body["ts"], "previous_message": body["previous_message"]}
    yield _message_event(channel, _hidden("message_deleted", channel) | gone)


def _message_event(channel: JSON, event: JSON) -> Named:
    return f"message.{KINDS[channel_type(channel)]}", event


def _hidden(subtype: str, channel: JSON) -> JSON:
    return {"type": "message", "subtype": subtype, "hidden": True, **_place(channel)}


def _place(channel: JSON) -> JSON:
    return {"channel": channel["id"], "channel_type": channel_type(channel)}


def _member(name: str) -> Teller:
    """Return what tells of somebody who came or went; on the wire channel_type is a letter here."""

    def tell(_workspace: Workspace, body: JSON, channel: JSON) -> Iterator[Named]:
        inviter = {"inviter": body["inviter"]} if body.get("inviter") else {}
        where = {"channel": channel["id"], "channel_type": "G" if channel.get("is_private") else "C"}
        yield name, {"type": name, "user": body["user"], **where, "team": TEAM["id"], **inviter}
        if name == "member_left_channel" and body["user"] == BOT_USER:
            left = _by_kind(channel, "left")
            yield left, {"type": left, "channel": channel["id"], "actor_id": body["actor"]}

    return tell


def _reaction(name: str) -> Teller:
    def tell(_workspace: Workspace, body: JSON, channel: JSON) -> Iterator[Named]:
        message = body["message"]
        item = {"type": "message", "channel": channel["id"], "ts": message["ts"]}
        author = {"item_user": message["user"]} if "user" in message else {}
        yield name, {"type": name, "user": body["user"], "reaction": body["reaction"], **author, "item": item}

    return tell


def _pin(name: str) -> Teller:
    def tell(_workspace: Workspace, body: JSON, channel: JSON) -> Iterator[Named]:
        pin, count = body["pin"], body["count"]
        whose = {"user": body["user"], "channel_id": channel["id"], "item_user": pin["message"].get("user")}
        info = {"channel": channel["id"], "pinned_by": pin["created_by"], "pinned_ts": pin["created"]}
        more = {"has_pins": count > 0} if name == "pin_removed" else {}
        yield name, {"type": name, **whose, "item": pin, "pin_count": str(count), "pinned_info": info, **more}

    return tell


def _channel_created(_workspace: Workspace, _body: JSON, channel: JSON) -> Iterator[Named]:
    if channel["is_private"]:
        return
    unshared = dict.fromkeys(
        ("is_shared", "is_org_shared", "is_ext_shared", "is_pending_ext_shared", "is_frozen"), False
    )
    about = {key: value for key, value in channel.items() if key not in ("members", "topic", "purpose")}
    yield "channel_created", {"type": "channel_created", "channel": about | unshared}


def _channel_renamed(_workspace: Workspace, _body: JSON, channel: JSON) -> Iterator[Named]:
    name = _by_kind(channel, "rename")
    yield name, {"type": name, "channel": {key: channel[key] for key in PLAIN_CHANNEL}}


def _channel_turned(what: str) -> Teller:
    def tell(_workspace: Workspace, body: JSON, channel: JSON) -> Iterator[Named]:
        name = _by_kind(channel, what)
        actor = "actor_id" if name in ("group_unarchive", "group_deleted", "channel_deleted") else "user"
        moved = {"is_moved": 0} if what == "archive" else {}
        yield name, {"type": name, "channel": channel["id"], actor: body["by"], **moved}

    return tell


def _by_kind(channel: JSON, what: str) -> str:
    return f"group_{what}" if channel.get("is_private") else f"channel_{what}"


def _file(name: str) -> Teller:
    def tell(_workspace: Workspace, body: JSON, channel: JSON) -> Iterator[Named]:
        where = {"channel_id": channel["id"]} if channel else {}
        whose = {} if name == "file_deleted" else {"user_id": body["user"], "file": {"id": body["file"]}}
        yield name, {"type": name, "file_id": body["file"], **whose, **where}

    return tell


def _person(name: str) -> Teller:
    def tell(workspace: Workspace, body: JSON, _channel: JSON) -> Iterator[Named]:
        yield name, {"type": name, "user": shown_user(body["user"]), "cache_ts": int(workspace.now())}

    return tell


def _subteam(name: str) -> Teller:
    def tell(_workspace: Workspace, body: JSON, _channel: JSON) -> Iterator[Named]:
        yield name, {"type": name, **body}

    return tell


def _app_home_opened(_workspace: Workspace, body: JSON, channel: JSON) -> Iterator[Named]:
    event: dict[str, Any] = {"type": "app_home_opened", "tab": "messages", **body, "channel": channel["id"]}
    yield "app_home_opened", event


def _mentions_bot(message: JSON) -> bool:
    return f"<@{BOT_USER}" in message["text"] and message.get("user") != BOT_USER


TELLERS: dict[str, Teller] = {
    "message": _message,
    "message_changed": _message_changed,
    "message_deleted": _message_deleted,
    **{name: _member(name) for name in ("member_joined_channel", "member_left_channel")},
    **{name: _reaction(name) for name in ("reaction_added", "reaction_removed")},
    **{name: _pin(name) for name in ("pin_added", "pin_removed")},
    "channel_created": _channel_created,
    "channel_rename": _channel_renamed,
    **{f"channel_{what}": _channel_turned(what) for what in ("archive", "unarchive", "deleted")},
    **{name: _file(name) for name in ("file_created", "file_shared", "file_deleted")},
    **{name: _person(name) for name in ("team_join", "user_change")},
    **{name: _subteam(name) for name in ("subteam_created", "subteam_updated", "subteam_members_changed")},
    "app_home_opened": _app_home_opened,
}
