"""The command line: what it says of itself, and how it names what is in the way of a start."""

import asyncio
import json
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from tests.clinic import ROOT, Clinic, clinic_open
from tests.ports import free_port

COMMAND = [sys.executable, "-m", "bot"]
KEPT = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}


def tocsin(folder: Path, *words: str, **environment: str) -> str:
    """What a command prints that ends by itself, and well."""
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env={**KEPT, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_it_tells_its_version(tmp_path: Path) -> None:
    """The one of the package that is installed."""
    try:
        expected = version("tocsin")
    except PackageNotFoundError:
        expected = "from source, not installed"
    assert tocsin(tmp_path, "--version") == f"Tocsin {expected}\n"


def test_the_playgrounds_help_is_under_the_name_that_was_typed(tmp_path: Path) -> None:
    """Nobody has to know how it is started inside."""
    assert tocsin(tmp_path, "playground", "--help").startswith("usage: tocsin playground ")


@pytest.fixture
def empty_folder(tmp_path: Path) -> Path:
    """A folder to start the bot in, without a policy."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


async def test_a_start_without_policy_or_with_a_refused_token_says_what_to_mend(
    tmp_path: Path, empty_folder: Path
) -> None:
    """The warnings name the file that was looked for, the variable, and who knows more."""
    async with clinic_open(tmp_path) as clinic:
        no_policy, refused, ready = await first_entries(clinic, empty_folder)
    assert no_policy["missing"] == f"there is no policy.toml in {empty_folder}"
    assert "policy.example.toml" in no_policy["event"]
    assert "tocsin doctor" in refused["event"]
    assert refused["problem"] == ready["slack"] == "it refuses SLACK_BOT_TOKEN (invalid_auth)"
    assert ready["event"] == "ready"


async def first_entries(clinic: Clinic, folder: Path) -> list[dict[str, str]]:
    """Start the bot with a token that Slack does not know; give its warnings, and that it is ready."""
    chosen = {"SLACK_BOT_TOKEN": "xoxb-other", "PORT": str(free_port())}
    given = {name: value for name, value in clinic.environment.items() if name != "POLICY_FILE"}
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        "serve",
        cwd=folder,
        env={**KEPT, "PYTHONPATH": str(ROOT), **given, **chosen},
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr
    entries: list[dict[str, str]] = []
    while not entries or entries[-1]["event"] != "ready":
        entry = json.loads(await process.stderr.readline())
        entries.extend([entry] if entry["level"] == "warning" or entry["event"] == "ready" else [])
    process.terminate()
    await process.communicate()
    return entries
