"""What we know of people in Slack: their name and time zone, asked for once and kept, and how to reach them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.delivery import Refused, TryLater
from bot.ledger import Acquaintance, Ledger
from incidents.publishing import GUEST, MEMBER

# Whoever asks is waiting for an answer that Slack gives up on after 3 s.
ASK_WITHIN = 1.0
# Slack takes messages to somebody who was deactivated; only conversations.open says so, and is asked this often:
# more seldom while Slack tells us of everybody who is deactivated.
REACHABLE_FOR, TOLD_FOR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class People:
    """Asks the ledger first, then Slack, and never for long.

    An app that was made before it subscribed to `user_change` is never told, and so Slack is asked as often as before.
    """

    ledger: Ledger
    call: Callable[..., Awaitable[Mapping[str, Any]]]
    now: Callable[[], datetime]
    _reached: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _is_told: bool = False

    async def dm_with(self, person: str) -> str:
        """Give the channel of the direct messages with somebody. Raises `Refused` when they cannot be reached."""
        channel, asked_at = self._reached.get(person, ("", None))
        if asked_at and self.now() - asked_at < (TOLD_FOR if self._is_told else REACHABLE_FOR):
            return channel
        try:
            opened = await self.call("conversations.open", users=person)
        except TryLater:
            known = await self.ledger.acquaintance(person)
            if known and known.dm_channel:
                return known.dm_channel
            raise
        channel = str(opened["channel"]["id"])
        self._reached[person] = channel, self.now()
        return channel

    def changed(self, person: str) -> None:
        """Slack told of a change (docs.slack.dev/reference/events/user_change): it tells, then, of every one."""
        self._reached.pop(person, None)
        self._is_told = True

    def deaf(self) -> None:
        """Slack may have told of something that did not arrive: everybody is asked for anew."""
        self._reached.clear()
        self._is_told = False

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

    async def get_to_know(self, person: str) -> None:
        """Ask Slack who somebody is, so that it is known whether they may publish."""
        await self._asked(person)

    async def judge(self, user: Mapping[str, Any]) -> None:
        """Slack told of a change: a guest may have become a member."""
        await self.ledger.judge(user["id"], _standing_of(user))

    async def _known(self, person: str) -> Acquaintance:
        known = await self.ledger.acquaintance(person)
        return known if known and known.name else await self._asked(person)

    async def _asked(self, person: str) -> Acquaintance:
        try:
            async with asyncio.timeout(ASK_WITHIN):
                user = (await self.call("users.info", user=person))["user"]
        except (TryLater, Refused, TimeoutError):
            return Acquaintance(person)
        found = Acquaintance(
            person, name=user.get("name", ""), tz=user.get("tz", ""), standing=_standing_of(user)
        )
        await self.ledger.get_to_know(found)
        return found


def _standing_of(user: Mapping[str, Any]) -> str:
    """Tell members from guests and from people of other workspaces, who come along with shared channels.

    Source: https://docs.slack.dev/reference/objects/user-object.
    """
    is_guest = any(user.get(mark) for mark in ("is_restricted", "is_ultra_restricted", "is_stranger"))
    return GUEST if is_guest else MEMBER
