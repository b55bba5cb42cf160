"""`/incident oncall` and `cover`: who is on call now, until when, who is next, and whom the steps would remind."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rotas import Duty, Rotas
from bot.slack.views.oncall import oncall
from incidents.escalation import Policy
from incidents.rota import Cover, Rota, on_call
from storage import audit
from tests.slack.samples import NOW, ensure_takeable
from tests.slack.talking import Talk

BERLIN = ZoneInfo("Europe/Berlin")
PRIMARY = Rota("primary", ("U0BEN", "U0CLEO"), time(9), 0, NOW.tzinfo, date(2026, 11, 16))  # type: ignore[arg-type]
POLICY = Policy(steps=(("rota:primary", "S0TEAM"), ("U0CLEO",)), rotas={"primary": PRIMARY})


def duty(policy: Policy, *covers: Cover) -> Duty:
    """Give who is on call under the policy at `NOW`."""
    present = tuple(on_call(rota, covers, NOW) for rota in policy.rotas.values())
    return Duty(policy, present, covers, NOW)


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
    message = oncall(duty(crowd))
    mentioned = {*people[:20], "U0BEN", "U0CLEO"}
    ensure_takeable(message, *(f"<@{person}>" for person in mentioned))
    assert "480 more" in str(message.blocks)
    assert " more in policy.toml" in str(message.blocks[-1])


@pytest.fixture
def covering(talk: Talk) -> Talk:
    """Ben has begun his day in the rota just now, at half past eight in Berlin."""
    talk.service.policy = replace(POLICY, rotas={"primary": rota_of_today(talk)})
    talk.mentions = (*talk.mentions, "<@U0ANN>")
    return talk


async def standing(talk: Talk) -> list[tuple[str, datetime]]:
    """List who covers, and until when."""
    covering = (await Rotas(talk.service).duty()).covers
    return [(cover.person, cover.end) for cover in covering]


@pytest.mark.parametrize(
    ("typed", "person", "after"),
    [
        ("cover primary for 4h", "U0ANN", timedelta(hours=4)),
        ("cover primary for 90 min", "U0ANN", timedelta(minutes=90)),
        ("cover primary FOR 2 days", "U0ANN", timedelta(days=2)),
        ("cover primary <@U0CLEO|cleo.demo> for 1h 30m", "U0CLEO", timedelta(minutes=90)),
        ("cover primary <@U0CLEO> until in 3 hours", "U0CLEO", timedelta(hours=3)),
    ],
)
async def test_a_cover_begins_now_and_lasts_as_long_as_was_said(
    covering: Talk, typed: str, person: str, after: timedelta
) -> None:
    """Whoever is named, else whoever typed it."""
    heard = await covering.types(typed)
    assert await standing(covering) == [(person, covering.world.now() + after)]
    assert ", for <@U0BEN>" in heard.words
    assert f"<@{person}> covers until" in (await covering.types("oncall")).words
    covering.world.passes(seconds=after.total_seconds())
    assert "covers" not in (await covering.types("oncall")).words


async def test_until_a_time_is_read_in_the_zone_of_whoever_types(covering: Talk) -> None:
    """The next such time, and over midnight too."""
    await covering.types("cover primary until 18:00")
    [(_, end)] = await standing(covering)
    assert (end.astimezone(BERLIN).hour, end.minute) == (18, 0)
    assert timedelta() < end - covering.world.now() <= timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("cover", "Say which rota, and until when"),
        ("cover primary", "Say which rota, and until when"),
        ("cover primary until", "Say which rota, and until when"),
        ("cover primary until whenever", "Say which rota, and until when"),
        ("cover primary for ages", "Say which rota, and until when"),
        ("cover primary 18:00", "Say which rota, and until when"),
        ("cover secondary for 4h", "There is no rota “secondary”. There is primary."),
        ("cover primary for 0h", "is over already"),
        ("cover primary until yesterday 9:00", "is over already"),
        ("cover primary for 9000h", "more than a year away"),
        ("cover primary until 31 Dec 9999", "more than a year away"),
        ("cover primary for 99999999999h", "Say which rota, and until when"),
        ("cover primary @cleo for 4h", "Choose the name from the list"),
        ("cover primary <@U0BOT> for 4h", "I cannot be on call"),
    ],
)
async def test_what_cannot_be_read_changes_nothing_and_says_the_way_out(
    covering: Talk, typed: str, said: str
) -> None:
    """In a sentence."""
    assert said in (await covering.types(typed)).words
    assert await standing(covering) == []


async def test_without_a_rota_there_is_nothing_to_cover(talk: Talk) -> None:
    """And it says how one is made."""
    assert "[[rota]] in policy.toml makes one" in (await talk.types("cover primary for 4h")).words


async def test_of_two_covers_the_later_one_wins_and_is_told_so(covering: Talk) -> None:
    """When it is over the earlier one counts again."""
    await covering.types("cover primary for 4h", who="U0CLEO")
    heard = await covering.types("cover primary for 1h")
    assert "wins over what was said before: <@U0CLEO> until" in heard.words
    assert "for <@U0CLEO>." in heard.words
    assert "<@U0ANN> covers until" in (shown := (await covering.types("oncall")).words)
    assert "then <@U0CLEO>" in shown
    covering.world.passes(hours=1)
    assert "<@U0CLEO> covers until" in (await covering.types("oncall")).words


async def test_whose_shift_it_is_and_whom_the_cover_wins_over_are_told_too(covering: Talk) -> None:
    """But for whoever typed it; once each."""
    await covering.types("cover primary for 4h", who="U0CLEO")
    assert await noticed(covering) == ["notice:covered:1:U0BEN"]
    await covering.types("cover primary for 1h")
    assert await noticed(covering) == [
        "notice:covered:1:U0BEN",
        "notice:covered:2:U0BEN",
        "notice:covered:2:U0CLEO",
    ]


async def noticed(talk: Talk) -> list[str]:
    """Name the direct messages that are owed."""
    query = "SELECT key FROM outbox WHERE lane = 'notice' ORDER BY key"
    return [row["key"] for row in await talk.store.read(lambda tx: tx.all(query))]


async def test_however_many_cover_the_answer_fits(covering: Talk) -> None:
    """The last ones are named."""
    for _ in range(39):
        await covering.types("cover primary for 4h", who="U0CLEO")
    heard = await covering.types("cover primary for 4h", who="U0CLEO")
    assert heard.words.count("wins over") == 6  # three, in the text and in the block


async def test_undo_takes_a_cover_back_once(covering: Talk) -> None:
    """A second press, or one after its end, says so and does nothing."""
    heard = await covering.types("cover primary for 4h")
    undone = await covering.presses(heard.button("Undo"), private="1700000000.000200")
    assert "You no longer cover primary" in undone.words
    assert await standing(covering) == []
    again = await covering.presses(heard.button("Undo"), private="1700000000.000200")
    assert "taken back already" in again.words


async def test_a_command_that_slack_delivers_twice_covers_once(covering: Talk) -> None:
    """And is answered alike."""
    first = await covering.types("cover primary for 4h", trigger="t.1")
    second = await covering.types("cover primary for 4h", trigger="t.1")
    assert first.words == second.words
    assert len(await standing(covering)) == 1


async def test_a_cover_and_its_undo_stand_in_the_audit_log(covering: Talk) -> None:
    """No timeline tells of them."""
    heard = await covering.types("cover primary for 4h")
    await covering.presses(heard.button("Undo"))
    told = await covering.store.read(lambda tx: audit.after(tx, 0, 10))
    assert [(entry.deed, entry.subject, entry.actor.id) for entry in told] == [
        ("cover.made", "primary", "U0ANN"),
        ("cover.taken_back", "primary", "U0ANN"),
    ]
