"""The way to the bot, whichever it is, what befalls the payloads on it, and the last one, to be sent again."""

from __future__ import annotations

import asyncio
from typing import Protocol

from playground.errors import JSON, Refused, Undelivered
from playground.faults import Fault, Faults


class Delivery(Protocol):
    """Sockets or signed requests. A kind is an envelope's type: slash_commands, interactive or events_api."""

    @property
    def connected(self) -> bool: ...

    async def deliver(self, kind: str, payload: JSON, retry: JSON | None = None) -> JSON | None: ...

    async def disconnect(self, reason: str) -> None: ...

    async def close(self) -> None: ...


class Courier:
    """Delivers, has the faults that are set befall what it delivers, and remembers what that was last."""

    def __init__(self, delivery: Delivery, faults: Faults) -> None:
        self._delivery = delivery
        self._faults = faults
        self._last: tuple[str, JSON] | None = None
        self._duplicates: set[asyncio.Task[JSON]] = set()

    @property
    def connected(self) -> bool:
        return self._delivery.connected

    async def deliver(self, kind: str, payload: JSON, retry: JSON | None = None) -> JSON | None:
        """Return what the bot answered; Undelivered when it did not take the payload."""
        self._last = (kind, payload)
        fault = self._faults.due(kind, payload)
        if fault is None:
            return await self._delivery.deliver(kind, payload, retry)
        await self._befall_before(fault, kind, payload)
        answer = await self._delivery.deliver(kind, payload, retry)
        await _befall_after(fault)
        return answer

    async def deliver_again(self) -> JSON:
        """Send the last payload once more, trigger id and event id unchanged; its answer has no effect."""
        if self._last is None:
            raise Refused("nothing_delivered_yet")
        return await self._repeat(*self._last)

    async def disconnect(self, reason: str) -> None:
        await self._delivery.disconnect(reason)

    async def close(self) -> None:
        for task in self._duplicates:
            task.cancel()
        await asyncio.gather(*self._duplicates, return_exceptions=True)
        await self._delivery.close()

    async def _befall_before(self, fault: Fault, kind: str, payload: JSON) -> None:
        if fault.kind == "duplicate":
            self._repeat_in(fault.seconds, kind, payload)
        elif fault.when == "before" and fault.kind == "latency":
            await asyncio.sleep(fault.seconds)
        elif fault.when == "before":
            raise Undelivered("dispatch_failed")

    def _repeat_in(self, seconds: float, kind: str, payload: JSON) -> None:
        task = asyncio.create_task(self._repeat(kind, payload, seconds))
        self._duplicates.add(task)
        task.add_done_callback(self._duplicates.discard)

    async def _repeat(self, kind: str, payload: JSON, delay: float = 0) -> JSON:
        await asyncio.sleep(delay)
        retry = {"retry_attempt": 1, "retry_reason": "http_timeout"} if kind == "events_api" else None
        try:
            return {"ok": True, "answer": await self._delivery.deliver(kind, payload, retry)}
        except Undelivered as undelivered:
            return {"ok": False, "error": undelivered.code}


async def _befall_after(fault: Fault) -> None:
    if fault.when == "after" and fault.kind == "latency":
        await asyncio.sleep(fault.seconds)
    elif fault.when == "after":
        raise Undelivered("operation_timeout")
