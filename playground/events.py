"""The Events API: what the bot is told of, sent, and sent again until it is taken; which events stands in told.py.

Source: https://docs.slack.dev/apis/events-api.
"""

from __future__ import annotations

import asyncio
import secrets

from playground.courier import Courier
from playground.errors import JSON, Undelivered
from playground.installed import APP_ID, BOT_USER, VERIFICATION_TOKEN
from playground.seed import TEAM
from playground.told import told
from playground.workspace import Happening, Workspace

RETRY_AFTER = (0.0, 60.0, 300.0)
"""Seconds before each repeat."""
REASONS = {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed"}


class Events:
    """Listens to the workspace and tells the bot."""

    def __init__(self, workspace: Workspace, courier: Courier) -> None:
        self._workspace = workspace
        self._courier = courier
        self._sending: set[asyncio.Task[None]] = set()
        workspace.listeners.append(self.listen)

    def listen(self, happening: Happening) -> None:
        for event in told(self._workspace, happening):
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
