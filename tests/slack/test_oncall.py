"""`/incident oncall`: who is on call now, until when, who is next, and whom the steps would remind."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.slack.views.oncall import oncall
from incidents.escalation import Policy
from incidents.rota import Rota, on_call
from tests.slack.samples import NOW, ensure_takeable
from tests.slack.talking import Talk

PRIMARY = Rota("primary", ("U0BEN", "U0CLEO"), time(9), 0, NOW.tzinfo, date(2026, 11, 16))  # type: ignore[arg-type]
POLICY = Policy(steps=(("rota:primary", "S0TEAM"), ("U0CLEO",)), rotas={"primary": PRIMARY})


@pytest.fixture
def talk(talk: Talk) -> Talk:
    """Private answers name people and groups by mentions, which notify nobody there."""
    talk.mentions = ("<@U0BEN>", "<@U0CLEO>", "<!subteam^S0TEAM>")
    return talk


async def test_the_rota_and_the_steps_are_told_as_they_are_now(talk: Talk) -> None:
    """Whoever comes next, and from when, too."""
    talk.service.policy = replace(POLICY, rotas={"primary": rota_of_today(talk)})
    heard = await talk.types("oncall")
    assert "*primary*  <@U0BEN> until <!date^" in heard.words
    assert "then <@U0CLEO>" in heard.words
    assert "1. <@U0BEN>, <!subteam^S0TEAM>" in heard.words
    assert "2. <@U0CLEO>" in heard.words
    assert "[[rota]]" not in heard.words
    talk.world.passes(days=1)
    assert "*primary*  <@U0CLEO> until" in (await talk.types("oncall")).words


def rota_of_today(talk: Talk) -> Rota:
    """Give a daily rota that Ben has begun just now."""
    now = talk.world.now()
    return replace(PRIMARY, weekday=None, at=now.time(), starting=now.date())


async def test_without_a_rota_the_steps_are_told_and_how_one_is_added(talk: Talk) -> None:
    """With words that can be copied."""
    talk.service.policy = Policy(steps=(("U0BEN",),), escalations={"database": (("U0CLEO",),)})
    heard = await talk.types("oncall")
    assert "1. <@U0BEN>" in heard.words
    assert "*Escalation database* would remind now" in heard.words
    assert "[[rota]]" in heard.words
    assert "rota:primary" in heard.words


async def test_without_any_step_it_says_who_is_reminded_all_the_same(talk: Talk) -> None:
    """And what to write."""
    talk.service.policy = Policy()
    assert "lead is reminded" in (await talk.types("oncall")).words


def test_a_policy_of_hundreds_still_fits_into_a_message() -> None:
    """What is left out is counted."""
    people = tuple(f"U0N{number:05}" for number in range(500))
    rotas = {f"rota-{n}": replace(PRIMARY, name=f"rota-{n}") for n in range(30)}
    crowd = Policy(
        steps=(people,) * 100, escalations={f"e{n}": (people,) * 30 for n in range(60)}, rotas=rotas
    )
    message = oncall(crowd, [on_call(rota, NOW) for rota in rotas.values()], NOW)
    mentioned = {*people[:20], "U0BEN", "U0CLEO"}
    ensure_takeable(message, *(f"<@{person}>" for person in mentioned))
    assert "480 more" in str(message.blocks)
    assert " more in policy.toml" in str(message.blocks[-1])
