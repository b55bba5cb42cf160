"""The monitors of policy.toml become checks, or are refused by file, line and fix."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.policy import PolicyError, read_policy
from incidents.checks import USUAL, Check, CheckKind

EXAMPLE = (Path(__file__).parents[2] / "policy.example.toml").read_text(encoding="utf-8")


def checks(text: str) -> tuple[Check, ...]:
    """Read the monitors of a policy."""
    return read_policy(text, "policy.toml").monitors


def test_without_such_tables_nothing_is_watched() -> None:
    """And the example has them behind a `#`, so that a copy of it watches nothing."""
    assert checks("") == ()
    assert checks(EXAMPLE) == ()


def test_each_table_is_a_check() -> None:
    """The least that one needs."""
    text = """
        [[monitor]]
        id = "shop"
        http = "https://shop.example/"
        [[monitor]]
        id = "database"
        tcp = "db.example:5432"
        [[monitor]]
        id = "name"
        dns = "shop.example"
        [[monitor]]
        id = "backup"
        heartbeat = true
    """
    assert checks(text) == (
        Check(id="shop", kind=CheckKind.HTTP, target="https://shop.example/"),
        Check(id="database", kind=CheckKind.TCP, target="db.example:5432"),
        Check(id="name", kind=CheckKind.DNS, target="shop.example"),
        Check(id="backup", kind=CheckKind.HEARTBEAT, **USUAL[CheckKind.HEARTBEAT]),
    )


def test_the_example_shows_the_defaults_and_every_key() -> None:
    """With the `#` taken away; what stands after the empty line of a table is no default."""
    part = EXAMPLE[EXAMPLE.index("# What the bot watches") : EXAMPLE.index("# What the public sees")]
    shown = "\n".join(re.findall(r"^# ?((?:\[\[monitor|\w+ = ).*)?$", part, re.MULTILINE))
    named = '[[escalation]]\nname = "database"\nnotify = ["S0456EFGH"]\n'
    shop, database, name, backup = checks(named + shown)
    assert shop == Check(
        id="shop", name="Shop", kind=CheckKind.HTTP, target="https://shop.example.com/health",
        keyword="all is well",
        slower_than=timedelta(seconds=2), certificate_days=14, page="acme-cloud",
        escalation="database",
    )  # fmt: skip
    assert database == Check(id="database", kind=CheckKind.TCP, target="db.example.com:5432")
    assert name == Check(id="name", kind=CheckKind.DNS, target="shop.example.com", address="192.0.2.1")
    assert backup == Check(id="backup", kind=CheckKind.HEARTBEAT, **USUAL[CheckKind.HEARTBEAT])


def test_everything_that_a_check_has_can_be_asked_for() -> None:
    """In the words of people."""
    [check] = checks("""
        [[monitor]]
        id = "shop"
        http = "https://shop.example/"
        interval = "1d"
        timeout = "800ms"
        failures = 3
        recoveries = 1
        status = [200, "301-303"]
        slower_than = "500ms"
    """)
    assert (check.interval, check.timeout) == (timedelta(days=1), timedelta(milliseconds=800))
    assert (check.failures, check.recoveries) == (3, 1)
    assert check.expect_status == {200, 301, 302, 303}
    assert check.slower_than == timedelta(milliseconds=500)


SHOP = '[[monitor]]\nid = "shop"\nhttp = "https://shop.example/"\n'
DURATION = 'is not a duration; write it like "800ms", "30s", "5m", "1h" or "1d"'
STATUS = 'is no HTTP status; write 200, "200-299" or [200, 204]'
ONE_OF = 'It needs exactly one of http, tcp, dns, heartbeat, such as http = "https://example.com/".'

MISTAKES = [
    (SHOP + "interval = 30", 4, f"monitor.interval {DURATION}"),
    (SHOP + 'timeout = "0s"', 4, f"monitor.timeout {DURATION}"),
    (SHOP + 'interval = "2d"', 4, "monitor.interval: It has to be between 1 s and 1 day."),
    (SHOP + "failures = 0", 4, "monitor.failures: It has to be between 1 and 100."),
    (SHOP + 'failures = "2"', 4, "monitor.failures should be a whole number, without quotes"),
    (SHOP + "keyword = 200", 4, "monitor.keyword should be text in quotes"),
    (SHOP + "status = 600", 4, f"monitor.status {STATUS}"),
    (SHOP + "status = []", 4, f"monitor.status {STATUS}"),
    (SHOP + "status = [true]", 4, f"monitor.status {STATUS}"),
    (SHOP + 'address = "192.0.2.1"', 4, "monitor.address: It is for dns alone. Leave it out."),
    (
        SHOP + 'slower_than = "1m"',
        4,
        "monitor.slower_than: It has to be shorter than the timeout, and longer than nothing.",
    ),
    (SHOP + "\n" + SHOP, 6, "monitor.id: Another monitor has it. Give each its own."),
    (SHOP + 'tcp = "db.example:5432"', 2, f"monitor.id: {ONE_OF}"),
    ('[[monitor]]\nid = "shop"', 2, f"monitor.id: {ONE_OF}"),
    (
        '\n[[monitor]]\ntcp = "db.example:5432"',
        2,
        'monitor.id: It is missing. Write it like id = "shop", and leave it when the name changes.',
    ),
    (
        '[[monitor]]\nid = "shop"\nhttp = "shop.example"',
        3,
        "monitor.http: https:// is missing in front. Write it like https://shop.example",
    ),
    (
        '[[monitor]]\nid = "shop"\nhttp = "https://ann:secret@shop.example"',
        3,
        "monitor.http: It is no web address without a name and password, such as https://example.com/health.",
    ),
    (
        '[[monitor]]\nid = "database"\ntcp = "db.example"',
        3,
        "monitor.tcp: It is no host and port, such as example.com:5432 or [2001:db8::1]:5432.",
    ),
    ('[[monitor]]\nid = "backup"\nheartbeat = false', 3, "monitor.heartbeat is true or left out"),
    (
        SHOP + "method = 1",
        4,
        (
            "monitor.method is not known; known here: id, name, http, tcp, dns, heartbeat, interval, timeout,"
            " failures, recoveries, status, keyword, slower_than, certificate_days, address, page, escalation"
        ),
    ),
    (
        '[monitor]\nid = "shop"',
        1,
        (
            'monitor should be a list: steps are written [[escalation]], people ["U0123ABCD"],'
            " monitors [[monitor]]"
        ),
    ),
]


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES)
def test_a_mistake_is_refused_by_file_line_and_fix(text: str, line: int, words: str) -> None:
    """The operator goes straight to the line."""
    with pytest.raises(PolicyError) as refused:
        checks(text)
    assert str(refused.value) == f"policy.toml, line {line}: {words}"


def test_every_mistake_is_told_at_once() -> None:
    """One line each."""
    with pytest.raises(PolicyError) as refused:
        checks(SHOP + "failures = 0\n" + SHOP.replace("https", "gopher"))
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == [
        "policy.toml, line 4", "policy.toml, line 7",
    ]  # fmt: skip
