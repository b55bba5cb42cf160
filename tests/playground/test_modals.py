"""Modals: opened by a trigger id, filled in, refused, updated, pushed, closed."""

from asyncio import TaskGroup
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from playground.delivery import socket_mode
from tests.playground.conftest import Clock
from tests.playground.forms import modal, plain, question, refused
from tests.playground.people import Person, SocketBot

JSON = dict[str, Any]
Connect = Callable[[AsyncApp], Awaitable[None]]
Run = Callable[..., Awaitable[str]]
HERE = "C0INCIDENTS"


async def test_a_trigger_id_opens_one_modal_within_three_seconds(
    run: Run, client: AsyncWebClient, clock: Clock, ann: Person
) -> None:
    trigger_id = await run()
    opened = await client.views_open(trigger_id=trigger_id, view=modal("Declare"))
    assert (await ann.top_view())["id"] == opened["view"]["id"]
    assert await refused(client.views_open(trigger_id=trigger_id, view=modal("x"))) == "exchanged_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.3", view=modal("x"))) == "invalid_trigger_id"
    late = await run()
    clock.time += 3.1
    assert await refused(client.views_open(trigger_id=late, view=modal("x"))) == "expired_trigger_id"


async def test_a_modal_without_a_trigger_or_with_wrong_blocks_is_refused(
    run: Run, client: AsyncWebClient
) -> None:
    assert await refused(client.api_call("views.open", json={"view": modal("x")})) == "invalid_arguments"
    trigger_id = await run()
    assert (
        await refused(client.views_open(trigger_id=trigger_id, view=modal("x" * 25))) == "invalid_arguments"
    )
    await client.views_open(trigger_id=trigger_id, view=modal("x"))


async def test_an_update_with_an_old_hash_is_a_conflict(
    run: Run, client: AsyncWebClient, ann: Person
) -> None:
    """Who updates by an old hash would undo what came between."""
    view = (await client.views_open(trigger_id=await run(), view=modal("Loading", external_id="mine")))[
        "view"
    ]
    changed = await client.views_update(external_id="mine", hash=view["hash"], view=modal("Loaded"))
    assert changed["view"]["id"] == view["id"]
    assert (await ann.top_view())["title"]["text"] == "Loaded"
    late = client.views_update(view_id=view["id"], hash=view["hash"], view=modal("Late"))
    assert await refused(late) == "hash_conflict"
    assert await refused(client.views_update(view_id="V0NONE", view=modal("x"))) == "not_found"


async def test_the_stack_is_three_deep(bot: SocketBot, run: Run, client: AsyncWebClient, ann: Person) -> None:
    press = {
        "type": "actions",
        "block_id": "b",
        "elements": [{"type": "button", "action_id": "more", "text": plain("More"), "value": "7"}],
    }
    await client.views_open(trigger_id=await run(), view=modal("One", press))
    for title in ("Two", "Three", "Four"):
        top = await ann.top_view()
        async with TaskGroup() as group:
            group.create_task(
                ann.does("action", view_id=top["id"], block_id="b", action_id="more", element={})
            )
            envelope = await bot.envelopes.get()
            await bot.answers(envelope)
        assert envelope.payload["container"] == {"type": "view", "view_id": top["id"]}
        assert envelope.payload["actions"][0]["value"] == "7"
        push = client.views_push(trigger_id=envelope.payload["trigger_id"], view=modal(title, press))
        if title == "Four":
            assert await refused(push) == "push_limit_reached"
        else:
            assert (await push)["view"]["previous_view_id"] == top["id"]


async def test_bolt_answers_a_submission_with_errors_then_takes_it(
    app: AsyncApp, connect: Connect, client: AsyncWebClient, ann: Person
) -> None:
    """The whole round: command, modal, an error on a field, and the modal closed when all is well."""
    taken: list[JSON] = []

    @app.command("/incident")
    async def declare(ack: AsyncAck, command: JSON) -> None:
        await ack()
        view = modal("Declare", callback_id="declare", private_metadata="from here")
        await client.views_open(trigger_id=command["trigger_id"], view=view)

    @app.view("declare")
    async def submitted(ack: AsyncAck, view: JSON) -> None:
        title = view["state"]["values"]["title"]["typed"]["value"]
        if "?" in title:
            await ack(response_action="errors", errors={"title": "No questions, please"})
            return
        await ack()
        taken.append(view)

    await connect(app)
    await ann.says(HERE, "/incident declare")
    assert await ann.submits(title="") == {
        "ok": False,
        "errors": {"title": "Please complete this required field."},
    }
    assert await ann.submits(title="why?") == {"ok": False, "errors": {"title": "No questions, please"}}
    assert await ann.submits(title="checkout fails") == {"ok": True}
    assert (await ann.looks("views"))["views"] == []
    [view] = taken
    assert view["private_metadata"] == "from here"
    assert view["state"]["values"]["note"]["typed"] == {"type": "plain_text_input", "value": None}


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        ({"response_action": "update", "view": modal("Two")}, ["Two"]),
        ({"response_action": "push", "view": modal("Two")}, ["One", "Two"]),
        ({"response_action": "clear"}, []),
        ({}, []),
        (None, []),
    ],
)
async def test_a_submission_is_answered_by_what_comes_next(
    bot: SocketBot, run: Run, client: AsyncWebClient, ann: Person, answer: JSON | None, titles: list[str]
) -> None:
    await client.views_open(trigger_id=await run(), view=modal("One"))
    async with TaskGroup() as group:
        submission = group.create_task(ann.submits(title="x"))
        await bot.answers(await bot.envelopes.get(), answer)
    assert submission.result() == {"ok": True}
    assert [view["title"]["text"] for view in (await ann.looks("views"))["views"]] == titles


async def test_an_error_on_a_block_that_is_no_input_is_a_failure_and_the_modal_stays(
    bot: SocketBot, run: Run, client: AsyncWebClient, ann: Person
) -> None:
    await client.views_open(trigger_id=await run(), view=modal("One"))
    async with TaskGroup() as group:
        submission = group.create_task(ann.submits(title="x"))
        await bot.answers(await bot.envelopes.get(), {"response_action": "errors", "errors": {"typo": "x"}})
    assert submission.result() == {"ok": False, "error": "invalid_response_action_errors"}
    assert (await ann.top_view())["title"]["text"] == "One"


@pytest.mark.parametrize(
    "answer", [{"response_action": "closs"}, {"response_action": ""}, {"foo": 1}, {"text": "hi"}], ids=str
)
async def test_an_answer_that_slack_does_not_know_is_a_failure_and_the_modal_stays(
    bot: SocketBot, run: Run, client: AsyncWebClient, ann: Person, answer: JSON
) -> None:
    """Only an empty answer closes it: https://docs.slack.dev/surfaces/modals."""
    await client.views_open(trigger_id=await run(), view=modal("One"))
    async with TaskGroup() as group:
        submission = group.create_task(ann.submits(title="x"))
        await bot.answers(await bot.envelopes.get(), answer)
    assert submission.result() == {"ok": False, "error": "invalid_response_action"}
    assert (await ann.top_view())["title"]["text"] == "One"


@pytest.mark.parametrize(
    ("element", "value", "error"),
    [
        ({"min_length": 3}, "ab", "Please use at least 3 characters."),
        ({"max_length": 3}, "abcd", "Please use at most 3 characters."),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
        (
            {"type": "number_input", "is_decimal_allowed": True, "min_value": "2"},
            "1.5",
            "Please enter a number of at least 2.",
        ),
        ({"type": "number_input", "is_decimal_allowed": True}, "many", "Please enter a valid number."),
        ({"type": "email_text_input"}, "ann", "Please enter a valid email address."),
        ({"type": "url_text_input"}, "ann", "Please enter a valid URL."),
    ],
)
async def test_slack_itself_checks_the_fields(
    run: Run, client: AsyncWebClient, ann: Person, element: JSON, value: str, error: str
) -> None:
    """The bot is not asked while a field is plainly wrong."""
    await client.views_open(trigger_id=await run(), view=modal("One", question("field", element=element)))
    assert await ann.submits(field=value) == {"ok": False, "errors": {"field": error}}


@pytest.mark.parametrize("notify", [True, False])
async def test_closing_is_told_only_to_a_bot_that_wants_to_know(
    bot: SocketBot, run: Run, client: AsyncWebClient, ann: Person, *, notify: bool
) -> None:
    await client.views_open(trigger_id=await run(), view=modal("One", notify_on_close=notify))
    view = await ann.top_view()
    async with TaskGroup() as group:
        group.create_task(ann.does("view/close", view_id=view["id"]))
        if notify:
            envelope = await bot.envelopes.get()
            await bot.answers(envelope)
            assert (envelope.payload["type"], envelope.payload["is_cleared"]) == ("view_closed", False)
    assert (await ann.looks("views"))["views"] == []
    assert bot.envelopes.empty()


async def test_nobody_else_can_use_a_modal(
    run: Run, client: AsyncWebClient, ann: Person, ben: Person
) -> None:
    await client.views_open(trigger_id=await run(), view=modal("One"))
    view = await ann.top_view()
    answer = await ben.does("view/submit", view_id=view["id"], state={"values": {}})
    assert answer == {"ok": False, "error": "not_found"}


async def test_a_submission_that_is_not_taken_is_told_once_in_the_modal(
    run: Run, client: AsyncWebClient, bot: SocketBot, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No toast beside it, and what was typed is still there."""
    await client.views_open(trigger_id=await run(), view=modal("Declare"))
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 0.1)
    async with await ann.watches() as watching:
        answer = await ann.submits(title="checkout is failing")
        assert answer == {"ok": False, "error": "operation_timeout"}
        await ann.says(HERE, "a marker")
        frame = await watching.receive_json(timeout=20)
        assert (frame["type"], frame["message"]["text"]) == ("message", "a marker")
    typed = (await ann.top_view())["state"]["values"]["title"]["typed"]["value"]
    assert typed == "checkout is failing"
