"""The one way in for alerts: they are taken as they come, and acted upon in the unit that writes them down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.alert_units import Became, silenced_no_more, take, take_silenced_no_more
from incidents.alerts import Alert
from incidents.escalation import Policy
from incidents.model import Actor
from storage import alerts, quarantine, told_back
from storage.alerts import Known
from storage.quarantine import Unread
from storage.store import Store, Transaction

__all__ = ["Alerting", "Became", "Known", "Unread"]

KEPT_ALERTS, KEPT_UNREAD = timedelta(days=30), timedelta(days=7)
# A storm's group may hold thousands: people's own actions go in between.
AT_ONCE = 200


class _Rehearsed(Exception):
    """Carries what would happen out of a unit whose work is rolled back."""

    def __init__(self, became: list[Became]) -> None:
        super().__init__("rehearsed")
        self.became = became


@dataclass
class Alerting:
    """Takes alerts. `policy` is the one in force; `wake` has the deliveries look into the outbox."""

    store: Store
    policy: Policy
    wake: Callable[[], None]

    async def take(self, told: Sequence[Alert], actor: Actor) -> list[Became]:
        """Write the alerts of one source down and do what they call for; when this returns it is committed."""
        became: list[Became] = []
        for start in range(0, len(told), AT_ONCE):
            became += await self._take(told[start : start + AT_ONCE], actor)
        return became

    async def look_after_maintenance(self) -> None:
        """Act upon what was told while maintenance silenced it, and fires still: its source may not tell it again."""
        found = await self.store.read(lambda tx: silenced_no_more(tx, self.policy))
        for _ in range(0, len(found), AT_ONCE):
            await self.store.run(lambda tx: take_silenced_no_more(tx, self.policy, AT_ONCE))
            self.wake()

    async def rehearse(self, told: Sequence[Alert], actor: Actor) -> list[Became]:
        """Say what would happen now; nothing does."""

        def unit(tx: Transaction) -> None:
            raise _Rehearsed(take(tx, self.policy, told, actor))

        try:
            await self.store.run(unit)
        except _Rehearsed as rehearsed:
            return rehearsed.became
        raise AssertionError("a rehearsal always ends so")

    async def keep_unread(self, unread: Unread) -> None:
        """Keep for a week what nobody could read."""
        await self.store.run(lambda tx: quarantine.put(tx, unread))

    async def unread(self) -> list[Unread]:
        """List what is kept, oldest first."""
        return await self.store.read(quarantine.everything)

    async def release(self, unread: Unread) -> None:
        """Let go of what was read after all."""
        await self.store.run(lambda tx: quarantine.release(tx, unread.id))

    async def latest(self, limit: int) -> list[Known]:
        """List the alerts that were told of last, the last one first."""
        return await self.store.read(lambda tx: alerts.latest(tx, limit))

    async def tidy(self) -> None:
        """Forget alerts that have been quiet for long, and what lay unread for a week."""

        def unit(tx: Transaction) -> None:
            alerts.tidy(tx, tx.now - KEPT_ALERTS)
            told_back.tidy(tx, tx.now - KEPT_ALERTS)
            quarantine.tidy(tx, tx.now - KEPT_UNREAD)

        await self.store.run(unit)

    async def _take(self, some: Sequence[Alert], actor: Actor) -> list[Became]:
        became = await self.store.run(lambda tx: take(tx, self.policy, some, actor))
        self.wake()
        return became
