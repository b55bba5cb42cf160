"""What the documents at the root say is what the code does."""

import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.cli import app
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
MANIFEST = (ROOT / "manifest.yml").read_text()
LOCKS = ["requirements.lock", "dev.lock"]


def env_example() -> dict[str, str]:
    """Every variable that .env.example shows, commented out or not, with its value."""
    return dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))


def names_in(lock: str) -> dict[str, str]:
    """The packages that a lock pins, with their versions."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_the_example_environment_shows_every_setting_and_no_other() -> None:
    """Whoever copies .env.example sees all there is."""
    assert set(env_example()) == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "HOST", "PORT", "SLACK_API_URL", "INCIDENTS_CHANNEL", "LOG_FORMAT"]
)
def test_the_example_environment_shows_the_real_defaults(name: str) -> None:
    """A value that is commented out is what holds without it."""
    assert env_example()[name] == str(Settings.model_fields[name.lower()].default)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_by_hash_and_names_no_registry(lock: str) -> None:
    """A lock says what is installed and leaves open where from."""
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "index-url" not in text
    for name in names_in(lock):
        assert re.search(rf"^{name}==[^\n]*\\\n    --hash=sha256:", text, re.MULTILINE), name


def test_both_locks_pin_the_same_versions() -> None:
    """What is tested is what is installed."""
    assert names_in("requirements.lock").items() <= names_in("dev.lock").items()


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PYPROJECT["project"]["dependencies"]),
        ("dev.lock", PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["dev"]),
    ],
)
def test_a_lock_holds_all_that_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    """A dependency that was added without `./dev lock` is found here, not on the fresh machine."""
    asked = {re.split(r"[\[<>=~! ]", requirement)[0] for requirement in wanted}
    assert asked <= names_in(lock).keys()


def test_the_procfile_starts_a_command_that_the_package_installs() -> None:
    """`web:` runs the console script with a command that it knows."""
    kind, script, command = (ROOT / "Procfile").read_text().split()
    assert kind == "web:"
    assert script in PYPROJECT["project"]["scripts"]
    assert command in {each.callback.__name__ for each in app.registered_commands if each.callback}


def test_the_manifest_is_one_that_slack_accepts() -> None:
    """It is valid by Slack's own schema."""
    schema = json.loads((ROOT / "tests/slack/schemas/manifest.schema.json").read_text())
    jsonschema.validate(yaml.safe_load(MANIFEST), schema)


def test_ci_runs_what_a_developer_runs() -> None:
    """.ci/run is `./dev test`, with nothing skipped, and nothing else."""
    lines = [line for line in (ROOT / ".ci/run").read_text().splitlines() if not line.startswith("# ")]
    assert lines == ["#!/bin/sh", 'cd "$(dirname "$0")/.." && CI="${CI:-true}" exec ./dev test']
