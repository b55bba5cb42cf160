"""Posts and changes messages for the lanes: at Slack's pace, and once, even when an answer was lost on the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Claimed, Paced
from bot.metrics import Metrics
from bot.outgoing import PATIENT, URGENT
from bot.slack import client as web
from bot.slack.message import Message
from bot.slack.pace import Pace, Rank

METADATA = "tocsin_outbox"
# Slack's clock stamps messages, ours the rows; they may disagree by this much.
CLOCKS_APART = timedelta(minutes=10)
PAGES_LOOKED_AT = 5


@dataclass
class Poster:
    """The hands of the lanes. Every call raises `TryLater` or `Refused` when it fails."""

    client: AsyncWebClient
    pace: Pace
    metrics: Metrics
    now: Callable[[], datetime]

    async def post(
        self,
        row: Claimed,
        channel: str,
        message: Message,
        *,
        thread_ts: str | None = None,
        tag: str | None = None,
    ) -> str:
        """Post once and give the timestamp; when an earlier try may have arrived, look for it first."""
        self._keep_pace("chat.postMessage", channel, row)
        name = tag or row.key
        if row.was_in_doubt:
            found = await self.find(row, channel, name, thread_ts)
            if found:
                return found
        arguments: dict[str, Any] = {"thread_ts": thread_ts} if thread_ts else {}
        posted = await self.call(
            "chat.postMessage",
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            metadata={"event_type": METADATA, "event_payload": {"key": name}},
            unfurl_links=False,
            unfurl_media=False,
            **arguments,
        )
        return str(posted["ts"])

    async def update(self, row: Claimed, channel: str, ts: str, message: Message) -> None:
        """Change a message in place; doing so twice does no harm."""
        self._keep_pace("chat.update", f"{channel}:{ts}", row)
        await self.call("chat.update", channel=channel, ts=ts, text=message.text, blocks=message.blocks)

    async def find(self, row: Claimed, channel: str, name: str, thread_ts: str | None = None) -> str | None:
        """Give the timestamp of the message of that name, if an earlier try of this row has arrived."""
        since = (row.first_claimed_at or self.now()) - CLOCKS_APART
        method = "conversations.replies" if thread_ts else "conversations.history"
        where: dict[str, Any] = {"ts": thread_ts} if thread_ts else {}
        cursor = ""
        for _ in range(PAGES_LOOKED_AT):
            found = await self.call(
                method,
                channel=channel,
                oldest=str(since.timestamp()),
                include_all_metadata=True,
                limit=200,
                cursor=cursor,
                **where,
            )
            for message in found["messages"]:
                if message.get("metadata", {}).get("event_payload", {}).get("key") == name:
                    return str(message["ts"])
            cursor = (found.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                break
        return None

    def _keep_pace(self, method: str, channel: str, row: Claimed) -> None:
        wait = self.pace.wait_for(method, channel, row.key, _rank(row))
        if wait:
            raise Paced("one message a second a channel", wait)

    async def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Call a method of the Web API once, and not while Slack has told us to leave it alone."""
        closed = self.pace.closed_for(method)
        if closed:
            raise web.RateLimited(closed)
        try:
            return await web.call(self.client, self.metrics, method, **arguments)
        except web.RateLimited as limit:
            self.pace.close(method, limit.pause)
            raise


def _rank(row: Claimed) -> Rank:
    if row.lane in URGENT:
        return Rank.URGENT
    return Rank.PATIENT if row.lane in PATIENT else Rank.ORDINARY
