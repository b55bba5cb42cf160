"""The state of the workspace and what may be done to it, kept over restarts. No HTTP, no sockets."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.errors import JSON, Refused
from playground.state import seed, zone
from playground.state.installed import BOT_USER, InstalledApp
from playground.state.messages import Messages, is_reply, tombstone
from playground.state.shelf import Shelf
from playground.state.triggers import Triggers


@dataclass(frozen=True)
class Happening:
    """Something that changed, for the user in `to`, else for those in `channel`, else for everybody."""

    type: str
    body: JSON = field(default_factory=dict)
    channel: str | None = None
    to: str | None = None


class Workspace:
    """People, channels, messages, private answers, modals. `now` gives epoch seconds.

    Slack's own long durations (rate limits, redelivery of events, refresh of sockets) are divided by
    `clock_factor`; how long the bot may take is not.
    """

    def __init__(
        self,
        app: InstalledApp,
        shelf: Shelf,
        now: Callable[[], float] = time.time,
        clock_factor: float = 1.0,
    ) -> None:
        self.app = app
        self.now = now
        self.clock_factor = clock_factor
        self.url = ""
        self.mail_address = ""
        self.users = shelf.drawer("users")
        self.channels = shelf.drawer("channels")
        self.usergroups = shelf.drawer("usergroups")
        self.ephemerals = shelf.drawer("ephemerals")
        self.views = shelf.drawer("views")
        self.response_urls = shelf.drawer("response_urls")
        self.read_marks = shelf.drawer("read_marks")
        self.scheduled = shelf.drawer("scheduled")
        self.bookmarks = shelf.drawer("bookmarks")
        self.files = shelf.drawer("files")
        self.contents = shelf.drawer("contents")
        self.letters = shelf.drawer("letters")
        self.messages = Messages(shelf.drawer("messages"))
        self.triggers = Triggers(now)
        self.connection_tickets: dict[str, float] = {}
        self.revoked_tokens: set[str] = set()
        self.listeners: list[Callable[[Happening], None]] = []
        self._last_ts = max([self.messages.last_ts(), *self.ephemerals, *self.letters])
        self._populate()

    def _populate(self) -> None:
        self.users.keep(BOT_USER, seed.bot_user(self.app.name))
        if len(self.users) > 1:
            self._move_here()
            return
        for id, name in seed.PEOPLE.items():
            self.users.keep(id, seed.person(id, name))
        for channel in seed.first_channels():
            self.channels.keep(channel["id"], channel)
        self.usergroups.keep("S0ONCALL", seed.user_group("S0ONCALL", "oncall", ["U0BEN"]))

    def _move_here(self) -> None:
        """Have everybody live where this machine is by now."""
        for id, user in self.users.items():
            self.users.keep(id, user | zone.here())

    def tell(self, happening: Happening) -> None:
        for listener in self.listeners:
            listener(happening)

    def next_ts(self) -> str:
        """Return a time stamp that no message had before: epoch seconds, a point, microseconds."""
        ts = f"{self.now():.6f}"
        if ts <= self._last_ts:
            seconds, micros = self._last_ts.split(".")
            total = int(seconds) * 1_000_000 + int(micros) + 1
            ts = f"{total // 1_000_000}.{total % 1_000_000:06d}"
        self._last_ts = ts
        return ts

    def user(self, id: str) -> JSON:
        if id not in self.users:
            raise Refused("user_not_found")
        return self.users[id]

    def change_user(self, user: JSON) -> None:
        self.users.keep(user["id"], user)
        self.tell(Happening("user_change", {"user": user}))

    def add_person(self, real_name: str) -> JSON:
        """Let somebody new come into the workspace, and into #general."""
        person = seed.person(f"U0{real_name.split(maxsplit=1)[0].upper()}", real_name)
        self.users.keep(person["id"], person)
        self.tell(Happening("team_join", {"user": person}))
        self.join(self.channels["C0GENERAL"], person["id"])
        return person

    def change_channel(self, channel: JSON) -> None:
        self.channels.keep(channel["id"], channel)
        self.tell(Happening("channels"))

    def channel(self, id: str) -> JSON:
        if id not in self.channels:
            raise Refused("channel_not_found")
        return self.channels[id]

    def channels_of(self, user: str) -> list[JSON]:
        mine = (channel for channel in self.channels.values() if user in channel["members"])
        return sorted(mine, key=lambda channel: int(channel["created"]))

    def direct_message(self, user: str) -> JSON:
        """Return the conversation of the bot with a user, opened when it is not yet there."""
        fresh = seed.direct_message(self.user(user)["id"])
        return self.channels.get(fresh["id"]) or self.channels.keep(fresh["id"], fresh)

    def join(self, channel: JSON, user: str, inviter: str | None = None) -> bool:
        """Make a user a member; False when they were one."""
        if user in channel["members"]:
            return False
        channel["members"].append(user)
        self.channels.keep(channel["id"], channel)
        self.tell(Happening("channels"))
        invited = {"inviter": inviter} if inviter else {}
        self.tell(Happening("member_joined_channel", {"user": user, **invited}, channel["id"]))
        return True

    def mark_read(self, user: str, channel: str, ts: str) -> None:
        key = f"{user}/{channel}"
        if ts > self.read_marks.get(key, {"ts": "0"})["ts"]:
            self.read_marks.keep(key, {"ts": ts})

    def permalink(self, channel: str, message: JSON) -> str:
        link = f"{self.url}/archives/{channel}/p{message['ts'].replace('.', '')}"
        return f"{link}?thread_ts={message['thread_ts']}&cid={channel}" if is_reply(message) else link

    def post(self, channel: str, message: JSON) -> JSON:
        message = {"type": "message", "team": seed.TEAM["id"], **message, "ts": self.next_ts()}
        self.messages.keep(channel, message)
        self.tell(Happening("message", {"message": message}, channel))
        self._tell_reply_count(channel, message)
        return message

    def edit(self, channel: str, before: JSON, changes: JSON) -> JSON:
        message = before | changes
        self.messages.keep(channel, message)
        self.tell(Happening("message_changed", {"message": message, "previous_message": before}, channel))
        return message

    def delete(self, channel: str, message: JSON) -> None:
        """Remove a message; one with replies leaves a tombstone, as in Slack."""
        if self.messages.replies(channel, message["ts"]):
            left = tombstone(message)
            self.messages.keep(channel, left)
            self.tell(Happening("message_changed", {"message": left, "previous_message": message}, channel))
            return
        self.messages.drop(channel, message["ts"])
        self.tell(Happening("message_deleted", {"ts": message["ts"], "previous_message": message}, channel))
        self._tell_reply_count(channel, message)

    def _tell_reply_count(self, channel: str, message: JSON) -> None:
        root = self.messages.find(channel, message["thread_ts"]) if is_reply(message) else None
        if root:
            self.tell(Happening("reply_counted", {"message": root}, channel))

    def whisper(self, channel: str, user: str, message: JSON) -> JSON:
        """Show a message to one user only."""
        kept = {"type": "message", **message, "ts": self.next_ts(), "channel": channel, "to": user}
        self.ephemerals.keep(kept["ts"], kept)
        self.tell(Happening("message", {"message": whispered(kept)}, channel, to=user))
        return kept

    def rewhisper(self, kept: JSON, changes: JSON) -> None:
        kept = self.ephemerals.keep(kept["ts"], kept | changes)
        self.tell(Happening("message_changed", {"message": whispered(kept)}, kept["channel"], to=kept["to"]))

    def unwhisper(self, kept: JSON) -> None:
        self.ephemerals.drop(kept["ts"])
        self.tell(Happening("ephemeral_deleted", {"ts": kept["ts"]}, kept["channel"], to=kept["to"]))


def whispered(kept: JSON) -> JSON:
    """Return a private answer as the page shows it."""
    return {key: kept[key] for key in kept if key not in ("channel", "to")} | {"ephemeral": True}
