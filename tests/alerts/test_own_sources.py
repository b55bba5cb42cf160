"""Sources of the operator's own, whose fields are picked by expressions in the policy."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.policy import PolicyError, read_policy
from incidents.model import Severity
from tests.alerts.site import Site
from tests.test_cli_tokens import on_sqlite

ROOT = Path(__file__).parents[2]
BACKUPS = """
[[source]]
name = "backups"
alerts = "jobs[?result != 'skipped']"
fingerprint = "job.id"
title = "join(' ', [job.name, result])"
state = "result"
severity = "'P1'"
"""
PAYLOAD = {
    "jobs": [
        {"job": {"id": 7, "name": "nightly"}, "result": "failed"},
        {"job": {"id": 8, "name": "weekly"}, "result": "skipped"},
    ]
}


async def test_any_json_is_read_as_the_policy_says(site: Site) -> None:
    """At an address of its own, from the next request on; what does not fit is told by its field, and kept."""
    assert (await site.posts("backups", json.dumps(PAYLOAD)))[0] == 404
    wishes = read_policy(BACKUPS, "policy.toml").alerts
    site.app.take_policy(replace(site.app.alerting.policy, alerts=wishes))

    assert (await site.posts("backups", json.dumps(PAYLOAD)))[0] == 202
    incident = await site.only()
    assert (incident.title, incident.severity) == ("nightly failed", Severity.CRITICAL)
    over = json.dumps(PAYLOAD).replace("failed", "ok")
    assert (await site.posts("backups", over))[0] == 202
    assert not (await site.only()).is_active
    status, told = await site.posts("backups", '{"jobs": [{"result": "failed"}]}')
    assert (status, list(told["errors"])) == (400, ["title"])
    assert [unread.source for unread in await site.app.alerting.unread()] == ["backups"]


def test_the_command_line_knows_it_too(tmp_path: Path) -> None:
    """To try a payload out."""
    operator = on_sqlite(tmp_path)
    (tmp_path / "payload.json").write_text(json.dumps(PAYLOAD))
    (tmp_path / "policy.toml").write_text(BACKUPS)
    told = operator.types("test", "payload.json", "--source", "backups", group="alerts")
    assert "nightly failed" in told.stdout, told.stderr


def test_the_example_can_be_put_in() -> None:
    """Without the marks before it."""
    text = (ROOT / "policy.example.toml").read_text(encoding="utf-8")
    part = text[text.index("# [[source]]") : text.index("# What is asked of senders")]
    [source] = read_policy(
        "\n".join(line.removeprefix("#") for line in part.splitlines()), "x"
    ).alerts.sources
    assert source.name == "backups"
    assert dict(source.expressions)["state"] == "result"


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        (
            'name = "Backups"',
            2,
            "source.name: It is no word of small letters, digits and dashes, such as backups.",
        ),
        ('name = "t"', 2, "source.name: It is no word of small letters, digits and dashes, such as backups."),
        ('name = "sentry"', 2, "source.name: There is a source named sentry already. Take another name."),
        (
            'name = "a"\n[[source]]\nname = "a"',
            4,
            "source.name: There is a source named a already. Take another name.",
        ),
        (
            'name = "a"\ntitle = "job.["',
            3,
            "source.title: The expression for title is no JMESPath:",
        ),
        (
            'name = "a"\ntitle = "shout(job)"',
            3,
            "source.title: The expression for title calls shout(), which JMESPath does not have.",
        ),
        ('name = "a"\ntitel = "job"', 3, "source.titel is not known; known here: name, alerts, fingerprint"),
    ],
)
def test_a_mistake_is_refused_by_file_line_and_fix(table: str, line: int, words: str) -> None:
    """The operator goes straight to the line; the generic source may have its fields picked as well."""
    with pytest.raises(PolicyError) as refused:
        read_policy(f"[[source]]\n{table}", "policy.toml")
    assert str(refused.value).startswith(f"policy.toml, line {line}: {words}")
    assert read_policy('[[source]]\nname = "generic"\ntitle = "headline"', "policy.toml").alerts.sources
