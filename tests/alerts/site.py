"""The whole bot with the playground before it, and monitoring that may bring it alerts."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import Application
from bot.auth import Scope, Tokens
from incidents.model import Incident, Status
from tests.alerts.captured import capture
from tests.api.conftest import OPERATOR
from tests.stories.acting import Office
from tests.stories.conftest import office_open

ALERTMANAGER = json.dumps(capture("alertmanager_webhook.01")["body"])
# Other programs give no event that could be awaited: seconds until we look again, and until we give up.
LOOK_AGAIN = 0.05
WITHIN = 45.0


@dataclass
class Site:
    """The office, its bot, and a token that may bring alerts."""

    office: Office
    app: Application
    token: str

    def address(self, path: str) -> str:
        """Give the address at which a source's alerts are taken."""
        return f"http://127.0.0.1:{self.app.port}/alerts/{path}"

    async def posts(
        self, path: str, body: str | bytes = ALERTMANAGER, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Post something to the bot; gives status and answer."""
        given = {"Authorization": f"Bearer {self.token}"} if headers is None else headers
        sent = io.BytesIO(body) if isinstance(body, bytes) else body
        async with self.office.session.post(self.address(path), data=sent, headers=given) as answer:
            return answer.status, await answer.json()

    async def incidents(self) -> list[Incident]:
        """List all incidents, the newest first."""
        return list(await self.app.service.recent(10))

    async def only(self) -> Incident:
        """Give the one incident that there is."""
        [incident] = await self.incidents()
        return incident

    async def until(self, is_so: Callable[[Incident], bool]) -> Incident:
        """Wait until it is so of the one incident, and give it."""

        async def found() -> bool:
            incidents = await self.incidents()
            return bool(incidents) and is_so(incidents[0])

        await wait_until(found)
        return await self.only()

    async def until_status(self, status: Status) -> Incident:
        """Wait until the one incident stands so, and give it."""
        return await self.until(lambda incident: incident.status is status)


async def wait_until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(WITHIN):
        while not await is_so():  # noqa: ASYNC110 - see LOOK_AGAIN
            await asyncio.sleep(LOOK_AGAIN)


@asynccontextmanager
async def site_open(folder: Path) -> AsyncIterator[Site]:
    """Open the office, and make the token."""
    async with office_open(folder, socket_mode=False) as (office, app):
        tokens = Tokens(app.store, app.settings.secret)
        _, plain = await tokens.create("prometheus", [Scope.ALERTS], OPERATOR)
        yield Site(office, app, plain)
