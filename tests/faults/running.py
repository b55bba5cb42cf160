"""Bots that run as processes of their own against a playground in the test's loop: to be killed and started again."""

import asyncio
import json
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp

from bot.caller import Caller
from bot.service import IncidentService
from incidents.escalation import Policy
from incidents.model import Actor, ActorKind, Door
from playground.server import Playground
from storage import World, open_store
from storage.columns import micros
from tests.ports import free_port
from tests.stories.acting import Message, MovableWorld, Office

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
INCIDENTS = "C0INCIDENTS"
WITHIN = 20.0
# Another process gives no event that could be awaited: seconds until we look again.
LOOK_AGAIN = 0.02
POLICY = '[[escalation]]\nnotify = ["U0BEN"]\n[[escalation]]\nnotify = ["U0CLEO"]\n'

CLEO = Caller(Actor(ActorKind.PERSON, "U0CLEO", "cleo.demo", Door.HTTP))


@dataclass
class Bot:
    """One process that serves, or has ended."""

    pid: int
    log: Path
    _line: asyncio.StreamReader
    _connection: asyncio.StreamWriter

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    async def ends(self, within: float = WITHIN) -> int:
        """Wait until it has ended, and give its exit code (-9 when it was killed)."""
        async with asyncio.timeout(within):
            code = int(await self._line.readline())
        self._connection.close()
        await self._connection.wait_closed()
        return code

    async def dies(self) -> None:
        """Kill it as nothing can be caught, and wait until it is gone."""
        self.signal(signal.SIGKILL)
        assert await self.ends() == -signal.SIGKILL

    def said(self) -> str:
        """Give what it wrote to its log so far."""
        return self.log.read_text(encoding="utf-8")

    async def says(self, words: str) -> None:
        """Wait until the log has these words."""
        await until(lambda: words in self.said(), self.said)


@dataclass
class Site:
    """A workspace, a folder with the database and the policy, and whatever bot runs there just now."""

    folder: Path
    nursery: str
    port: int
    office: Office
    playground: Playground
    socket_mode: bool
    bots: list[Bot] = field(default_factory=list)

    @property
    def database(self) -> Path:
        """The file that outlives the bots."""
        return self.folder / "tocsin.db"

    @property
    def policy(self) -> Path:
        """The policy that the bots read."""
        return self.folder / "policy.toml"

    @property
    def bot(self) -> Bot:
        """The bot that was started last."""
        return self.bots[-1]

    async def launches(self, user: int = 0, room: int = 0, **environment: str) -> Bot:
        """Start a process, as another user or with room for files of so many bytes, and wait for nothing."""
        line, connection = await asyncio.open_unix_connection(self.nursery)
        log = self.folder / f"bot-{len(self.bots)}.log"
        asked = {
            "env": self.environment() | environment,
            "cwd": str(self.folder),
            "log": str(log),
            "user": user,
            "room": room,
        }
        connection.write(json.dumps(asked).encode() + b"\n")
        self.bots.append(Bot(int(await line.readline()), log, line, connection))
        return self.bot

    async def starts(self, **environment: str) -> Bot:
        """Start a bot, and wait until it takes commands."""
        bot = await self.launches(0, 0, **environment)
        await self.is_ready()
        if self.socket_mode:
            await self.is_connected()
        return bot

    async def is_ready(self) -> None:
        """Wait until `/readyz` is green."""
        await until(self.takes_commands, lambda: f"not ready: {[bot.said() for bot in self.bots]}")

    async def takes_commands(self) -> bool:
        """Whether `/readyz` is green."""
        return await self.asks("readyz") == HTTPStatus.OK

    async def asks(self, path: str) -> int | None:
        """Give the status of a page of the bot's, None when nobody listens there."""
        try:
            async with self.office.session.get(f"http://127.0.0.1:{self.port}/{path}") as answer:
                return answer.status
        except aiohttp.ClientError:
            return None

    async def is_connected(self) -> None:
        """Wait until a bot listens to the playground."""
        url = self.office.url
        async with self.office.session.ws_connect(f"{url}/page/socket?as=U0ANN") as socket:
            while True:
                async with self.office.session.get(f"{url}/page/state", params={"as": "U0ANN"}) as answer:
                    if (await answer.json())["connected"]:
                        return
                await socket.receive(timeout=WITHIN)

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Ask the database beside the bot, which may have died just now: reading then begins with a recovery."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=rw", uri=True, timeout=5)) as connection:
            return connection.execute(query, parameters).fetchall()

    async def owes_nothing(self, within: float = WITHIN) -> None:
        """Wait until everything that is due was sent, nothing is in doubt and nothing was set aside."""
        await until(lambda: not self._owed(), lambda: f"{self._owed()}; {self.bot.said()}", within)

    def _owed(self) -> list[tuple[Any, ...]]:
        """List what is not done: rows that only wait for their turn in a queue are owed too, whatever due_at says."""
        return self.rows(
            "SELECT key, state, in_doubt, attempts, last_error FROM outbox WHERE state = 'set_aside'"
            " OR state = 'pending' AND (in_doubt > 0 OR lane NOT IN ('escalation', 'page', 'here')"
            " OR first_due_at <= ? AND lane <> 'here')",
            micros(datetime.now(UTC)),
        )

    def sent(self, prefix: str = "") -> list[Message]:
        """List all that the bot posted, wherever it is, for rows whose keys begin so; oldest first."""
        workspace = self.playground.workspace
        found = [
            {**message, "channel": channel}
            for channel in workspace.channels
            for root in workspace.messages.roots(channel)
            for message in [root, *workspace.messages.replies(channel, root["ts"])]
        ]
        ours = [m for m in found if key_of(m) and key_of(m).startswith(prefix)]
        return sorted(ours, key=lambda m: str(m["ts"]))

    def environment(self) -> dict[str, str]:
        """Give the settings of a bot here, as variables."""
        door = (
            {"SLACK_APP_TOKEN": "xapp-playground"}
            if self.socket_mode
            else {"SLACK_SIGNING_SECRET": "playground-signing-secret"}
        )
        return door | {
            "SLACK_BOT_TOKEN": "xoxb-playground",
            "SLACK_API_URL": f"{self.office.url}/api/",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "PORT": str(self.port),
            "POLICY_FILE": str(self.policy),
            "LOG_FORMAT": "text",
        }


async def until(
    is_so: Callable[[], bool | Awaitable[bool]], otherwise: Callable[[], str], within: float = WITHIN
) -> None:
    """Wait until it is so; fail with what `otherwise` says."""
    try:
        async with asyncio.timeout(within):
            while not await _answer(is_so):  # noqa: ASYNC110 - another process gives no event
                await asyncio.sleep(LOOK_AGAIN)
    except TimeoutError:
        raise AssertionError(otherwise()) from None


async def _answer(question: Callable[[], bool | Awaitable[bool]]) -> bool:
    answer = question()
    return answer if isinstance(answer, bool) else await answer


def key_of(message: Message) -> str:
    """Name the row of the outbox that a message was posted for."""
    return str(message.get("metadata", {}).get("event_payload", {}).get("key", ""))


@asynccontextmanager
async def service_on(site: Site, world: World, policy: Policy) -> AsyncIterator[IncidentService]:
    """Give the real service on the site's database, as another door would have it; nothing is delivered by it."""
    store = await open_store(f"sqlite:///{site.database}", world)
    try:
        yield IncidentService(store, policy, lambda: None)
    finally:
        await store.close()


@asynccontextmanager
async def site_open(
    folder: Path, nursery: str, *, socket_mode: bool, clock_factor: float = 1
) -> AsyncIterator[Site]:
    """Open a playground, with no bot in it yet; what runs in the end is killed."""
    port = free_port()
    request_url = None if socket_mode else f"http://127.0.0.1:{port}/slack/events"
    playground = Playground(MANIFEST, request_url=request_url, clock_factor=clock_factor)
    (folder / "policy.toml").write_text(POLICY)
    async with playground.serve() as url, aiohttp.ClientSession() as session:
        office = Office(url, session, MovableWorld(), wake=lambda: None, is_quiet=_nobody_asks)
        site = Site(folder, nursery, port, office, playground, socket_mode)
        try:
            yield site
        finally:
            for bot in site.bots:
                bot._connection.close()


async def _nobody_asks() -> bool:
    raise NotImplementedError("a bot in another process cannot be asked: see Site.owes_nothing")
