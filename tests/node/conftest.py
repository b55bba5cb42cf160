"""Slack's own clients of Node, fetched once for each lock file, and the apps that run on them."""

import asyncio
import fcntl
import hashlib
import json
import shutil
import subprocess
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
VAR = HERE.parents[1] / "var" / "node"
OLDEST_NODE = 20
WITHIN = 15.0

Run = Callable[..., Awaitable["Node"]]


@dataclass
class Node:
    """A process that writes lines of JSON."""

    process: Process

    async def tells(self) -> dict[str, Any]:
        """Give the next line."""
        assert self.process.stdout
        async with asyncio.timeout(WITHIN):
            line = await self.process.stdout.readline()
        assert line, "it has ended; what it complained of stands above"
        told: dict[str, Any] = json.loads(line)
        return told


@pytest.fixture(scope="session")
def packages() -> Path:
    """Give a folder with the packages of the lock file, and the scripts beside them."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        pytest.skip("there is no Node with npm to run Slack's own clients on")
    version = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout
    if int(version.strip().removeprefix("v").split(".")[0]) < OLDEST_NODE:
        pytest.skip(f"Slack's clients need Node {OLDEST_NODE}; this is {version.strip()}")
    lock = (HERE / "package-lock.json").read_bytes()
    folder = VAR / hashlib.sha256(lock).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # another worker may be at it
        _fill(folder, npm)
    return folder


def _fill(folder: Path, npm: str) -> None:
    for file in ("package.json", "package-lock.json", "app.mjs", "bare.mjs"):
        shutil.copy(HERE / file, folder / file)
    done = folder / "done"
    if not done.exists():
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        made = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
        if made.returncode:
            pytest.skip(f"npm could not fetch Slack's clients: {made.stderr[-500:]}")
        done.touch()


@pytest.fixture
async def run(packages: Path) -> AsyncIterator[Run]:
    """Return a function that runs a script; what still runs in the end is ended."""
    async with AsyncExitStack() as opened:

        async def run(script: str, *arguments: str) -> Node:
            process = await asyncio.create_subprocess_exec(
                "node", script, *arguments, cwd=packages, stdout=PIPE
            )
            opened.push_async_callback(_end, process)
            return Node(process)

        yield run


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.communicate()
