"""Jobs in APScheduler's memory, all due at once: `python -m bench.scheduled_jobs <count>`.

Prints the p99 of how late they start, in milliseconds.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from statistics import quantiles

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

SETTLES = timedelta(seconds=3)


async def p99_of_lateness(count: int) -> float:
    """Start so many jobs in the same second; give how late the p99 of them starts, in milliseconds."""
    started: list[float] = []
    done = asyncio.Event()

    async def job() -> None:
        started.append(time.time())
        if len(started) == count:
            done.set()

    jobs = AsyncIOScheduler(
        timezone=UTC,
        jobstores={"default": MemoryJobStore()},
        job_defaults={"misfire_grace_time": None, "coalesce": True},
    )
    jobs.start()
    due = datetime.now(UTC).replace(microsecond=0) + SETTLES + timedelta(seconds=count // 1000)
    for _ in range(count):
        jobs.add_job(job, "date", run_date=due)
    await done.wait()
    jobs.shutdown(wait=False)
    return quantiles([at - due.timestamp() for at in started], n=100)[98] * 1000


if __name__ == "__main__":
    print(asyncio.run(p99_of_lateness(int(sys.argv[1]))))
