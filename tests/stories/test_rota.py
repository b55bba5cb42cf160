"""A rota in the whole bot, with time put forward: whoever is on call when a step comes due is reminded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from incidents.escalation import Policy
from incidents.rota import Rota
from tests.stories.acting import words
from tests.stories.conftest import office_open
from tests.stories.reminded import declare, pages, until_paged


def handed_over_in(minutes: float) -> Policy:
    """Give a policy whose rota goes from Ben to Cleo then; Cleo is named beside it in the second step."""
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    starting = at.date() - timedelta(days=1)
    primary = Rota("primary", ("U0BEN", "U0CLEO"), at.time(), None, UTC, starting)
    return Policy(steps=(("rota:primary",), ("rota:primary", "U0CLEO")), rotas={"primary": primary})


async def test_a_step_reminds_whoever_is_on_call_when_it_comes_due(tmp_path: Path) -> None:
    """Ben before the handover, Cleo after it, although the incident was declared before; and her once."""
    async with office_open(tmp_path, socket_mode=False, policy=handed_over_in(2)) as (office, app):
        await declare(office)
        await until_paged(office, "ben", 1)
        await office.passes(minutes=3)
        await until_paged(office, "cleo", 1)
        await office.passes(minutes=3)
        await until_paged(office, "cleo", 2)
        assert (len(await pages(office, "ben")), len(await pages(office, "cleo"))) == (1, 2)
        await office.ann.types("/incident oncall")
        told = words(await office.ann.is_told("On call"))
        assert "*primary*  <@U0CLEO> until" in told
        app.take_policy(replace(app.service.policy, rotas={}, steps=(("U0BEN",),)))
        await app.resume()
        await office.passes(minutes=3)
        await until_paged(office, "ben", 2)


async def test_whoever_covers_is_reminded_until_the_cover_ends_and_both_hear_of_it(tmp_path: Path) -> None:
    """Ann has Cleo stand in for Ben: both get a message, and Undo is told to both as well."""
    async with office_open(tmp_path, socket_mode=False, policy=handed_over_in(600)) as (office, _):
        await office.ann.types("/incident cover primary @cleo.demo for 5 min")
        said = await office.ann.is_told("covers primary")
        for person in (office.ben, office.cleo):
            await person.sees("says @ann.demo", await person.dm())
        await declare(office)
        await office.cleo.sees("checkout is failing", await office.cleo.dm())
        await office.passes(minutes=3)
        await office.passes(minutes=3)
        await office.ben.sees("checkout is failing", await office.ben.dm())
        await office.ann.types("/incident ack")
        await office.ann.types("/incident cover primary @cleo.demo for 5 min")
        said = await office.ann.is_told("covers primary")
        await office.ann.presses("Undo", said, "C0GENERAL")
        for person in (office.ben, office.cleo):
            await person.sees("no longer cover", await person.dm())
