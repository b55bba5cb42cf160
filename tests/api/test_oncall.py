"""`GET /api/v1/oncall`, by the client and by `tocsin oncall`: who is on call, until when, and who is next."""

import json
from dataclasses import replace
from datetime import UTC, time, timedelta

import pytest

from bot.auth import Scope
from bot.rotas import Rotas
from bot.wire import instant
from incidents.escalation import Policy
from incidents.rota import Rota
from storage import people
from storage.people import Acquaintance
from tests.api.conftest import Programs
from tests.client.test_command_line import tocsin
from tests.client.ways import client_of
from tests.slack.samples import ANN

ONCALL = "/api/v1/oncall"
BEN, CLEO = {"id": "U0BEN", "name": "ben.demo"}, {"id": "U0CLEO", "name": "U0CLEO"}


@pytest.fixture
async def programs(programs: Programs) -> Programs:
    """Ben has begun his day just now; we have met him, and Cleo not yet."""
    now = programs.world.now()
    primary = Rota("primary", ("U0BEN", "U0CLEO"), now.time(), None, UTC, now.date())
    alone = Rota("alone", ("U0CLEO",), time(9), None, UTC, now.date())
    programs.service.policy = replace(
        programs.service.policy,
        steps=(("rota:primary", "S0TEAM"),),
        escalations={"database": (("rota:primary",), ("U0CLEO",))},
        rotas={"primary": primary, "alone": alone},
    )
    await programs.store.run(lambda tx: people.remember(tx, Acquaintance("U0BEN", name="ben.demo")))
    return programs


async def test_who_is_on_call_is_told_with_the_end_and_who_is_next(programs: Programs) -> None:
    """In the order of the policy; where nobody else is to come there is no end."""
    told = (await programs.ask("GET", ONCALL)).json()
    tomorrow = instant(programs.world.now() + timedelta(days=1))
    assert told["rotas"] == [
        {"name": "primary", "person": BEN, "until": tomorrow, "then": CLEO, "cover": None},
        {"name": "alone", "person": CLEO, "until": None, "then": None, "cover": None},
    ]
    assert told["escalations"] == [
        {"name": None, "steps": [[BEN, {"id": "S0TEAM", "name": "S0TEAM"}]]},
        {"name": "database", "steps": [[BEN], [CLEO]]},
    ]


async def test_a_cover_is_told_with_its_end_and_who_said_so(programs: Programs) -> None:
    """And whose shift it is comes then."""
    end = programs.world.now() + timedelta(hours=4)
    await Rotas(programs.service).cover("primary", "U0CLEO", end, ANN)
    [primary, _] = (await programs.ask("GET", ONCALL)).json()["rotas"]
    assert (primary["person"], primary["until"], primary["then"]) == (CLEO, instant(end), BEN)
    assert primary["cover"]["until"] == instant(end)
    assert primary["cover"]["by"]["id"] == "U0ANN"


async def test_without_a_rota_the_lists_are_what_there_is(programs: Programs) -> None:
    """Empty ones, not errors."""
    programs.service.policy = Policy()
    assert (await programs.ask("GET", ONCALL)).json() == {"rotas": [], "escalations": []}


async def test_a_token_that_may_not_read_incidents_may_not_ask(programs: Programs) -> None:
    """It needs incidents:read."""
    for scope, status in ((Scope.READ, 200), (Scope.ALERTS, 403)):
        token = await programs.token(scope, name=scope.value.replace(":", "-"))
        asked = await programs.ask("GET", ONCALL, headers={"Authorization": f"Bearer {token}"})
        assert asked.status_code == status


async def test_the_client_and_the_command_line_tell_the_same(programs: Programs) -> None:
    """In a table for people, as JSON for programs."""
    async with client_of(programs) as client:
        [primary, _] = (await client.oncall()).rotas
    assert (primary.person.name, primary.then.id) == ("ben.demo", "U0CLEO")
    token = await programs.token(Scope.READ, name="terminal")
    told = await tocsin(programs, token=token, group="oncall")
    assert told.code == 0, told.err
    assert "primary" in told.out
    assert "ben.demo" in told.out
    assert "Escalation database:\n  1. ben.demo\n  2. U0CLEO\n" in told.out
    as_json = await tocsin(programs, "--json", token=token, group="oncall")
    assert json.loads(as_json.out) == (await programs.ask("GET", ONCALL)).json()
    programs.service.policy = Policy()
    assert "There is no rota" in (await tocsin(programs, token=token, group="oncall")).out
