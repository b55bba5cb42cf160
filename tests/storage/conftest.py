"""Real databases for the storage tests: a SQLite file, a PostgreSQL server, and the inline engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import Store, open_inline, open_store
from tests.storage.examples import StillWorld


@pytest.fixture
def world() -> StillWorld:
    """A world whose time moves when the test says so."""
    return StillWorld()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A new SQLite file."""
    return f"sqlite:///{tmp_path}/tocsin.db"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """Each of the databases that the bot can be run on, empty."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgres", "inline"])
async def store(request: pytest.FixtureRequest, world: StillWorld) -> AsyncIterator[Store]:
    """A store on each of the engines."""
    if request.param == "inline":
        opened: Store = open_inline(world)
    else:
        opened = await open_store(request.getfixturevalue(f"{request.param}_url"), world)
    yield opened
    await opened.close()
