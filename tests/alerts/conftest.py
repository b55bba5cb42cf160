"""`site`: the whole bot, with a token for monitoring."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.auth import Scope, Tokens
from tests.alerts.site import Site
from tests.api.conftest import OPERATOR
from tests.stories.conftest import office_open


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with office_open(tmp_path, socket_mode=False) as (office, app):
        tokens = Tokens(app.store, app.settings.secret)
        _, plain = await tokens.create("prometheus", [Scope.ALERTS], OPERATOR)
        yield Site(office, app, plain)
