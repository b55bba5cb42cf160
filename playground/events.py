"""The Events API: what the manifest subscribes to, sent to the bot, and sent again until it is taken.

Source: https://docs.slack.dev/apis/events-api.
"""

from __future__ import annotations

import asyncio
import secrets

from playground.courier import Courier
from playground.errors import JSON, Undelivered
from playground.installed import APP_ID, BOT_USER, VERIFICATION_TOKEN
from playground.seed import TEAM
from playground.workspace import Happening, Workspace

RETRY_AFTER = (0.0, 60.0, 300.0)
"""Seconds before each repeat."""
REASONS = {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed"}


class Events:
    """Listens to the workspace and tells the bot, if it is a member and has subscribed."""

    def __init__(self, workspace: Workspace, courier: Courier) -> None:
        self._workspace = workspace
        self._courier = courier
        self._sending: set[asyncio.Task[None]] = set()
        workspace.listeners.append(self.listen)

    def listen(self, happening: Happening) -> None:
        for event in self._events_of(happening):
            payload = _wrapped(event, int(self._workspace.now()))
            task = asyncio.create_task(self._send(payload))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def close(self) -> None:
        for task in list(self._sending):
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)

    async def _send(self, payload: JSON) -> None:
        reason = ""
        for attempt, delay in enumerate((None, *RETRY_AFTER)):
            await asyncio.sleep(delay or 0)
            try:
                await self._courier.deliver("events_api", payload, _retry(attempt, reason))
            except Undelivered as undelivered:
                reason = REASONS[undelivered.code]
            else:
                return

    def _events_of(self, happening: Happening) -> list[JSON]:
        """Return the events that the bot has subscribed to and may see."""
        channel = self._workspace.channels.get(happening.channel or "")
        if happening.to or channel is None or BOT_USER not in channel["members"]:
            return []
        place = {"channel": channel["id"], "channel_type": "im" if channel["is_im"] else "channel"}
        return [event for name, event in _told(happening, place) if name in self._workspace.app.events]


def _told(happening: Happening, place: JSON) -> list[tuple[str, JSON]]:
    """Return every event of a happening with the name under which it is subscribed to."""
    kind = "message.im" if place["channel_type"] == "im" else "message.channels"
    body, ts = happening.body, happening.body.get("message", happening.body).get("ts")
    match happening.type:
        case "message":
            event = body["message"] | place | {"event_ts": ts}
            mention = (
                [("app_mention", event | {"type": "app_mention"})] if _mentions_bot(body["message"]) else []
            )
            return [(kind, event), *mention]
        case "message_changed":
            return [(kind, _subtyped(happening.type, body, place, ts))]
        case "message_deleted":
            gone = {"deleted_ts": ts, "previous_message": body["previous_message"]}
            return [(kind, _subtyped(happening.type, gone, place, ts))]
        case "member_joined_channel":
            return [
                (
                    happening.type,
                    {"type": happening.type, "team": TEAM["id"], **body, **place, "event_ts": "0"},
                )
            ]
        case "app_home_opened":
            return [
                (
                    happening.type,
                    {"type": happening.type, "tab": "messages", **body, **place, "event_ts": "0"},
                )
            ]
        case _:
            return []


def _subtyped(subtype: str, body: JSON, place: JSON, ts: str) -> JSON:
    return {"type": "message", "subtype": subtype, "hidden": True, **body, **place, "ts": ts, "event_ts": ts}


def _mentions_bot(message: JSON) -> bool:
    return f"<@{BOT_USER}" in message["text"] and message.get("user") != BOT_USER


def _retry(attempt: int, reason: str) -> JSON:
    return {"retry_attempt": attempt, "retry_reason": reason}


def _wrapped(event: JSON, at: int) -> JSON:
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM["id"],
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM["id"],
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": at,
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
    }
