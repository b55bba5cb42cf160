"""The way to the bot, whichever it is, and the last payload that took it, so that it can be sent again."""

from __future__ import annotations

from typing import Protocol

from playground.errors import JSON, Refused, Undelivered


class Delivery(Protocol):
    """Sockets or signed requests. A kind is an envelope's type: slash_commands, interactive or events_api."""

    @property
    def connected(self) -> bool: ...

    async def deliver(self, kind: str, payload: JSON, retry: JSON | None = None) -> JSON | None: ...

    async def disconnect(self, reason: str) -> None: ...

    async def close(self) -> None: ...


class Courier:
    """Delivers, and remembers what it delivered last."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._last: tuple[str, JSON] | None = None

    @property
    def connected(self) -> bool:
        return self._delivery.connected

    async def deliver(self, kind: str, payload: JSON, retry: JSON | None = None) -> JSON | None:
        """Return what the bot answered; Undelivered when it did not take the payload."""
        self._last = (kind, payload)
        return await self._delivery.deliver(kind, payload, retry)

    async def deliver_again(self) -> JSON:
        """Send the last payload once more, trigger id and event id unchanged; its answer has no effect."""
        if self._last is None:
            raise Refused("nothing_delivered_yet")
        kind, payload = self._last
        retry = {"retry_attempt": 1, "retry_reason": "http_timeout"} if kind == "events_api" else None
        try:
            return {"ok": True, "answer": await self._delivery.deliver(kind, payload, retry)}
        except Undelivered as undelivered:
            return {"ok": False, "error": undelivered.code}

    async def disconnect(self, reason: str) -> None:
        await self._delivery.disconnect(reason)

    async def close(self) -> None:
        await self._delivery.close()
