"""Sends events to the bot, and again until they are taken: at once, after a minute, after five.

Source: https://docs.slack.dev/apis/events-api#retries. Nothing but events is ever sent again by Slack itself.
"""

from __future__ import annotations

import asyncio

from playground.delivery.courier import Courier
from playground.errors import JSON, Undelivered

RETRY_AFTER = (0.0, 60.0, 300.0)
"""Seconds before each repeat, divided by the clock factor."""


class Redelivery:
    """The events that are on their way."""

    def __init__(self, courier: Courier, clock_factor: float) -> None:
        self._courier = courier
        self._clock_factor = clock_factor
        self._sending: set[asyncio.Task[None]] = set()

    def send(self, payload: JSON) -> None:
        """Start to send one event; `payload` is what is told of it, its `event_id` stays over all repeats."""
        task = asyncio.create_task(self._send(payload))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def close(self) -> None:
        """Give up whatever has not been taken yet."""
        for task in list(self._sending):
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)

    async def _send(self, payload: JSON) -> None:
        reason = ""
        for attempt, delay in enumerate((0.0, *RETRY_AFTER)):
            await asyncio.sleep(delay / self._clock_factor)
            try:
                await self._courier.deliver("events_api", payload, attempt, reason)
            except Undelivered as undelivered:
                reason = undelivered.reason
                if undelivered.is_final:
                    return
            else:
                return
