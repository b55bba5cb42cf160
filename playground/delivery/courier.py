"""The way to the bot, whichever it is, what befalls the payloads on it, and the last one, to be sent again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Protocol

from playground.delivery.socket_mode import ACK_SECONDS
from playground.errors import JSON, Refused, Undelivered
from playground.traffic.exchanges import CUT_OFF, Exchange, Exchanges
from playground.traffic.faults import Fault, Faults

Carry = Callable[[Exchange], Awaitable[JSON | None]]


class Delivery(Protocol):
    """Sockets or signed requests; what is asked of the bot is an exchange that has just begun."""

    @property
    def connected(self) -> bool: ...

    async def deliver(self, exchange: Exchange) -> JSON | None: ...

    async def disconnect(self, reason: str) -> None: ...

    async def close(self) -> None: ...


class Courier:
    """Delivers, has the faults that are set befall what it delivers, and remembers what that was last."""

    def __init__(self, delivery: Delivery, faults: Faults, exchanges: Exchanges) -> None:
        self._delivery = delivery
        self._faults = faults
        self._exchanges = exchanges
        self._last: tuple[str, JSON] | None = None
        self._duplicates: set[asyncio.Task[JSON]] = set()

    @property
    def connected(self) -> bool:
        return self._delivery.connected

    async def deliver(self, kind: str, payload: JSON, retry: int = 0, reason: str = "") -> JSON | None:
        """Return what the bot answered; Undelivered when it did not take the payload.

        `retry` counts the repeats of an event, `reason` says why it is repeated.
        """
        self._last = (kind, payload)
        fault = self._faults.due(kind, payload)
        return await self._hand_over(self._note(kind, payload, retry, reason), fault)

    async def ask(self, delivery: Delivery, kind: str, payload: JSON) -> JSON | None:
        """Ask a bot something that is no payload, by a way that need not be the present one."""
        return await self._noted(self._note(kind, payload), delivery.deliver)

    async def deliver_again(self) -> JSON:
        """Send the last payload once more, trigger id and event id unchanged; its answer has no effect."""
        if self._last is None:
            raise Refused("nothing_delivered_yet")
        return await self._repeat(*self._last)

    async def switch(self, delivery: Delivery) -> None:
        """Deliver another way from now on."""
        before, self._delivery = self._delivery, delivery
        await before.disconnect("link_disabled")
        await before.close()

    async def disconnect(self, reason: str) -> None:
        await self._delivery.disconnect(reason)

    async def close(self) -> None:
        for task in self._duplicates:
            task.cancel()
        await asyncio.gather(*self._duplicates, return_exceptions=True)
        await self._delivery.close()

    def _note(self, kind: str, payload: JSON, retry: int = 0, reason: str = "") -> Exchange:
        about = {"to_bot": True, "retry": retry, "retry_reason": reason}
        return self._exchanges.begin(kind, _name(kind, payload), payload, **about)

    async def _hand_over(self, exchange: Exchange, fault: Fault | None) -> JSON | None:
        if fault is None:
            return await self._noted(exchange, self._delivery.deliver)
        exchange.fault = fault.kind
        if fault.kind == "duplicate":
            self._repeat_in(fault.seconds, exchange.kind, exchange.body)
        return await self._noted(exchange, lambda parcel: _befallen(fault, parcel, self._delivery))

    async def _noted(self, exchange: Exchange, carry: Carry) -> JSON | None:
        try:
            answer = await carry(exchange)
        except Undelivered as undelivered:
            self._exchanges.end(exchange, exchange.status or CUT_OFF, None, undelivered.code)
            raise
        self._exchanges.end(exchange, exchange.status or HTTPStatus.OK, answer)
        return answer

    def _repeat_in(self, seconds: float, kind: str, payload: JSON) -> None:
        task = asyncio.create_task(self._repeat(kind, payload, seconds))
        self._duplicates.add(task)
        task.add_done_callback(self._duplicates.discard)

    async def _repeat(self, kind: str, payload: JSON, delay: float = 0) -> JSON:
        await asyncio.sleep(delay)
        retry = (1, "http_timeout") if kind == "events_api" else (0, "")
        try:
            answer = await self._noted(self._note(kind, payload, *retry), self._delivery.deliver)
        except Undelivered as undelivered:
            return {"ok": False, "error": undelivered.code}
        return {"ok": True, "answer": answer}


async def _befallen(fault: Fault, exchange: Exchange, delivery: Delivery) -> JSON | None:
    """Deliver, with what a fault does before or after."""
    waits = fault.seconds if fault.kind == "latency" else 0
    if fault.when == "before":
        if fault.kind in ("lost", "unreachable"):
            raise Undelivered("dispatch_failed", "connection_failed")
        await asyncio.sleep(waits)
        return await delivery.deliver(exchange)
    answer = await delivery.deliver(exchange)
    await asyncio.sleep(min(waits, ACK_SECONDS))
    if fault.kind == "lost" or waits >= ACK_SECONDS:
        raise Undelivered("operation_timeout", "http_timeout")
    return answer


def _name(kind: str, payload: JSON) -> str:
    """Return what a payload is about in one word: the command, the event's type or the interaction's."""
    event: JSON = payload.get("event", {})
    return str(payload.get("command") or event.get("type") or payload.get("type") or kind)
