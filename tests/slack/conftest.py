"""The conversation with the Slack door that its tests are told with."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.slack.talking import Talk, talking


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """Give a conversation on an empty database."""
    async with talking(tmp_path / "tocsin.db") as opened:
        yield opened
