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


@pytest.fixture(autouse=True)
def _alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What `./dev up` started last stands in one file for the whole project: these tests take turns."""
    with (tmp_path_factory.getbasetemp().parent / "dev-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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
        self.wait_until_said("Tocsin is ready")

    def wait_until_said(self, words: str) -> None:
        """Read on to the line with these words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if words in line:
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
        up.wait_until_said(f"status page: http://127.0.0.1:{up.ports[0]}/status/demo-shop")
        with urllib.request.urlopen(f"http://127.0.0.1:{up.ports[0]}/status/demo-shop/subscribe") as answer:
            assert answer.status == 200
    assert up.process.returncode == 0, up.said
    assert all(map(is_free, up.ports))
    assert "Traceback" not in up.said
    assert {"playground.db", "playground-bot.db"} <= {path.name for path in tmp_path.iterdir()}

    (tmp_path / "playground-old-file").touch()
    with Up(tmp_path, "--fresh").running() as up:
        up.wait_until_ready()
    assert not (tmp_path / "playground-old-file").exists()


def test_when_one_of_the_two_ends_the_other_is_stopped_and_the_reason_shown(tmp_path: Path) -> None:
    """Here the bot cannot read its policy."""
    (tmp_path / "playground-policy.toml").write_text("nonsense")
    with Up(tmp_path).running() as up:
        assert up.wait_until_ended() == 1
    assert "playground-policy.toml" in up.said
    assert "The bot ended by itself (exit code 2)" in up.said
    assert up.said.endswith("To start again: ./dev up\n")
    assert all(map(is_free, up.ports))


def test_a_second_one_with_the_same_files_is_refused_before_it_changes_any(tmp_path: Path) -> None:
    """The policy and the notes are those of the one that runs."""
    policy = tmp_path / "playground-policy.toml"
    policy.write_text("as it was :1/shop")
    with (tmp_path / "playground-bot.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with Up(tmp_path, "--fresh").running() as up:
            assert up.wait_until_ended() == 1
    assert f"Another ./dev up keeps its files in {tmp_path}" in up.said
    assert policy.read_text() == "as it was :1/shop"


def test_the_command_line_is_that_of_what_runs_and_the_policy_keeps_what_was_written(tmp_path: Path) -> None:
    """Its doctor, and its API with a token made for it; what one wrote into the policy outlives another port."""
    policy = tmp_path / "playground-policy.toml"
    wishes = (ROOT / "playground/policy.toml").read_text() + "\n# mine\n"
    policy.write_text(wishes)
    with Up(tmp_path).running() as up:
        up.wait_until_ready()
        assert policy.read_text() == wishes.replace(":8001/shop", f":{up.ports[1]}/shop")
        doctor = dev("tocsin", "doctor")
        listed = [dev("tocsin", "incident", "list") for _ in range(2)]
    assert doctor.returncode == 0, doctor.stdout
    assert [(each.returncode, each.stdout) for each in listed] == [(0, "Nothing is open.\n")] * 2
    gone = dev("tocsin", "incident", "list")
    assert gone.returncode == 1
    assert f"http://127.0.0.1:{up.ports[0]} was asked" in gone.stderr


def dev(*words: str) -> "subprocess.CompletedProcess[str]":
    """Type `./dev ...` where no other ./dev up was."""
    return subprocess.run([str(DEV), *words], capture_output=True, text=True, check=False)


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
