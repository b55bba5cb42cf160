"""One nursery of bots for all the tests here, and a site for each."""

import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.faults.running import Site, site_open

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def nursery() -> Iterator[str]:
    """Give the socket at which bots are forked."""
    with tempfile.TemporaryDirectory(prefix="nursery-") as folder:
        path = f"{folder}/socket"
        command = [sys.executable, "-m", "tests.faults.nursery", path]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
            yield path
            process.kill()


@pytest.fixture(params=[True, False], ids=["socket_mode", "http_mode"])
async def site(request: pytest.FixtureRequest, tmp_path: Path, nursery: str) -> AsyncIterator[Site]:
    """Give a workspace without a bot, once in each mode."""
    async with site_open(tmp_path, nursery, socket_mode=request.param) as opened:
        yield opened


@pytest.fixture
async def http_site(tmp_path: Path, nursery: str) -> AsyncIterator[Site]:
    """Give one where it does not matter how commands come in."""
    async with site_open(tmp_path, nursery, socket_mode=False) as opened:
        yield opened


@pytest.fixture
async def hurried_site(tmp_path: Path, nursery: str) -> AsyncIterator[Site]:
    """Give one whose Slack takes in a second what the real one takes in a quarter of an hour."""
    async with site_open(tmp_path, nursery, socket_mode=False, clock_factor=1000) as opened:
        yield opened
