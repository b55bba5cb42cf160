"""policy.toml becomes the rules' policy, or is refused by file, line and fix."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.policy import PolicyError, load_policy, read_policy
from incidents.alerting import Match, Rule
from incidents.catalogue import Component, StatusPage
from incidents.escalation import Policy
from incidents.model import Severity
from incidents.publishing import PagesPolicy
from incidents.senders import Sender

ROOT = Path(__file__).parents[1]


def test_without_a_file_the_embedded_policy_holds() -> None:
    """It has the targets and nobody to remind."""
    assert load_policy(None) == Policy()
    assert load_policy(None).steps == ()


def test_an_empty_file_changes_nothing() -> None:
    """What is left out keeps its default."""
    assert read_policy("", "policy.toml") == Policy()


def test_the_example_shows_the_defaults_beside_its_steps() -> None:
    """Copying it changes only who is reminded."""
    example = load_policy(ROOT / "policy.example.toml")
    assert example == Policy(steps=(("U0123ABCD",), ("U0456EFGH", "S0123ABCD")))


def test_the_playground_reminds_ben_and_then_cleo_every_twenty_seconds() -> None:
    """Fast enough to watch."""
    soon = timedelta(seconds=20)
    nagged = (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR)
    policy = load_policy(ROOT / "playground/policy.toml")
    assert replace(policy, monitors=(), pages=PagesPolicy()) == Policy(
        dict.fromkeys(nagged, soon),
        (("rota:primary",), ("U0CLEO",)),
        rotas=policy.rotas,
        repeat=soon,
        here=soon,
    )
    assert [rota.people for rota in policy.rotas.values()] == [("U0BEN",)]
    [shop] = policy.monitors
    assert (shop.id, shop.target, shop.page) == ("shop", "http://127.0.0.1:8001/shop", "demo-shop")
    assert policy.pages == PagesPolicy(
        (StatusPage("demo-shop", "Demo shop"),), (Component("demo-shop", "shop", "Shop", ("shop",)),)
    )


def test_a_severity_left_out_is_never_nagged_about() -> None:
    """The table given stands for itself."""
    policy = read_policy('[acknowledge]\ncritical = "2h"', "policy.toml")
    assert policy.acknowledge == {Severity.CRITICAL: timedelta(hours=2)}


def test_the_rules_that_the_example_leaves_out_can_be_put_in() -> None:
    """Without the marks before them they say what their comments say."""
    lines = (ROOT / "policy.example.toml").read_text(encoding="utf-8").splitlines()
    first, beyond = lines.index("# [[alert]]"), lines.index("# end = 2026-12-02T02:00:00Z") + 1
    rules = "\n".join(line.removeprefix("# ") for line in lines[first:beyond])
    first = lines.index("# [[escalation]]")
    named = "\n".join(line.removeprefix("# ") for line in lines[first : first + 3])
    policy = read_policy(f"{named}\n" + rules.replace("\n#", "\n"), "policy.toml")
    assert policy.escalations == {"database": (("S0456EFGH",),)}
    wishes = policy.alerts

    watchdog, payments = wishes.rules
    assert watchdog == Rule(Match(title="*Watchdog*"), declare=False)
    assert payments == Rule(
        Match(labels={"team": "payments"}),
        severity=Severity.CRITICAL,
        service="payments",
        escalation="database",
    )
    [silence] = wishes.silences
    assert silence.match == Match(service="db-*")
    assert silence.end - silence.begin == timedelta(hours=4)


def test_steps_with_a_name_are_an_escalation_of_their_own() -> None:
    """In the order of the file, beside the default one; rules and monitors choose it."""
    policy = read_policy(
        """
        [[escalation]]
        notify = ["U0BEN"]
        [[escalation]]
        name = "database"
        notify = ["U0DBA"]
        [[escalation]]
        name = "database"
        notify = ["S0DBAS", "U0CLEO"]
        [[alert]]
        service = "db-*"
        escalation = "database"
        [[monitor]]
        id = "db"
        tcp = "db.example.com:5432"
        escalation = "database"
        """,
        "policy.toml",
    )
    assert policy.steps == (("U0BEN",),)
    assert policy.escalations == {"database": (("U0DBA",), ("S0DBAS", "U0CLEO"))}
    assert (policy.alerts.rules[0].escalation, policy.monitors[0].escalation) == ("database", "database")


def test_the_senders_that_the_example_leaves_out_can_be_put_in(tmp_path: Path) -> None:
    """Their secrets lie in files beside it."""
    lines = (ROOT / "policy.example.toml").read_text(encoding="utf-8").splitlines()
    first, beyond = (
        lines.index("# [[sender]]"),
        lines.index('# from = ["10.0.0.0/8"]          # from where they are taken'),
    )
    for name in ("sentry.secret", "scripts.secret"):
        (tmp_path / name).write_text(f"the {name}")
    tables = "\n".join(line.removeprefix("#") for line in lines[first : beyond + 1])
    sentry, scripts = read_policy(tables, str(tmp_path / "policy.toml")).alerts.senders
    assert sentry == Sender("sentry", "*", "Sentry-Hook-Signature", (b"the sentry.secret",))
    assert scripts == Sender(
        "generic", "*", "X-Signature", (b"the scripts.secret",), (ip_network("10.0.0.0/8"),)
    )


MISTAKES = [
    (
        '[[escalation]]\nname = "database"\nnotify = ["U0DBA"]\n[[alert]]\nescalation = "databse"',
        5,
        'alert.escalation: there is no [[escalation]] with name = "databse"; named are database',
    ),
    (
        '[[monitor]]\nid = "shop"\nhttp = "https://shop.example.com"\nescalation = "shop"',
        4,
        'monitor.escalation: there is no [[escalation]] with name = "shop"; named are none',
    ),
    (
        '[[escalation]]\nname = "a b"\nnotify = ["U0DBA"]',
        2,
        "escalation.name is no name; write it with letters, digits, - and _, at most 50",
    ),
    (
        '[alerts]\nrecovery = "forget"',
        2,
        'alerts.recovery is not known; write "resolve", or "tell" to have a person resolve',
    ),
    (
        '[[maintenance]]\nbegin = "tomorrow"\nend = 2026-12-02T02:00:00Z',
        2,
        "maintenance.begin is no time; write it like 2026-12-01T22:00:00Z, without quotes",
    ),
    (
        "[[maintenance]]\nbegin = 2026-12-01T22:00:00Z",
        1,
        "maintenance.end is missing; policy.example.toml shows how it is written",
    ),
    (
        '[[alert]]\nseverity = "bad"',
        2,
        "alert.severity is no severity; known are critical, major, minor, warning, none",
    ),
    (
        "[[maintenance]]\nbegin = 2026-12-01T22:00:00\nend = 2026-12-02T02:00:00Z",
        2,
        "maintenance.begin has no time zone; write it like 2026-12-01T22:00:00Z",
    ),
    ('[pace]\n\nhere = "5 minutes"', 3, 'pace.here is not a duration; write it like "20s", "3m" or "1h"'),
    ("[pace]\nrepeat = 10", 2, 'pace.repeat is not a duration; write it like "20s", "3m" or "1h"'),
    ('[pace]\nrepeat = "0s"', 2, 'pace.repeat is not a duration; write it like "20s", "3m" or "1h"'),
    (
        '[acknowledge]\nblocker = "3m"',
        2,
        "acknowledge.blocker is not known; known here: critical, major, minor",
    ),
    (
        "\n[paces]",
        2,
        (
            "paces is not known; known here: acknowledge, escalation, rota, pace, alerts, alert, maintenance, source,"
            " sender, tell_back, monitor, page, component, publish, api"
        ),
    ),
    ("pace = 3", 1, "pace should be a table, as in policy.example.toml"),
    (
        '[[escalation]]\nnotify = ["U0BEN"]\n[[escalation]]\nnotify = ["@ben"]',
        4,
        (
            'escalation.notify is no id of a user (U... or W...) or a user group (S...), and no "rota:name";'
            " names are not taken"
        ),
    ),
    (
        "[[escalation]]\nnotify = []",
        2,
        'escalation.notify names nobody; write it like notify = ["U0123ABCD"]',
    ),
    (
        "[[escalation]]\n[pace]",
        1,
        "escalation.notify is missing; policy.example.toml shows how it is written",
    ),
    (
        '[escalation]\nnotify = ["U0BEN"]',
        1,
        (
            'escalation should be a list: steps are written [[escalation]], people ["U0123ABCD"],'
            " monitors [[monitor]]"
        ),
    ),
]


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES)
def test_a_mistake_is_refused_by_file_line_and_fix(text: str, line: int, words: str) -> None:
    """The operator goes straight to the line."""
    with pytest.raises(PolicyError) as refused:
        read_policy(text, "policy.toml")
    assert str(refused.value) == f"policy.toml, line {line}: {words}"


def test_every_mistake_is_told_at_once() -> None:
    """One line each."""
    with pytest.raises(PolicyError) as refused:
        read_policy("[pace]\nhere = 1\nrepeat = 2\nthere = 3", "policy.toml")
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == [
        "policy.toml, line 3", "policy.toml, line 2", "policy.toml, line 4",
    ]  # fmt: skip


def test_what_is_not_toml_is_refused_by_line_too() -> None:
    """The parser's own words say where."""
    with pytest.raises(PolicyError, match=r"^policy\.toml: .*line 2"):
        read_policy("[pace]\nhere = 5m", "policy.toml")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Missing, or not text at all."""
    with pytest.raises(PolicyError, match="cannot be read: No such file"):
        load_policy(tmp_path / "policy.toml")
    (tmp_path / "binary").write_bytes(b"\xff")
    with pytest.raises(PolicyError, match="cannot be read: it is not UTF-8 text"):
        load_policy(tmp_path / "binary")


def test_the_rate_of_tokens_is_set_for_the_installation() -> None:
    """A whole number that a token could have; anything else is refused by its line."""
    assert read_policy("[api]\nrequests = 60", "policy.toml").requests == 60
    for wrong in ("0", "1000001", '"60"', "1.5", "true"):
        with pytest.raises(PolicyError, match=r"policy.toml, line 2: api.requests"):
            read_policy(f"[api]\nrequests = {wrong}", "policy.toml")
