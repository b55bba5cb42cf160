"""Which incident a word means: named, of this channel, the only one, or asked for."""

from collections.abc import Awaitable, Callable

import pytest

from bot.caller import Caller
from incidents.model import EventKind, Status
from tests.slack.samples import ANN
from tests.slack.talking import CHECKOUT, DM, GENERAL, Talk

Prepare = Callable[[Talk, int], Awaitable[None]]


async def _open(talk: Talk, number: int) -> None:
    await talk.declares(f"trouble number {number}")


async def _acknowledged(talk: Talk, number: int) -> None:
    await _open(talk, number)
    await talk.service.acknowledge(f"INC-{number}", Caller(ANN))


async def _resolved(talk: Talk, number: int) -> None:
    await _open(talk, number)
    await talk.service.resolve(f"INC-{number}", Caller(ANN))


# Every word that is about an incident, with a text that it takes, the state it wants, and what is then so.
WORDS: list[tuple[str, str, Prepare, EventKind | None]] = [
    ("ack", "", _open, EventKind.ACKNOWLEDGED),
    ("acknowledge", "", _open, EventKind.ACKNOWLEDGED),
    ("unack", "", _acknowledged, EventKind.UNACKNOWLEDGED),
    ("update", "we are on it", _open, EventKind.UPDATE_POSTED),
    ("note", "it was DNS", _open, EventKind.NOTE_ADDED),
    ("status", "monitoring", _open, EventKind.STATUS_CHANGED),
    ("severity", "major", _open, EventKind.SEVERITY_CHANGED),
    ("lead", "me", _open, EventKind.LEAD_ASSIGNED),
    ("lead", "<@U0BEN|ben.demo>", _open, EventKind.LEAD_ASSIGNED),
    ("title", "a better title", _open, EventKind.TITLE_CHANGED),
    ("started", "14:02", _open, EventKind.START_CHANGED),
    ("resolve", "rolled back", _open, EventKind.RESOLVED),
    ("resolve", "", _open, EventKind.RESOLVED),
    ("reopen", "it is back", _resolved, EventKind.REOPENED),
    ("close", "", _resolved, EventKind.CLOSED),
    ("show", "", _open, None),
    ("timeline", "", _open, None),
]
IDS = [f"{word}-{text}" for word, text, _, _ in WORDS]
each_word = pytest.mark.parametrize(("word", "text", "prepare", "happens"), WORDS, ids=IDS)


async def _ensure_only(talk: Talk, number: int, happens: EventKind | None, answer: str) -> None:
    """It happened to that incident and to no other, and the answer names it."""
    assert f"INC-{number}" in answer
    for other in (1, 2):
        kinds = await talk.happened(f"INC-{other}")
        assert happens is None or (happens in kinds) is (other == number)


@each_word
@pytest.mark.parametrize("reference", ["INC-2", "inc-2", "2", "#2", "Inc2", "INC-2:"])
async def test_a_named_incident_is_meant(
    talk: Talk, word: str, text: str, prepare: Prepare, happens: EventKind | None, reference: str
) -> None:
    """In whichever spelling, from wherever."""
    await prepare(talk, 1)
    await prepare(talk, 2)
    heard = await talk.types(f"{word} {reference} {text}", channel=DM)
    await _ensure_only(talk, 2, happens, heard.words)


@pytest.mark.parametrize("reference", ["INC-2", "inc-2", "2", "#2"])
@pytest.mark.parametrize(
    ("text", "happens"),
    [
        ("severity major", EventKind.SEVERITY_CHANGED),
        ("status monitoring", EventKind.STATUS_CHANGED),
        ("lead me", EventKind.LEAD_ASSIGNED),
        ("lead <@U0BEN|ben.demo>", EventKind.LEAD_ASSIGNED),
    ],
)
async def test_an_incident_may_be_named_behind_a_text_that_is_no_free_text(
    talk: Talk, text: str, happens: EventKind, reference: str
) -> None:
    """And one that is not there is said."""
    await _open(talk, 1)
    await _open(talk, 2)
    assert "There is no incident INC-99" in (await talk.types(f"{text} INC-99")).words
    heard = await talk.types(f"{text} {reference}", channel=DM)
    await _ensure_only(talk, 2, happens, heard.words)


@pytest.mark.parametrize("word", ["update", "note", "title", "resolve"])
async def test_a_reference_behind_a_free_text_belongs_to_the_text(talk: Talk, word: str) -> None:
    """`note the same as INC-2` is a note on the incident that is meant anyhow."""
    await talk.declares(channel=CHECKOUT)
    await _open(talk, 2)
    heard = await talk.types(f"{word} the same as INC-2", channel=CHECKOUT)
    assert "INC-1" in heard.words
    assert await talk.happened("INC-2") == [EventKind.DECLARED]


@each_word
async def test_the_only_candidate_is_meant(
    talk: Talk, word: str, text: str, prepare: Prepare, happens: EventKind | None
) -> None:
    """Nobody has to name what cannot be mistaken."""
    await prepare(talk, 1)
    heard = await talk.types(f"{word} {text}", channel=DM)
    assert "INC-1" in heard.words
    assert happens is None or happens in await talk.happened("INC-1")


@each_word
async def test_the_incident_of_this_channel_is_meant(
    talk: Talk, word: str, text: str, prepare: Prepare, happens: EventKind | None
) -> None:
    """Where an incident was declared, it is the one that is spoken of."""
    await prepare(talk, 1)
    await talk.declares("trouble here", channel=CHECKOUT)
    if prepare is _acknowledged:
        await talk.service.acknowledge("INC-2", Caller(ANN))
    if prepare is _resolved:
        await talk.service.resolve("INC-2", Caller(ANN))
    heard = await talk.types(f"{word} {text}", channel=CHECKOUT)
    await _ensure_only(talk, 2, happens, heard.words)


@each_word
async def test_several_candidates_are_asked_about(
    talk: Talk, word: str, text: str, prepare: Prepare, happens: EventKind | None
) -> None:
    """A private list to pick from; a second press on it does nothing more."""
    await prepare(talk, 1)
    await prepare(talk, 2)
    asked = await talk.types(f"{word} {text}", channel=DM)
    assert len(asked.labels()) == 2
    assert happens is None or happens not in await talk.happened("INC-1") + await talk.happened("INC-2")
    button = next(button for button in asked.buttons() if button["text"]["text"] == "INC-2")
    heard = await talk.presses(button, private="7.7")
    await _ensure_only(talk, 2, happens, heard.words)
    happened = await talk.happened("INC-2")
    again = await talk.presses(button, private="7.7")
    assert await talk.happened("INC-2") == happened
    assert again.message["blocks"] == heard.message["blocks"]


@each_word
async def test_without_a_candidate_the_way_out_is_said(
    talk: Talk, word: str, text: str, prepare: Prepare, happens: EventKind | None
) -> None:
    """A plain sentence, no error."""
    heard = await talk.types(f"{word} {text}")
    assert "/incident list" in heard.words or "/incident critical" in heard.words


@each_word
async def test_an_incident_that_is_not_there_is_said(
    talk: Talk, word: str, text: str, prepare: Prepare, happens: EventKind | None
) -> None:
    """The one that is there is left alone."""
    await prepare(talk, 1)
    before = await talk.happened("INC-1")
    for reference in ("INC-99", "INC-0", "#12345678901234567890"):
        heard = await talk.types(f"{word} {reference} {text}")
        assert "There is no incident" in heard.words
    assert await talk.happened("INC-1") == before


async def test_a_number_in_front_of_a_text_is_text_where_no_incident_has_it(talk: Talk) -> None:
    """`update 500 errors on checkout` does not go astray."""
    await talk.declares()
    await talk.types("update 500 errors on checkout")
    update = (await talk.now("INC-1")).last_update
    assert update is not None
    assert update.text == "500 errors on checkout"
    await talk.types("update 1 500 errors on checkout")
    update = (await talk.now("INC-1")).last_update
    assert update is not None
    assert update.text == "500 errors on checkout"


@pytest.mark.parametrize(
    "typed",
    [
        *["resolve 1 bad deploy rolled back", "update 1 in 10 requests fails", "note 1 it was DNS"],
        *[
            "title 1 better",
            "status 1 monitoring",
            "severity 1 minor",
            "lead 1 me",
            "started 1 yesterday 23:10",
        ],
    ],
)
async def test_a_number_in_front_of_a_text_that_is_a_settled_incidents_is_asked_about(
    talk: Talk, typed: str
) -> None:
    """The second to resolve INC-1 must not resolve INC-2, which happens to be the only one left."""
    await _open(talk, 1)
    await _open(talk, 2)
    await talk.types("resolve 1", who="U0BEN")
    talk.world.passes(seconds=12)
    before = [await talk.happened(reference) for reference in ("INC-1", "INC-2")]
    heard = await talk.types(typed)
    assert "INC-1 is already resolved by @ben.demo, 12 s ago, so nothing was done." in heard.words
    assert f"type /incident {typed.partition(' ')[0]} INC-1 …" in heard.words
    assert [await talk.happened(reference) for reference in ("INC-1", "INC-2")] == before
    assert heard.labels() == ["INC-2"]


async def test_a_number_that_belongs_to_the_text_is_kept_by_the_question(talk: Talk) -> None:
    """One press, and the whole text goes where it was meant for."""
    await _resolved(talk, 1)
    await _open(talk, 2)
    heard = await talk.types("update 1 in 10 requests fails")
    await talk.presses(heard.button("INC-2"), private="1.1")
    update = (await talk.now("INC-2")).last_update
    assert update is not None
    assert update.text == "1 in 10 requests fails"


async def test_a_number_of_a_settled_incident_with_nothing_open_says_what_it_is(talk: Talk) -> None:
    """There is nothing to pick from; the way to mean it all the same is said."""
    await _resolved(talk, 1)
    before = await talk.happened("INC-1")
    heard = await talk.types("update 1 thanks to everybody")
    assert "INC-1 is already resolved by @ann.demo" in heard.words
    assert "/incident update INC-1" in heard.words
    assert await talk.happened("INC-1") == before


@pytest.mark.parametrize("word", ["resolve", "update", "ack", "title", "note", "status", "severity", "lead"])
@pytest.mark.parametrize("number", [1, 77])
async def test_a_number_alone_is_never_taken_for_another_incident(talk: Talk, word: str, number: int) -> None:
    """`resolve 1` long after it was resolved must not resolve INC-2 with the note "1"."""
    await _resolved(talk, 1)
    await _open(talk, 2)
    before = await talk.now("INC-2")
    heard = await talk.types(f"{word} {number}")
    assert not heard.body or f"INC-{number}" in heard.words or "Say " in heard.words
    assert await talk.now("INC-2") == before


@pytest.mark.parametrize(("word", "status"), [("reopen", Status.INVESTIGATING), ("close", Status.CLOSED)])
async def test_a_number_of_a_settled_incident_counts_where_one_is_due(
    talk: Talk, word: str, status: Status
) -> None:
    """There an active one is no candidate at all."""
    await _resolved(talk, 1)
    await _resolved(talk, 2)
    await talk.types(f"{word} 1 because of this")
    assert (await talk.now("INC-1")).status is status
    assert (await talk.now("INC-2")).status is Status.RESOLVED


async def test_acknowledged_ones_are_no_candidates_for_acknowledging(talk: Talk) -> None:
    """Of two open incidents the one that waits is meant."""
    await _acknowledged(talk, 1)
    await _open(talk, 2)
    assert "INC-2" in (await talk.types("ack")).words


async def test_a_channel_with_two_incidents_is_asked_about(talk: Talk) -> None:
    """Also where a third is open elsewhere."""
    for channel in (CHECKOUT, CHECKOUT, GENERAL):
        await talk.declares(channel=channel)
    assert len((await talk.types("ack", channel=CHECKOUT)).labels()) == 3


async def test_a_picked_word_without_a_text_opens_its_form(talk: Talk) -> None:
    """The form is for the one that was picked."""
    await _open(talk, 1)
    await _open(talk, 2)
    asked = await talk.types("update")
    heard = await talk.presses(asked.button("INC-1"), private="7.7")
    assert heard.views[0]["title"]["text"] == "Update INC-1"
