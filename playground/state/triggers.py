"""Trigger ids: each opens one modal, within three seconds of what the user did."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from playground.errors import Refused

LIFETIME = 3.0
"""Seconds; source: https://docs.slack.dev/interactivity/handling-user-interaction."""
REMEMBERED = 1_000


@dataclass
class Trigger:
    """What one trigger id stands for: who acted, in which modal if in one, looking at which channel."""

    user: str
    view_id: str | None
    channel: str | None
    expires: float
    exchanged: bool = False


class Triggers:
    """The trigger ids given out lately."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._triggers: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str | None = None, channel: str | None = None) -> str:
        at = self._now()
        trigger_id = f"{int(at * 1000)}.{secrets.randbelow(10**12):012d}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, view_id, channel, at + LIFETIME)
        while len(self._triggers) > REMEMBERED:
            del self._triggers[next(iter(self._triggers))]
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger id up; Refused when it is unknown, used or too old."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.exchanged:
            raise Refused("exchanged_trigger_id")
        if self._now() > trigger.expires:
            raise Refused("expired_trigger_id")
        trigger.exchanged = True
        return trigger
