"""A playground on a free port, people at its page, and bots of the official libraries."""

import asyncio
from asyncio import TaskGroup
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import yaml
from aiohttp import ClientSession
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from tests.playground.people import Person, SocketBot

MANIFEST = Path(__file__).parent / "manifest.yml"
EVENTS = ["message.channels", "message.im", "app_mention", "member_joined_channel", "app_home_opened"]


@pytest.fixture
def manifest() -> Path:
    return MANIFEST


@pytest.fixture
def subscribed(tmp_path: Path) -> Path:
    """A manifest that subscribes to every event."""
    manifest = yaml.safe_load(MANIFEST.read_text())
    manifest["settings"]["event_subscriptions"] = {"bot_events": EVENTS}
    manifest["oauth_config"]["scopes"]["bot"].append("app_mentions:read")
    path = tmp_path / "manifest.yml"
    path.write_text(yaml.safe_dump(manifest))
    return path


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = 1_700_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def url(manifest: Path, clock: Clock) -> AsyncIterator[str]:
    """The base URL of a playground in memory."""
    async with Playground(manifest, now=clock, notice="Only a game").serve() as url:
        yield url


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def client(url: str, session: ClientSession) -> AsyncWebClient:
    """The bot's Web API client; it never repeats a call."""
    return AsyncWebClient("xoxb-playground", base_url=f"{url}/api/", session=session, retry_handlers=[])


@pytest.fixture
def ann(url: str, session: ClientSession) -> Person:
    return Person(session, url, "U0ANN")


@pytest.fixture
def ben(url: str, session: ClientSession) -> Person:
    return Person(session, url, "U0BEN")


@pytest.fixture
async def bot(url: str) -> AsyncIterator[SocketBot]:
    async with SocketBot(url) as bot:
        yield bot


@pytest.fixture
async def connect(url: str, client: AsyncWebClient) -> AsyncIterator[Callable[[AsyncApp], Awaitable[None]]]:
    """Return a function that connects a Bolt app by Socket Mode."""
    async with AsyncExitStack() as opened:

        async def connect(app: AsyncApp) -> None:
            web_client = AsyncWebClient("xapp-playground", base_url=f"{url}/api/")
            handler = AsyncSocketModeHandler(app, "xapp-playground", web_client=web_client)
            opened.push_async_callback(handler.close_async)
            said_hello = asyncio.Event()

            async def note(*_args: object) -> None:
                said_hello.set()

            handler.client.message_listeners.append(note)
            await handler.connect_async()  # type: ignore[no-untyped-call]
            await said_hello.wait()

        yield connect


@pytest.fixture
def app(client: AsyncWebClient) -> AsyncApp:
    """A Bolt app as Tocsin builds its own: each listener is done before the answer goes out."""
    return AsyncApp(client=client, signing_secret="playground-signing-secret", process_before_response=True)


@pytest.fixture
def run(bot: SocketBot, ann: Person) -> Callable[[], Awaitable[str]]:
    """Return a function by which Ann runs a command; it gives the trigger id."""

    async def run() -> str:
        async with TaskGroup() as group:
            group.create_task(ann.says("C0INCIDENTS", "/incident declare"))
            envelope = await bot.envelopes.get()
            await bot.answers(envelope)
        trigger_id: str = envelope.payload["trigger_id"]
        return trigger_id

    return run
