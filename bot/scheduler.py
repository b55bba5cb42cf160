"""APScheduler as a clock: it ticks when the next thing is due, and for housekeeping. It remembers nothing."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

# Clocks jump, laptops sleep, and other processes put work here (`tocsin webhook replay`, `tocsin doctor --retry`): look
# again after this time even when nothing is due.
LONGEST_SLEEP = timedelta(seconds=5)
# Beyond this, a call that is due while the one before has yet to come back is dropped, and whoever asked is not woken.
AT_ONCE = 1_000


class Clock:
    """Calls back at given times. `now` is the world's clock, which tests set; sleeping is done on the real one."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Build it inside the running loop; late jobs run once instead of being dropped, which is the default."""
        self.now = now
        self._jobs = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Begin to tick."""
        self._jobs.start()

    def stop(self) -> None:
        """Tick no more."""
        self._jobs.shutdown(wait=False)

    def at(self, name: str, due: datetime | None, call: Callable[[], None]) -> None:
        """Call once at `due`, or when the longest sleep is over; replaces the call of that name."""
        pause = LONGEST_SLEEP if due is None else min(LONGEST_SLEEP, due - self.now())
        run_date = datetime.now(UTC) + max(timedelta(0), pause)
        self._jobs.add_job(
            _awaited(call), "date", run_date=run_date, id=name, replace_existing=True, max_instances=AT_ONCE
        )

    def every(self, name: str, pause: timedelta, call: Callable[[], Awaitable[None]]) -> None:
        """Call again and again, one call at a time."""
        self._jobs.add_job(call, "interval", seconds=pause.total_seconds(), id=name, replace_existing=True)


def _awaited(call: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    """APScheduler runs coroutine functions in the loop and others in a thread."""

    async def called() -> None:
        call()

    return called
