"""The native API and nothing else of the bot: `python -m bench.programs <folder> <real|idle>`.

`idle` gives the service a store that does nothing: each command hears the same answer at once. Prints port and token.
"""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from bench.seeding import ANN
from bench.until_told import until_told
from bot import memory
from bot.auth import Scope, Tokens
from bot.caller import Outcome
from bot.catalogue import Catalogue
from bot.http import native
from bot.http.api import Api
from bot.http.budgets import Budgets
from bot.http.gate import Guard
from bot.http.native.examples import INCIDENT
from bot.http.server import HttpServer
from bot.logs import configure_logs
from bot.service import IncidentService
from bot.signed_links import SignedLinks
from bot.subscribers import Subscribers
from bot.watching import Watching
from bot.webhooks import Webhooks
from bot.world import RealWorld
from incidents.escalation import Policy
from storage import open_store
from storage.store import Store, Transaction

T = TypeVar("T")

ANSWER: Any = Outcome(None, {"status": 201, "body": INCIDENT, "etag": '"1"'})


class IdleStore(Store):
    """Does nothing, and gives every unit the same result."""

    async def read(self, unit: Callable[[Transaction], T]) -> T:
        raise NotImplementedError(unit)

    async def close(self) -> None:
        """Hold nothing open."""

    async def _commit(self, unit: Callable[[Transaction], T]) -> T:  # noqa: ARG002 - it is not run
        result: T = ANSWER
        return result


async def main(folder: Path, mode: str) -> None:
    configure_logs("json")
    world = RealWorld()
    store = await open_store(f"sqlite:///{folder / 'bench.db'}", world)
    tokens = Tokens(store, b"a secret of the bench's own making")
    _, token = await tokens.create(f"bench {world.new_id()}", [Scope.ADMIN], ANN, rate=1_000_000)
    service = IncidentService(IdleStore() if mode == "idle" else store, Policy(), wake=lambda: None)
    hooks = Webhooks(store, lambda: None, bytes)
    subscribers = Subscribers(store, lambda: None, SignedLinks(b""), hooks)
    watching = Watching(store, service.policy, wake=lambda: None)
    catalogue, guard = Catalogue(store, service.wake), Guard(tokens, Budgets(world.now))
    api = Api(service, catalogue, subscribers, watching, guard, asyncio.Event())
    server = HttpServer()
    memory.settle()
    print(await server.start(native.build(api), "127.0.0.1", 0), token, flush=True)
    await until_told()
    await server.stop(1)
    await tokens.settle()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
