"""`desk`: the service alone; `site`: the whole bot, with a token for monitoring; `ear`: a source that is told back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.alerts.acting import Desk
from tests.alerts.ears import Ear, ear_open
from tests.alerts.site import Site, site_open


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with site_open(tmp_path) as opened:
        yield opened


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    yield desk
    await desk.store.close()


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    async with ear_open() as opened:
        yield opened
