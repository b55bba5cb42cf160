"""The six APIs on a real port, with a real database behind them and a clock that stands still."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.auth import Scope, Tokens
from bot.catalogue import Catalogue
from bot.http.api import Api
from bot.http.app import Doors, build
from bot.http.budgets import Budgets
from bot.http.gate import Guard
from bot.http.health import Check, Report
from bot.http.server import HttpServer
from bot.machines import forms_of
from bot.metrics import Metrics
from bot.pages.door import PagesDoor
from bot.public import StatusPages
from bot.service import IncidentService
from bot.signed_links import SignedLinks
from bot.subscribers import Subscribers
from bot.watching import Watching
from bot.webhooks import Webhooks
from bot.world import RealWorld
from incidents.escalation import Policy
from incidents.model import Actor, ActorKind, Door
from storage import StorageError, Store, open_store
from tests.ports import NO_CERTIFICATES

NOON = datetime(2026, 4, 4, 12, tzinfo=UTC)
OPERATOR = Actor(ActorKind.PERSON, "operator", "the operator", Door.COMMAND_LINE)
ANN = Actor(ActorKind.PERSON, "U0ANN", "ann.demo", Door.SLACK)
SECRET = b"a made-up secret key of the tests"
NO_WISHES = Policy()


@dataclass
class StillWorld(RealWorld):
    """A world whose clock stands still until it is moved."""

    time: datetime = NOON

    def now(self) -> datetime:
        return self.time

    def pass_by(self, **how_long: float) -> None:
        self.time += timedelta(**how_long)


@dataclass
class Programs:
    """What a program reaches, and what stands behind it."""

    url: str
    world: StillWorld
    store: Store
    service: IncidentService
    tokens: Tokens
    client: httpx.AsyncClient
    pages: PagesDoor
    woken: list[None] = field(default_factory=list)

    async def token(self, *scopes: Scope, name: str = "ci", **more: Any) -> str:
        """Make a token and give its secret."""
        _, plain = await self.tokens.create(name, scopes, OPERATOR, **more)
        return plain

    async def ask(self, method: str, path: str, body: object = None, **more: Any) -> httpx.Response:
        """Send a request with the admin's token."""
        if body is not None:
            more["content"] = json.dumps(body)  # ASCII, so that half a character gets through
        headers = {"content-type": "application/json"} | more.pop("headers", {})
        return await self.client.request(method, path, headers=headers, **more)

    async def made(self, path: str, body: object) -> Any:
        """Post this, see that it is created, and give the answer."""
        answer = await self.ask("POST", path, body)
        assert answer.status_code == 201, answer.text
        return answer.json()


async def well() -> Report:
    return Report((Check("database", ok=True, says="The database is open."),))


@asynccontextmanager
async def programs_on(
    database_url: str, world: StillWorld | None = None, policy: Policy = NO_WISHES
) -> AsyncIterator[Programs]:
    """Serve everything that programs reach on a free port; the client has a token that may do anything."""
    world = world or StillWorld()
    store = await open_store(database_url, world)
    woken: list[None] = []
    pages = PagesDoor(StatusPages(store), (StorageError,))
    await pages.pages.set_up(policy.pages)

    def wake() -> None:
        woken.append(None)
        pages.look_again()

    service = IncidentService(store, policy, wake)
    tokens = Tokens(store, SECRET)
    hooks = Webhooks(store, wake, secrets.token_bytes)
    watching = Watching(store, policy, wake)
    subscribers = Subscribers(store, wake, SignedLinks(SECRET), hooks, offers_mail=True)
    pages.forms = forms_of(subscribers, world)
    guard = Guard(tokens, Budgets(world.now), lambda: service.policy.requests)
    api = Api(service, Catalogue(store, wake), subscribers, watching, guard, asyncio.Event())
    doors = Doors(
        None, None, well, well, Metrics().registry, world.now, api, stopping=api.stopping, pages=pages
    )
    server = HttpServer()
    port = await server.start(build(doors), "127.0.0.1", 0)
    url = f"http://127.0.0.1:{port}"
    _, admin = await tokens.create("admin", [Scope.ADMIN], OPERATOR, rate=100_000)
    try:
        async with httpx.AsyncClient(
            verify=NO_CERTIFICATES, base_url=url, headers={"Authorization": f"Bearer {admin}"}
        ) as client:
            yield Programs(url, world, store, service, tokens, client, pages, woken)
    finally:
        api.stopping.set()
        pages.live.stopping.set()
        await server.stop(1)
        await store.close()


@pytest.fixture
async def programs(tmp_path: Path) -> AsyncIterator[Programs]:
    """Everything on a SQLite file."""
    async with programs_on(f"sqlite:///{tmp_path}/tocsin.db") as opened:
        yield opened
