"""`tocsin alerts ...` as a process of its own."""

import json
from pathlib import Path

import pytest

from tests.alerts.captured import capture
from tests.test_cli_tokens import Operator, on_sqlite

PAYLOAD = json.dumps(capture("alertmanager_webhook.01")["body"])


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    (tmp_path / "payload.json").write_text(PAYLOAD)
    return on_sqlite(tmp_path)


def test_a_payload_is_tried_out_and_nothing_is_done(operator: Operator) -> None:
    """It would declare, and says why; afterwards nothing is known of it."""
    told = operator.types("test", "payload.json", group="alerts")
    assert told.returncode == 0, told.stderr
    assert all(word in told.stdout for word in ("declared", "critical", "INC-1", "nothing is open"))
    assert json.loads(operator.types("list", "--json", group="alerts").stdout) == []


def test_the_policy_decides_what_would_happen(operator: Operator) -> None:
    """The one that POLICY_FILE or --policy names."""
    rule = '[[alert]]\ntitle = "Target*"\ndeclare = false\n'
    (operator.folder / "wishes.toml").write_text(rule)
    told = operator.types("test", "payload.json", "--policy", "wishes.toml", group="alerts")
    assert "recorded" in told.stdout
    rule = (
        '[[escalation]]\nname = "db"\nnotify = ["U0DBA"]\n[[alert]]\ntitle = "Target*"\nescalation = "db"\n'
    )
    (operator.folder / "other.toml").write_text(rule)
    told = operator.types("test", "payload.json", "--policy", "other.toml", group="alerts")
    assert "db reminds" in told.stdout
    operator.more["POLICY_FILE"] = "wishes.toml"
    assert "recorded" in operator.types("test", "payload.json", group="alerts").stdout


def test_what_is_not_kept_cannot_be_read_again(operator: Operator) -> None:
    """A mistyped id is told."""
    told = operator.types("replay", "zzz", group="alerts")
    assert told.returncode == 2
    assert "There is no zzz" in " ".join(told.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("missing.json",), "missing.json cannot be read"),
        (("payload.json", "--source", "nagios"), "There is no source named nagios"),
        (("payload.json", "--source", "pagerduty", "--path", "v2/enqueue"), "cannot be read as pagerduty"),
    ],
)
def test_a_mistake_is_told_in_plain_words(operator: Operator, words: tuple[str, ...], says: str) -> None:
    """With the way out."""
    told = operator.types("test", *words, group="alerts")
    assert told.returncode == 2
    assert says in " ".join(told.stderr.replace("│", " ").split())
