"""What goes wrong at the door, and how it is answered: privately, and with nothing done."""

import asyncio
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.slack.app import SlackDoor
from incidents.model import EventKind
from storage import StorageError
from storage.store import Transaction
from tests.slack.samples import HOSTILE
from tests.slack.talking import Talk


@pytest.mark.parametrize(
    "word", ["critical ", "update ", "note ", "title ", "resolve ", "", "started ", "lead "]
)
async def test_ten_megabytes_are_refused_politely_and_at_once(talk: Talk, word: str) -> None:
    """Whatever the word, nothing chokes on it."""
    await talk.declares()
    before = await talk.happened("INC-1")
    for text in ("x" * 10_000_000, "<" * 10_000_000, "&lt;a " * 2_000_000, "1" * 10_000_000):
        async with asyncio.timeout(5):
            heard = await talk.types(word + text)
        assert "Shorten it" in heard.words
    assert await talk.happened("INC-1") == before


@pytest.mark.parametrize(
    ("word", "limit"), [("critical", 255), ("title", 255), ("update", 10_000), ("note", 10_000)]
)
async def test_the_longest_text_is_taken_and_one_more_is_not(talk: Talk, word: str, limit: int) -> None:
    """Escapes do not count."""
    await talk.declares()
    assert "Shorten it" in (await talk.types(f"{word} {'&amp;' * (limit + 1)}")).words
    assert "Shorten it" not in (await talk.types(f"{word} {'&amp;' * limit}")).words


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_can_neither_mention_nor_link(talk: Talk, text: str) -> None:
    """As a first word, as a title, as an update; every answer is checked by the conversation itself."""
    sent = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    await talk.types(f"critical {sent}")
    for typed in (sent, f"update {sent}", f"title {sent}", f"severity {sent}", f"lead {sent}", f"ack {sent}"):
        assert (await talk.types(typed)).words
    for typed in ("show", "list", "timeline", "help", f"help {sent}", f"show {sent}"):
        assert (await talk.types(typed)).words


async def test_nul_is_taken_out_and_half_characters_are_refused(talk: Talk) -> None:
    """Neither reaches the database."""
    await talk.types("critical check\x00out")
    assert (await talk.now("INC-1")).title == "checkout"
    command = {
        "command": "/incident",
        "text": "critical half \ud800",
        "user_id": "U0ANN",
        "user_name": "ann\ud800",
        "channel_id": "C0GENERAL",
        "trigger_id": "t1",
        "response_url": "",
    }
    answer = await talk.door.dispatch(command)
    assert "half a character" in answer.body
    assert await talk.incident("INC-2") is None


async def test_a_command_delivered_twice_acts_once_and_hears_the_same(talk: Talk) -> None:
    """Declared once, with the number that the first one heard."""
    first = await talk.types("critical checkout", trigger="T1")
    second = await talk.types("critical checkout", trigger="T1")
    assert first.body == second.body
    assert await talk.incident("INC-2") is None


@pytest.mark.parametrize("other", [False, True], ids=["alone", "another is open"])
@pytest.mark.parametrize(
    "text", ["ack", "resolve 1", "resolve 1 rolled back", "resolve", "update hello", "note hello"]
)
async def test_a_repeat_hears_the_first_answer_although_the_candidates_are_others(
    talk: Talk, text: str, *, other: bool
) -> None:
    """The first delivery settled INC-1; the second must not go to INC-2."""
    await talk.declares()
    first = await talk.types(text, trigger="T1")
    if other:
        await talk.declares("something else")
    happened = await talk.happened("INC-1")
    second = await talk.types(text, trigger="T1")
    assert first.body == second.body
    assert await talk.happened("INC-1") == happened
    assert not other or await talk.happened("INC-2") == [EventKind.DECLARED]


async def test_a_command_delivered_twice_at_once_acts_once(talk: Talk) -> None:
    """Both deliveries are under way before either has committed."""
    answers = await asyncio.gather(*(talk.types("critical checkout", trigger="T1") for _ in range(5)))
    assert all(answer.body == answers[0].body for answer in answers)
    assert await talk.incident("INC-2") is None


async def test_a_form_that_cannot_be_opened_is_said(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too late is said as such, a Slack that fails for too long as well; anything else has a reference."""
    monkeypatch.setattr("bot.slack.private.OPEN_AGAIN", (0, 0))
    for error in ("expired_trigger_id", "internal_error"):
        talk.slack_fails["views.open"] = error
        assert "in time" in (await talk.types("declare")).words
    talk.slack_fails["views.open"] = "invalid_arguments"
    assert "Something broke on our side: ref " in (await talk.types("declare")).words


async def test_a_form_asked_for_twice_opens_once(talk: Talk) -> None:
    """Slack takes a trigger once; the repeat says nothing."""
    await talk.types("declare", trigger="T1")
    again = await talk.types("declare", trigger="T1")
    assert not again.views
    assert not again.posts


async def test_what_breaks_is_answered_with_a_reference_that_is_in_the_log(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the acknowledgement of a command, beside a form's field, by the response_url of a button."""
    await talk.declares()
    view = (await talk.types("declare")).views[0]
    button = next(iter((await talk.types("show")).buttons()))
    _break(talk, monkeypatch, ZeroDivisionError)
    with capture_logs() as logged:
        answers = [
            (await talk.types("ack secret-words")).words,
            (await talk.presses(button)).words,
            (await talk.submits(view, title="secret-words")).errors["title"],
        ]
    for answer, event in zip(answers, logged, strict=True):
        assert f"Something broke on our side: ref {event['ref']}" in answer
        assert "secret-words" not in "".join(traceback.format_exception(event["exc_info"]))


async def test_a_database_that_cannot_write_is_said_in_its_own_words(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is confirmed that was not committed."""
    await talk.declares()
    view = (await talk.types("declare")).views[0]
    button = next(iter((await talk.types("show")).buttons()))
    _break(talk, monkeypatch, lambda: StorageError("The disk is full. Free some space."))
    with capture_logs():
        answers = [
            (await talk.types("ack")).words,
            (await talk.presses(button)).words,
            (await talk.submits(view, title="x")).errors["title"],
        ]
    for answer in answers:
        assert "The disk is full. Free some space. (ref " in answer


@pytest.mark.parametrize(
    "payload",
    [
        *[{}, {"a": "b"}, {"user": 5}, {"type": "block_actions"}, {"type": "view_submission"}],
        *[{"type": "event_callback", "event": {}}, {"command": "/incident"}, {"command": 5}, {"team": []}],
    ],
)
async def test_what_slack_cannot_have_sent_is_refused_and_never_breaks_the_door(
    talk: Talk, payload: dict[str, Any]
) -> None:
    """No answer of 5xx, and no exception."""
    answer = await talk.door.dispatch(payload)
    await talk.door.drain()
    assert answer.status < 500


async def test_commands_are_counted_by_words_that_are_known(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What people make up is no label."""
    for text in (
        "critical checkout",
        "acknowledge",
        "Ack: 1",
        "secret stuff",
        "help",
        "",
        "ack " + "x" * 70_000,
    ):
        await talk.types(text)
    _break(talk, monkeypatch, ZeroDivisionError)
    with capture_logs():
        await talk.types("resolve")
    assert talk.counted == [
        ("declare", "done"),
        ("ack", "done"),
        ("ack", "refused"),
        ("other", "done"),
        ("help", "done"),
        ("help", "done"),
        ("ack", "refused"),
        ("resolve", "failed"),
    ]


async def test_an_event_is_taken_and_let_go(talk: Talk) -> None:
    """Also one that nobody asked for; Slack must not send it again and again."""
    event = {
        "type": "event_callback",
        "team_id": "T0DEMO",
        "event_id": "E1",
        "event": {"type": "reaction_added"},
    }
    answer = await talk.door.dispatch(event)
    assert answer.status == 200


async def test_commands_are_taken_while_nobody_knows_who_the_bot_is(talk: Talk) -> None:
    """At a first start with Slack's API down."""
    door = SlackDoor(talk.door.desk, lambda: None, lambda _: None, ())
    command = {
        "command": "/incident",
        "text": "critical checkout",
        "user_id": "U0ANN",
        "user_name": "ann.demo",
    }
    more = {"channel_id": "C0GENERAL", "trigger_id": "t1", "team_id": "T0DEMO"}
    answer = await door.dispatch({**command, **more})
    assert "INC-1" in answer.body


def _break(talk: Talk, monkeypatch: pytest.MonkeyPatch, failure: Callable[[], Exception]) -> None:
    """Have every unit fail as it commits."""
    whole = talk.store.run

    async def run(unit: Callable[[Transaction], Any]) -> Any:
        def failing(tx: Transaction) -> Any:
            unit(tx)
            raise failure()

        return await whole(failing)

    monkeypatch.setattr(talk.store, "run", run)
