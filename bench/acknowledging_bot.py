"""An idle bot in which somebody acknowledges: `python -m bench.acknowledging_bot <Slack's address> <count>`.

Prints the p99 from the commit to the call of Slack, in milliseconds.
"""

import asyncio
import sys
from pathlib import Path
from statistics import quantiles

import aiohttp

from bench.benched_bot import bot_at, database_in
from bench.places import new_folder
from bench.seeding import ANN, seed, ts_of
from bot.app import Application
from bot.caller import Caller

SETTLES = 2.0
BETWEEN = 0.02


async def measured(slack: str, folder: Path, count: int) -> float:
    """Acknowledge one incident after the other, each when the bot is idle again."""
    await seed(database_in(folder), count)
    async with bot_at(slack, folder) as app:
        await asyncio.sleep(SETTLES)
        committed = [await _acknowledged(app, number) for number in range(1, count + 1)]
    async with aiohttp.ClientSession() as session, session.get(f"{slack}/arrivals") as answer:
        arrivals = await answer.json()
    late: list[float] = [arrivals[ts_of(number)] - at for number, at in enumerate(committed, 1)]
    return quantiles(late, n=100)[98] * 1000


async def _acknowledged(app: Application, number: int) -> float:
    """Give the unit's own time, which is a little before its commit, as soon as the card is up to date."""
    sent = app.sick_bay.metrics.deliveries_total.labels(lane="card", result="sent")
    outcome = await app.service.acknowledge(f"INC-{number}", Caller(ANN))
    while sent._value.get() < number:  # noqa: ASYNC110, SLF001 - a counter tells nobody
        await asyncio.sleep(BETWEEN)
    if outcome.change is None or outcome.change.incident.acknowledged is None:
        raise LookupError(number)
    return outcome.change.incident.acknowledged.at.timestamp()


if __name__ == "__main__":
    with new_folder() as folder:
        print(asyncio.run(measured(sys.argv[1], folder, int(sys.argv[2]))))
