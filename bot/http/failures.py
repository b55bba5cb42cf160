"""Addresses from which tokens fail: after so many failures in a minute one is shut for a while."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.http.budgets import REMEMBERED, Budgets, Standing

FAILURES = 30
SHUT_FOR = timedelta(minutes=5)


@dataclass
class Failures:
    """What is known of addresses that fail. It lives in memory: a restart opens all of them."""

    now: Callable[[], datetime]
    _budgets: Budgets = field(init=False)
    _shut: OrderedDict[str, datetime] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._budgets = Budgets(self.now)

    def shut(self, address: str) -> Standing | None:
        """Give how long the address is still shut; None when it is not."""
        now, until = self.now(), self._shut.get(address)
        if until is None or until <= now:
            return None
        # Longer than a while it cannot be, unless the clock was put back: that must lock nobody out.
        wait = min(until - now, SHUT_FOR)
        return Standing(FAILURES, 0, now, now + wait, wait)

    def count(self, address: str) -> Standing:
        """Count a failure; the one that is too many shuts the address."""
        standing = self._budgets.spend(f"address:{address}", FAILURES)
        if not standing.is_spent:
            return standing
        self._shut[address] = self.now() + SHUT_FOR
        self._shut.move_to_end(address)
        if len(self._shut) > REMEMBERED:
            self._shut.popitem(last=False)
        return self.shut(address) or standing
