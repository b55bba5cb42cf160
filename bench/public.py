"""A status page and nothing else of the bot: `python -m bench.public <folder> <door|bare> <incidents>`.

`bare` answers with the same bytes from an ASGI function of five lines, behind the same server. Prints the port.
"""

import asyncio
import sys
from pathlib import Path

import httpx
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp, Receive, Scope, Send

from bench.until_told import until_told
from bot import memory
from bot.caller import Caller
from bot.http.app import Doors, build
from bot.http.health import Report
from bot.http.server import HttpServer
from bot.logs import configure_logs
from bot.pages.door import PagesDoor
from bot.public import StatusPages
from bot.service import IncidentService
from bot.world import RealWorld
from incidents.catalogue import Component, StatusPage
from incidents.commands import Draft
from incidents.escalation import Policy
from incidents.model import Actor, ActorKind, Door, Severity
from incidents.publishing import PagesPolicy
from storage import StorageError, open_store
from storage.store import Store

OPEN, GROUPS = 3, 4
CLEO = Actor(ActorKind.TOKEN, "usr_cleo", "cleo.demo", Door.HTTP)
COMPONENTS = tuple(
    Component("acme", f"c{n}", f"Service {n}", (f"m{n}",), f"Group {n % GROUPS}") for n in range(12)
)
POLICY = Policy(pages=PagesPolicy((StatusPage("acme", "Acme Cloud", "Europe/Berlin"),), COMPONENTS))


async def all_is_well() -> Report:
    """Say that nothing was looked at."""
    return Report(())


async def publish(store: Store, incidents: int) -> None:
    """Have so many stand on the page, all but a few of them over."""
    service, cleo = IncidentService(store, POLICY, wake=lambda: None), Caller(CLEO)
    for number in range(incidents):
        draft = Draft(
            f"Service {number} is failing", Severity.MAJOR, monitors=(f"m{number % 12}",), page="acme"
        )
        declared = await service.declare(draft, cleo)
        if declared.incident.is_active and number >= OPEN:
            await service.resolve(declared.incident.reference, cleo)


def bare(body: bytes) -> ASGIApp:
    """Make an application that only answers with these bytes."""
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - as ASGI has it
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


async def main(folder: Path, mode: str, incidents: int) -> None:
    configure_logs("json")
    world = RealWorld()
    store = await open_store(f"sqlite:///{folder / 'bench.db'}", world)
    pages = PagesDoor(StatusPages(store), (StorageError,))
    await pages.pages.set_up(POLICY.pages)
    await publish(store, incidents)
    app = build(Doors(None, None, all_is_well, all_is_well, CollectorRegistry(), world.now, pages=pages))
    if mode == "bare":
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as reader:
            app = bare((await reader.get("/status/acme")).content)
    server = HttpServer()
    memory.settle()
    print(await server.start(app, "127.0.0.1", 0), flush=True)
    await until_told()
    await server.stop(1)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
