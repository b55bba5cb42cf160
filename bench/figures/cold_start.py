"""How long the bot takes to be ready, and what it holds in memory then, beside the libraries that it stands on."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figure import Aim, Bench, Figure
from bench.places import new_folder
from bench.processes import first_line, python, running

IMPORTS = "import slack_bolt.async_app, fastapi, pydantic, aiosqlite; print('ready', flush=True); input()"
PATIENCE, LOOK_AGAIN = 30.0, 0.005
SETTLING = 5.0


def ours(share: float) -> list[float]:
    """Give the seconds until /readyz answers 200, and the memory a little later in MB."""
    with new_folder() as folder, running("bench.slack") as slack:
        port, began = _free_port(), time.perf_counter()
        with _serving(folder, slack, port) as process:
            _wait_until_ready(process, port)
            return [time.perf_counter() - began, _memory(process, share)]


def theirs(share: float) -> list[float]:
    """Give the seconds until the libraries are imported, and the memory a little later in MB."""
    began = time.perf_counter()
    with python("-c", IMPORTS) as process:
        first_line(process)
        return [time.perf_counter() - began, _memory(process, share)]


@contextmanager
def _serving(folder: Path, slack: str, port: int) -> Iterator["subprocess.Popen[str]"]:
    chosen = {
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": "bench-signing-secret",
        "SLACK_APP_TOKEN": "",
        "SLACK_API_URL": f"{slack}/api/",
        "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
        "POLICY_FILE": "playground/policy.toml",
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    with python("-m", "bot", "serve", env=os.environ | chosen, log=folder / "log") as process:
        yield process


def _wait_until_ready(process: "subprocess.Popen[str]", port: int) -> None:
    end = time.monotonic() + PATIENCE
    while not _is_ready(port):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("the bot did not become ready")
        time.sleep(LOOK_AGAIN)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz"):
            return True
    except (urllib.error.URLError, ConnectionError):
        return False


def _memory(process: "subprocess.Popen[str]", share: float) -> float:
    """Give the resident memory when everything has settled (Linux: /proc/<pid>/statm, in pages)."""
    time.sleep(SETTLING * share)
    pages = int(Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


BENCH = Bench(
    (
        Figure(
            "Cold start",
            "s",
            Aim(2.5),
            "From starting `python -m bot serve` on a new database, Slack answering at once, until /readyz answers "
            "200; beside a Python that imports slack_bolt.async_app, fastapi, pydantic and aiosqlite.",
        ),
        Figure(
            "Idle memory",
            "MB",
            Aim(1.5),
            "What both hold resident 5 s later.",
        ),
    ),
    ours,
    theirs,
)
