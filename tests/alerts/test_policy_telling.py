"""The tables of policy.toml that say which sources are told back."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.policy import PolicyError, read_policy
from incidents.telling import Listener, Way

ROOT = Path(__file__).parents[2]


def listeners(folder: Path, text: str) -> tuple[Listener, ...]:
    """Read such tables; keys lie beside the policy."""
    for name, key in (("good.key", "the-key\n"), ("two.key", "a\nb"), ("blank.key", " ")):
        (folder / name).write_text(key)
    return read_policy(text, str(folder / "policy.toml")).alerts.listeners


def test_a_source_is_told_in_its_own_way_unless_another_is_named(tmp_path: Path) -> None:
    """What has none is told by a webhook."""
    found = listeners(
        tmp_path,
        """
        [[tell_back]]
        source = "alertmanager"
        url = "http://10.0.0.1:9093/"
        silence = "30m"
        [[tell_back]]
        source = "pagerduty"
        url = "https://events.example.com/v2/enqueue"
        key_file = "good.key"
        [[tell_back]]
        source = "opsgenie"
        url = "https://api.opsgenie.example.com"
        [[tell_back]]
        source = "sentry"
        url = "https://example.com/hook"
        [[tell_back]]
        source = "grafana"
        as = "alertmanager"
        url = "https://grafana.example.com/api/alertmanager/grafana"
        """,
    )
    assert found[0] == Listener(
        "alertmanager", "http://10.0.0.1:9093", Way.ALERTMANAGER, "", timedelta(minutes=30)
    )
    assert [(each.way, each.key) for each in found[1:]] == [
        (Way.PAGERDUTY, "the-key"),
        (Way.OPSGENIE, ""),
        (Way.WEBHOOK, ""),
        (Way.ALERTMANAGER, ""),
    ]
    assert "the-key" not in repr(found)


def test_the_example_can_be_put_in(tmp_path: Path) -> None:
    """Without the marks before it."""
    text = (ROOT / "policy.example.toml").read_text(encoding="utf-8")
    part = text[text.index("# [[tell_back]]") : text.index("# The first [[alert]]")]
    (tmp_path / "pagerduty.key").write_text("the-key")
    found = listeners(tmp_path, "\n".join(line.removeprefix("#") for line in part.splitlines()))
    assert [each.way for each in found] == [Way.ALERTMANAGER, Way.PAGERDUTY, Way.WEBHOOK]


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ('source = "x"', 1, "tell_back.url is missing; policy.example.toml shows how it is written"),
        (
            'source = "x"\nurl = "ftp://example.com"',
            3,
            "tell_back.url: It is no http(s) address without a name and password.",
        ),
        (
            'source = "x"\nurl = "https://example.com"\nas = "pigeon"',
            4,
            "tell_back.as is not known; known are alertmanager, pagerduty, opsgenie, webhook",
        ),
        (
            'source = "pagerduty"\nurl = "https://example.com"',
            3,
            "tell_back.url: PagerDuty wants a routing key: name the file that holds it as key_file.",
        ),
        (
            'source = "sentry"\nurl = "https://example.com"\nsilence = "1h"',
            4,
            "tell_back.silence: It is for Alertmanager; sentry is told by webhook. Leave it out.",
        ),
        (
            'source = "x"\nurl = "https://example.com"\nkey_file = "two.key"',
            4,
            "tell_back.key_file: {folder}/two.key holds more than one line of plain letters. Write the key alone.",
        ),
        (
            'source = "x"\nurl = "https://example.com"\nkey_file = "blank.key"',
            4,
            "tell_back.key_file: {folder}/blank.key is empty. Write the secret into it.",
        ),
        (
            'source = "x"\nurl = "https://example.com"\n[[tell_back]]\nsource = "x"\nurl = "https://example.com"',
            5,
            "tell_back.source: Another [[tell_back]] is for x. Leave one of them.",
        ),
    ],
)
def test_a_mistake_is_refused_by_file_line_and_fix(tmp_path: Path, table: str, line: int, words: str) -> None:
    """The operator goes straight to the line."""
    with pytest.raises(PolicyError) as refused:
        listeners(tmp_path, f"[[tell_back]]\n{table}")
    assert str(refused.value) == f"{tmp_path}/policy.toml, line {line}: {words.format(folder=tmp_path)}"
