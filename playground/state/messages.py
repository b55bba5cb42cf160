"""The messages of the channels, in order, with their threads. Who may see them is decided elsewhere."""

from __future__ import annotations

from collections import defaultdict

from playground.errors import JSON
from playground.state.shelf import Drawer

TOMBSTONE = "This message was deleted."


class Messages:
    """Messages by channel and ts. A ts keeps its length for centuries, so that its text sorts by time."""

    def __init__(self, drawer: Drawer) -> None:
        self._drawer = drawer
        self._channels: dict[str, dict[str, JSON]] = defaultdict(dict)
        self._replies: dict[tuple[str, str], dict[str, JSON]] = defaultdict(dict)
        for key, message in drawer.items():
            self._remember(key.split("/")[0], message)

    def keep(self, channel: str, message: JSON) -> None:
        self._drawer.keep(f"{channel}/{message['ts']}", message)
        self._remember(channel, message)

    def drop(self, channel: str, ts: str) -> None:
        message = self._channels[channel].pop(ts)
        self._replies[channel, message.get("thread_ts", ts)].pop(ts, None)
        self._drawer.drop(f"{channel}/{ts}")

    def find(self, channel: str, ts: str) -> JSON | None:
        return self._channels[channel].get(ts)

    def all(self, channel: str) -> list[JSON]:
        """Return all messages of a channel, replies too, oldest first."""
        return list(self._channels[channel].values())

    def roots(self, channel: str) -> list[JSON]:
        """Return the messages that stand in the channel itself, oldest first."""
        return [message for message in self._channels[channel].values() if stands_in_channel(message)]

    def replies(self, channel: str, ts: str) -> list[JSON]:
        return list(self._replies[channel, ts].values())

    def shown(self, channel: str, message: JSON) -> JSON:
        """Return a message as Slack tells it, its thread counted."""
        replies = self.replies(channel, message["ts"])
        return message | _thread_count(message["ts"], replies) if replies else dict(message)

    def last_ts(self) -> str:
        return max((ts for channel in self._channels.values() for ts in channel), default="0.000000")

    def _remember(self, channel: str, message: JSON) -> None:
        self._channels[channel][message["ts"]] = message
        if is_reply(message):
            self._replies[channel, message["thread_ts"]][message["ts"]] = message


def is_reply(message: JSON) -> bool:
    return bool(message.get("thread_ts", message["ts"]) != message["ts"])


def stands_in_channel(message: JSON) -> bool:
    return not is_reply(message) or message.get("subtype") == "thread_broadcast"


def is_tombstone(message: JSON) -> bool:
    return message.get("subtype") == "tombstone"


def tombstone(message: JSON) -> JSON:
    """Return what stays of a deleted message that has replies."""
    kept = {key: message[key] for key in ("type", "ts", "team") if key in message}
    return kept | {"subtype": "tombstone", "text": TOMBSTONE, "user": "USLACKBOT", "hidden": True}


def _thread_count(ts: str, replies: list[JSON]) -> JSON:
    writers = list(dict.fromkeys(reply["user"] for reply in replies))
    return {
        "thread_ts": ts,
        "reply_count": len(replies),
        "reply_users": writers[:5],
        "reply_users_count": len(writers),
        "latest_reply": replies[-1]["ts"],
    }
