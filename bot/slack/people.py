"""What we know of people in Slack: their name and time zone, asked for once and kept."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.delivery import Refused, TryLater
from bot.ledger import Acquaintance, Ledger

# Whoever asks is waiting for an answer that Slack gives up on after 3 s.
ASK_WITHIN = 1.0


@dataclass
class People:
    """Asks the ledger first, then Slack, and never for long."""

    ledger: Ledger
    call: Callable[..., Awaitable[Mapping[str, Any]]]

    async def zone_of(self, person: str) -> tzinfo:
        """Give the person's time zone; UTC while it cannot be known."""
        known = await self._known(person)
        try:
            return ZoneInfo(known.tz) if known.tz else UTC
        except (ZoneInfoNotFoundError, ValueError):
            return UTC

    async def name_of(self, person: str) -> str:
        """Give the name by which people know somebody; the id while it cannot be known."""
        return (await self._known(person)).name or person

    async def _known(self, person: str) -> Acquaintance:
        known = await self.ledger.acquaintance(person)
        return known if known and known.name else await self._asked(person)

    async def _asked(self, person: str) -> Acquaintance:
        try:
            async with asyncio.timeout(ASK_WITHIN):
                user = (await self.call("users.info", user=person))["user"]
        except (TryLater, Refused, TimeoutError):
            return Acquaintance(person)
        found = Acquaintance(person, name=user.get("name", ""), tz=user.get("tz", ""))
        await self.ledger.get_to_know(found)
        return found
