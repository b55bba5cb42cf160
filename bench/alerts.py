"""The door of alerts and nothing else of the bot: `python -m bench.alerts <folder> <real|idle>`.

`idle` lets senders in and reads what they send, and takes nothing. Prints port and token.
"""

import asyncio
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from prometheus_client import CollectorRegistry

from bench.seeding import ANN
from bench.until_told import until_told
from bot import memory
from bot.alerting import Alerting
from bot.alerts.inbox import Inbox
from bot.alerts.own import sources_under
from bot.auth import Scope, Tokens
from bot.http.app import Doors, build
from bot.http.budgets import Budgets
from bot.http.gate import Guard
from bot.http.health import Report
from bot.http.inbound import AlertsDoor
from bot.http.server import HttpServer
from bot.logs import configure_logs
from bot.world import RealWorld
from incidents.alerting import AlertPolicy
from incidents.alerts import Alert
from incidents.escalation import Policy
from incidents.model import Actor
from storage import open_store

# So many incidents are no storm here.
POLICY = Policy(alerts=AlertPolicy(burst=1_000_000_000))


async def take_nothing(told: Sequence[Alert], actor: Actor) -> None:
    """Take alerts without a look."""


async def fetch_nothing(url: str) -> bytes:
    """Give nothing of the world outside."""
    raise NotImplementedError(url)


async def all_is_well() -> Report:
    """Say that nothing was looked at."""
    return Report(())


async def main(folder: Path, mode: str) -> None:
    configure_logs("json")
    world = RealWorld()
    store = await open_store(f"sqlite:///{folder / 'bench.db'}", world)
    tokens = Tokens(store, b"a secret of the bench's own making")
    _, token = await tokens.create("bench", [Scope.ALERTS], ANN)
    alerting = Alerting(store, POLICY, wake=lambda: None)
    take = take_nothing if mode == "idle" else alerting.take
    sources = partial(sources_under, ())
    box = Inbox(sources, take, alerting.keep_unread, frozenset, fetch_nothing, world.now)
    door = AlertsDoor(box, Guard(tokens, Budgets(world.now)), AlertPolicy, asyncio.Event(), ())
    registry = CollectorRegistry()
    doors = Doors(None, None, all_is_well, all_is_well, registry, world.now, alerts=door)
    server = HttpServer()
    memory.settle()
    print(await server.start(build(doors), "127.0.0.1", 0), token, flush=True)
    await until_told()
    await server.stop(1)
    await tokens.settle()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
