"""The whole bot on a real port, with the playground before it, and a sender that has a token."""

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import Application
from bot.auth import Scope, Tokens
from tests.alerts.captured import capture
from tests.api.conftest import OPERATOR
from tests.stories.acting import Office
from tests.stories.conftest import office_open

ALERTMANAGER = json.dumps(capture("alertmanager_webhook.01")["body"])


@dataclass
class Site:
    """The office, its bot, and a token that may bring alerts."""

    office: Office
    app: Application
    token: str

    async def posts(
        self, path: str, body: str | bytes = ALERTMANAGER, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Post something to the bot; gives status and answer."""
        url = f"http://127.0.0.1:{self.app.port}/alerts/{path}"
        given = {"Authorization": f"Bearer {self.token}"} if headers is None else headers
        sent = io.BytesIO(body) if isinstance(body, bytes) else body
        async with self.office.session.post(url, data=sent, headers=given) as answer:
            return answer.status, await answer.json()


@asynccontextmanager
async def site_open(folder: Path) -> AsyncIterator[Site]:
    """Open the office, and make the token."""
    async with office_open(folder, socket_mode=False) as (office, app):
        tokens = Tokens(app.store, app.settings.secret)
        _, plain = await tokens.create("prometheus", [Scope.ALERTS], OPERATOR)
        yield Site(office, app, plain)
