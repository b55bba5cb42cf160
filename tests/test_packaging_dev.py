"""`./dev up` starts both, stops both, and says what is in the way."""

import ast
import fcntl
import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DEV = ROOT / "dev"


def two_free_ports() -> tuple[int, int]:
    """Two ports that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def is_free(port: int) -> bool:
    """Whether nobody answers there."""
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) != 0


class Up:
    """`./dev up` on ports and a folder of its own."""

    def __init__(self, state: Path, *more: str) -> None:
        self.ports = two_free_ports()
        self._command = [
            str(DEV), "up", "--no-browser", "--state", str(state),
            "--port", str(self.ports[0]), "--playground-port", str(self.ports[1]), *more,
        ]  # fmt: skip
        self.said = ""

    @contextmanager
    def running(self) -> Iterator["Up"]:
        """Until the body ends: by SIGTERM, unless it ended by itself."""
        with subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as self.process:
            try:
                yield self
            finally:
                self.process.send_signal(signal.SIGTERM)
                self.said += self.process.communicate(timeout=40)[0]

    def wait_until_ready(self) -> None:
        """Read on until it says that it is ready."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if "Tocsin is ready" in line:
                return
        pytest.fail(self.said)

    def wait_until_ended(self) -> int:
        """Read on until it ends by itself, and give its exit code."""
        assert self.process.stdout is not None
        self.said += self.process.stdout.read()
        return self.process.wait(timeout=40)


def test_up_starts_both_and_stops_both(tmp_path: Path) -> None:
    """And both keep their files in one folder; `--fresh` forgets them together."""
    with Up(tmp_path).running() as up:
        up.wait_until_ready()
        assert not any(map(is_free, up.ports))
        assert f"http://127.0.0.1:{up.ports[1]}" in up.said
    assert up.process.returncode == 0, up.said
    assert all(map(is_free, up.ports))
    assert "Traceback" not in up.said
    assert {"playground.db", "playground-bot.db"} <= {path.name for path in tmp_path.iterdir()}

    (tmp_path / "playground-old-file").touch()
    with Up(tmp_path, "--fresh").running() as up:
        up.wait_until_ready()
    assert not (tmp_path / "playground-old-file").exists()


def test_when_one_of_the_two_ends_the_other_is_stopped_and_the_reason_shown(tmp_path: Path) -> None:
    """Here another server holds the bot's database."""
    with (tmp_path / "playground-bot.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with Up(tmp_path).running() as up:
            assert up.wait_until_ended() == 1
    assert "is served by process" in up.said
    assert "The bot ended by itself (exit code 2)" in up.said
    assert up.said.endswith("To start again: ./dev up\n")
    assert all(map(is_free, up.ports))


def test_the_demo_plays_in_a_workspace_of_its_own_that_is_new_each_time(tmp_path: Path) -> None:
    """What one plays with oneself is left alone."""
    mine, old = tmp_path / "playground.db", tmp_path / "demo" / "playground.db"
    old.parent.mkdir()
    for file in (mine, old):
        file.write_text("no database")
    with Up(tmp_path, "--demo").running() as up:
        up.wait_until_ready()
        with urllib.request.urlopen(f"http://127.0.0.1:{up.ports[1]}/page/demo") as answer:
            assert json.load(answer)["demo"]["state"] == "playing"
    assert mine.read_text() == "no database"


def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    """Before anything is started."""
    up = Up(tmp_path)
    with socket.create_server(("127.0.0.1", up.ports[0])), up.running():
        assert up.wait_until_ended() == 1
    assert f"Port {up.ports[0]} is taken" in up.said
    assert f"./dev up --port {up.ports[0] + 10} --playground-port {up.ports[1]}\n" in up.said


def test_kill_9_leaves_neither_of_the_two_behind(tmp_path: Path) -> None:
    """What it started ends with it, so that the next start finds its ports free and goes on."""
    first = Up(tmp_path)
    with first.running():
        first.wait_until_ready()
        first.process.kill()
        assert first.wait_until_ended() == -signal.SIGKILL  # the pipe ends when the last of the three does
    assert all(map(is_free, first.ports))
    with Up(tmp_path).running() as again:
        again.wait_until_ready()


def test_an_old_python_is_told_what_to_install() -> None:
    """Every line parses there, and the first lines say it, when no newer one is on the path either."""
    ast.parse(DEV.read_text(), feature_version=(3, 7))
    program = f"import sys; sys.version_info = (3, 7, 3); exec(open({str(DEV)!r}).read())"
    told = subprocess.run(
        [sys.executable, "-c", program], env={"PATH": ""}, capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert told.stderr == "Tocsin needs Python 3.11 or newer; this is 3.7. Install python3.11.\n"
