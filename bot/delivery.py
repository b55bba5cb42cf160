"""Drains the outbox: claims rows under a lease, hands each to its lane, and decides what becomes of those that failed.

Knows nothing of Slack: a lane is a coroutine function that sends one row and writes down what came of it. The
claim loop awaits no send, so a slow one delays nobody else.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.failpoints import failpoint
from bot.metrics import Metrics
from storage import outbox
from storage.errors import StorageError
from storage.outbox import Claim, Claimed
from storage.store import Store, Transaction

__all__ = ["Claimed", "Delivery", "Lane", "NotBefore", "Paced", "Refused", "TryLater"]

# A lease outlasts a whole send, which outlasts the client's own time-out (10 s) for each of its calls.
LEASE = timedelta(seconds=60)
SEND_WITHIN = 45
LONGEST_PAUSE = timedelta(seconds=15)
REFUSALS_UNTIL_SET_ASIDE = 5
STORAGE_PAUSE = 1.0
# What is due is claimed this far ahead of the workers, which costs little; it is begun when one of them is free.
AHEAD = 10_000
# More begun at once would keep the event loop from everything else for too long.
BEGUN_AT_ONCE = 32

log = structlog.get_logger(__name__)

Lane = Callable[[Claimed], Awaitable[None]]


class TryLater(Exception):
    """It could not be sent now, through no fault of the row. `in_doubt` when this try may have arrived all the same."""

    def __init__(self, why: str, after: timedelta | None = None, *, in_doubt: bool = False) -> None:
        """Keep the reason for the row; without `after` the pause grows from try to try."""
        super().__init__(why)
        self.after = after
        self.in_doubt = in_doubt


class Paced(TryLater):
    """It is not this row's turn yet: it goes back as if it had not been claimed, and is owed all the same."""


class NotBefore(Paced):
    """It is meant to go out later, and is not owed until then."""


class Refused(Exception):
    """The other side took a look at it and said no, with this error code."""

    def __init__(self, error: str) -> None:
        """Keep the code of the refusal."""
        super().__init__(error)
        self.error = error


class NoLongerThere(Exception):
    """The incident was deleted meanwhile, and its rows with it: there is nothing to tell any more."""


@dataclass
class Delivery:
    """A pool of workers for some lanes. With `for_ever` nothing is set aside, however often it is refused."""

    store: Store
    lanes: Mapping[str, Lane]
    now: Callable[[], datetime]
    tick_at: Callable[[datetime | None], None]
    metrics: Metrics
    workers: int = 64
    for_ever: bool = False
    _claims: list[Claim] = field(default_factory=list)
    _sends: set[asyncio.Task[None]] = field(default_factory=set)
    _wanted: asyncio.Event = field(default_factory=asyncio.Event)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _stopping: bool = False
    _worried: bool = False

    def wake(self) -> None:
        """Look into the outbox now."""
        self._wanted.set()

    async def run(self) -> None:
        """Claim and send until stopped. Whatever fails on the way, the nagging must go on."""
        while not self._stopping:
            self._wanted.clear()
            try:
                async with self._looking:
                    found = await self._begin_what_is_due()
                self._worried = False
            except Exception:  # an edge
                if not self._worried:
                    log.exception("the outbox cannot be read; trying again and again")
                found, self._worried = False, True
                asyncio.get_running_loop().call_later(STORAGE_PAUSE, self.wake)
            if not found:
                await self._wanted.wait()

    async def stop(self, grace: float) -> None:
        """Claim no more; give what is being sent `grace` seconds. What is cut off is looked for on the next start."""
        self._stopping = True
        self.wake()
        with suppress(TimeoutError):  # what a last look has begun is waited for too
            await asyncio.wait_for(self._looking.acquire(), grace)
        if self._sends:
            _, unfinished = await asyncio.wait(self._sends, timeout=grace)
            for send in unfinished:
                send.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        if self._claims:
            with suppress(StorageError):  # then the leases run out
                await self.store.run(lambda tx: outbox.let_go(tx, self._claims))

    async def _begin_what_is_due(self) -> bool:
        """Claim what is due and begin as much as there are workers; when all are busy, the first to end looks again."""
        free = min(self.workers - len(self._sends), BEGUN_AT_ONCE)
        if free <= 0:
            return False
        begun, self._claims = await self.store.run(lambda tx: self._take(tx, free))
        for row in begun:
            self._start(row)
        if begun or self._claims:
            return True
        self.tick_at(await self.store.read(lambda tx: outbox.next_due(tx, list(self.lanes))))
        return False

    def _take(self, tx: Transaction, free: int) -> tuple[list[Claimed], list[Claim]]:
        """Give what is begun, and what is claimed and has to wait. What was claimed anew counts with its new lease."""
        new = outbox.claim(tx, list(self.lanes), AHEAD - len(self._claims), LEASE)
        claims = (
            sorted({claim.id: claim for claim in (*self._claims, *new)}.values()) if new else self._claims
        )
        return outbox.begin(tx, claims[:free], LEASE), claims[free:]

    def _start(self, row: Claimed) -> None:
        send = asyncio.create_task(self._deliver(row), name=row.key)
        self._sends.add(send)
        send.add_done_callback(self._ended)

    def _ended(self, send: asyncio.Task[None]) -> None:
        self._sends.discard(send)
        self.wake()

    async def _deliver(self, row: Claimed) -> None:
        try:
            result = await self._send(row)
        except NoLongerThere:
            return
        except StorageError:
            log.exception("what came of a row could not be written down", key=row.key)
            await self._give_back(row)
        else:
            self.metrics.deliveries_total.labels(lane=row.lane, result=result).inc()

    async def _give_back(self, row: Claimed) -> None:
        """Free a row whose outcome could not be written down, as soon as the database can write again."""
        while not self._stopping:
            await asyncio.sleep(STORAGE_PAUSE)
            with suppress(StorageError):
                await self._try_later(row, "the database failed", timedelta(0), in_doubt=True)
                return

    async def _send(self, row: Claimed) -> str:
        try:
            failpoint("before_send", row.lane)
            async with asyncio.timeout(SEND_WITHIN):
                await self.lanes[row.lane](row)
        except Paced as pause:
            at = self.now() + (pause.after or timedelta(0))
            give_back = outbox.postpone if isinstance(pause, NotBefore) else outbox.keep_waiting
            await self.store.run(lambda tx: give_back(tx, row, at))
            return "paced"
        except TryLater as pause:
            await self._try_later(row, str(pause), pause.after, in_doubt=pause.in_doubt)
            return "later"
        except TimeoutError:
            await self._try_later(row, "no answer in time", None, in_doubt=True)
            return "later"
        except Refused as refusal:
            return await self._refused(row, refusal.error)
        except (NoLongerThere, StorageError):
            raise
        except Exception as fault:  # an edge: a fault of ours in one row must not stop the others
            log.exception("delivering a row failed", key=row.key)
            return await self._refused(row, type(fault).__name__)
        return "sent"

    async def _refused(self, row: Claimed, error: str) -> str:
        if row.refusals + 1 >= REFUSALS_UNTIL_SET_ASIDE and not self.for_ever:
            log.error("setting a row aside", key=row.key, error=error)
            await self.store.run(lambda tx: outbox.set_aside(tx, row, error))
            return "set_aside"
        log.warning("a row was refused", key=row.key, error=error)
        await self._try_later(row, error, None, in_doubt=False, refused=True)
        return "refused"

    async def _try_later(
        self, row: Claimed, why: str, after: timedelta | None, *, in_doubt: bool, refused: bool = False
    ) -> None:
        at = self.now() + (pause_before(row.attempts) if after is None else after)
        await self.store.run(lambda tx: outbox.retry(tx, row, at, why, in_doubt=in_doubt, refused=refused))


def pause_before(attempts: int) -> timedelta:
    """Wait longer from try to try, at most a quarter of a minute: 0.5 s, 1 s, 2 s, 4 s, ..."""
    return min(LONGEST_PAUSE, timedelta(seconds=0.5 * 2 ** min(attempts, 10)))
