"""The `[[rota]]` tables of policy.toml become rotas of the rules, or are refused by file, line and fix."""

from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.policy import PolicyError, read_policy
from incidents.rota import Rota

ROOT = Path(__file__).parents[1]


def test_a_rota_is_read_and_named_in_a_step() -> None:
    """Weekly with a weekday, daily without; the zone is UTC unless another is given."""
    policy = read_policy(
        """
        [[rota]]
        name = "primary"
        people = ["U0BEN", "U0CLEO"]
        handover = "Mon 09:00"
        zone = "Europe/Berlin"
        starting = 2026-01-05
        [[rota]]
        name = "night"
        people = ["W0DAN"]
        handover = "22:30"
        starting = 2026-01-05
        [[escalation]]
        notify = ["rota:primary", "S0ONCALL"]
        [[escalation]]
        name = "database"
        notify = ["rota:night"]
        """,
        "policy.toml",
    )
    day = date(2026, 1, 5)
    assert policy.rotas == {
        "primary": Rota("primary", ("U0BEN", "U0CLEO"), time(9), 0, ZoneInfo("Europe/Berlin"), day),
        "night": Rota("night", ("W0DAN",), time(22, 30), None, ZoneInfo("UTC"), day),
    }
    assert policy.steps == (("rota:primary", "S0ONCALL"),)
    assert policy.escalations == {"database": (("rota:night",),)}


def rota(**changed: str) -> str:
    """Write a rota, a line for each key; one that is changed to nothing is left out."""
    usual = {"name": '"a"', "people": '["U0BEN"]', "handover": '"09:00"', "starting": "2026-01-05"}
    return "[[rota]]\n" + "\n".join(f"{key} = {value}" for key, value in (usual | changed).items() if value)


NO_NAME = 'rota.name is no name; write it with letters, digits, - and _, at most 50, like "primary"'
NOBODY = 'rota.people names nobody; write them in their order, like people = ["U0123ABCD", "U0456EFGH"]'
NO_USER = (
    "rota.people has S0TEAM, which is no id of a user (U... or W...); names and user groups are not taken"
)
NO_WEEKDAY = "rota.handover has Mun, which is no weekday; known are Mon, Tue, Wed, Thu, Fri, Sat, Sun"
HANDOVER = 'rota.handover is no handover; write it like "Mon 09:00" (each week) or "09:00" (each day)'
STARTING = "rota.starting is no day of these years; write it like 2026-01-05, without quotes"
WRONG_ROTAS = [
    (
        rota(name='"a b"'),
        2,
        NO_NAME,
    ),
    (
        rota(people="[]"),
        3,
        NOBODY,
    ),
    (
        rota(people='["S0TEAM"]'),
        3,
        NO_USER,
    ),
    (rota(people=""), 1, "rota.people is missing; policy.example.toml shows how it is written"),
    (
        rota(handover='"Mun 09:00"'),
        4,
        NO_WEEKDAY,
    ),
    (rota(handover='"24:00"'), 4, HANDOVER),
    (rota(handover='"Mon"'), 4, HANDOVER),
    (rota(handover="09:00:00"), 4, HANDOVER),
    (rota(starting='"2026-01-05"'), 5, STARTING),
    (rota(starting="2026-01-05T09:00:00"), 5, STARTING),
    (rota(starting="0001-01-01"), 5, STARTING),
    (rota(starting=""), 1, "rota.starting is missing; policy.example.toml shows how it is written"),
    (rota(zone='"Berlin"'), 6, "rota.zone is no time zone; write one of IANA's names, such as Europe/Berlin"),
    (
        rota(until="2027-01-01"),
        6,
        "rota.until is not known; known here: name, people, handover, zone, starting",
    ),
    (rota() + "\n" + rota(), 7, "rota.name: Another rota has it. Give each its own."),
    (
        rota() + '\n[[escalation]]\nnotify = ["rota:a", "rota:b"]',
        7,
        'escalation.notify: there is no [[rota]] with name = "b"; named are a',
    ),
]


@pytest.mark.parametrize(("text", "line", "words"), WRONG_ROTAS)
def test_a_wrong_rota_is_refused_by_file_line_and_fix(text: str, line: int, words: str) -> None:
    """Nobody is told by it that nobody is on call."""
    with pytest.raises(PolicyError) as refused:
        read_policy(text, "policy.toml")
    assert str(refused.value) == f"policy.toml, line {line}: {words}"


def test_the_rota_that_the_example_leaves_out_can_be_put_in() -> None:
    """It has a step that names it."""
    lines = (ROOT / "policy.example.toml").read_text(encoding="utf-8").splitlines()
    first, beyond = lines.index("# [[rota]]"), lines.index("[pace]")
    tables = "\n".join(line.removeprefix("#") for line in lines[first:beyond])
    policy = read_policy(tables, "policy.toml")
    [primary] = policy.rotas.values()
    assert (primary.people, primary.weekday) == (("U0123ABCD", "U0456EFGH"), 0)
    assert policy.steps == (("rota:primary",),)
