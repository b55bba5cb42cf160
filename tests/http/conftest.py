"""A real HTTP door on a free port, and what knocks on it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from slack_bolt.response import BoltResponse

from bot.http.app import Doors, build
from bot.http.health import Check, Report
from bot.http.server import HttpServer
from bot.http.signatures import sign
from bot.metrics import Metrics

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
COMMAND = "command=%2Fincident&text=critical+checkout+is+failing&trigger_id=1.2.abc"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    time: datetime = datetime(2026, 11, 22, 17, 41, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **how_long: float) -> None:
        self.time += timedelta(**how_long)


@dataclass
class Bolt:
    """What stands behind the door: it hears what was let in, and answers what it is told to."""

    heard: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    before_answering: Callable[[], Awaitable[Any]] | None = None

    async def __call__(self, payload: dict[str, Any]) -> BoltResponse:
        self.heard.append(payload)
        if self.before_answering is not None:
            await self.before_answering()
        headers: dict[str, Any] = {"content-type": "application/json", "set-cookie": ["a=1", "b=2"]}
        return BoltResponse(status=self.status, body="{}", headers=headers)


@dataclass
class Door:
    """An HTTP door that is open, with what it was given."""

    port: int
    server: HttpServer
    client: aiohttp.ClientSession
    doors: Doors
    bolt: Bolt
    clock: Clock

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def signed(self, body: str | bytes, *, at: str | None = None, secret: str = SECRET) -> dict[str, str]:
        """Give the headers with which Slack sends this body, now or at the Unix time given."""
        raw = body.encode() if isinstance(body, str) else body
        timestamp = str(int(self.clock().timestamp())) if at is None else at
        signature = sign(secret, timestamp, raw)
        return {**FORM, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}

    async def knock(self, body: str | bytes, headers: Mapping[str, str]) -> int:
        """Post to Slack's door and return the status."""
        raw = body.encode() if isinstance(body, str) else body
        async with self.client.post(
            self.url("/slack/events"), data=BytesIO(raw), headers=headers
        ) as response:
            await response.read()
            return response.status

    async def send(self, raw: bytes) -> bytes:
        """Write these very bytes to the port and return the first line of what comes back."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(raw)
            return await reader.readline()
        finally:
            writer.close()


OpenDoor = Callable[..., Awaitable[Door]]


async def ready() -> Report:
    return Report((Check("database", ok=True, says="The database is open."),))


async def well() -> Report:
    return Report((Check("slack", ok=True, says="Slack is connected."),))


@pytest.fixture
async def open_door() -> AsyncIterator[OpenDoor]:
    """Open doors, each with its own server; what is given replaces what `Doors` would hold."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(aiohttp.ClientSession())

        async def start(**given: Any) -> Door:
            bolt, clock = Bolt(), Clock()
            usual: dict[str, Any] = {
                "signing_secret": SECRET,
                "slack": bolt,
                "readiness": ready,
                "health": well,
                "registry": Metrics().registry,
                "now": clock,
            }
            doors = Doors(**(usual | given))
            server = HttpServer()
            port = await server.start(build(doors), "127.0.0.1", 0)
            stack.push_async_callback(server.stop, 1)
            return Door(port, server, client, doors, bolt, clock)

        yield start


@pytest.fixture
async def door(open_door: OpenDoor) -> Door:
    return await open_door()
