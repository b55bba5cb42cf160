"""`site`: the whole bot, with a token for monitoring."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.alerts.site import Site, site_open


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with site_open(tmp_path) as opened:
        yield opened
