"""Fields of modals: where they begin, what they keep, what may be entered, what they bring along."""

from asyncio import TaskGroup
from collections.abc import Awaitable, Callable

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.forms import JSON, modal, plain, question, refused
from tests.playground.people import Person, SocketBot

Run = Callable[..., Awaitable[str]]
HERE = "C0INCIDENTS"
WHERE = {"type": "conversations_select", "action_id": "typed", "default_to_current_conversation": True}


async def test_a_conversation_in_a_form_begins_where_the_person_is_and_can_be_answered_to(
    bot: SocketBot, run: Run, client: AsyncWebClient, session: ClientSession, ann: Person
) -> None:
    """With response_url_enabled a submission brings a URL for the conversation that was chosen."""
    element = WHERE | {"response_url_enabled": True}
    view = modal("Share", question("where", element=element), question("title"))
    opened = await client.views_open(trigger_id=await run(), view=view)
    chosen = {"type": "conversations_select", "selected_conversation": HERE}
    assert opened["view"]["state"]["values"]["where"]["typed"] == chosen
    async with TaskGroup() as group:
        group.create_task(ann.submits(title="x"))
        submission = await bot.envelopes.get()
        await bot.answers(submission)
    assert submission.payload["view"]["state"]["values"]["where"]["typed"] == chosen
    [url] = submission.payload["response_urls"]
    assert {key: url[key] for key in ("block_id", "action_id", "channel_id")} == {
        "block_id": "where",
        "action_id": "typed",
        "channel_id": HERE,
    }
    async with session.post(url["response_url"], json={"text": "Shared"}) as answer:
        assert answer.status == 200
    assert (await ann.reads(HERE))[-1]["text"] == "Shared"


async def test_an_initial_conversation_comes_before_the_current_one(run: Run, client: AsyncWebClient) -> None:
    element = WHERE | {"initial_conversation": "C0GENERAL"}
    opened = await client.views_open(
        trigger_id=await run(), view=modal("Share", question("where", element=element))
    )
    assert opened["view"]["state"] == {"values": {}}


async def test_an_option_that_an_update_took_away_is_no_longer_chosen(
    bot: SocketBot, run: Run, client: AsyncWebClient, ann: Person
) -> None:
    """And what was typed elsewhere stays."""
    major, minor = ({"text": plain(word), "value": word} for word in ("major", "minor"))

    def view(*options: JSON) -> JSON:
        select = question("severity", element={"type": "static_select", "options": list(options)})
        return modal("Declare", select, question("title"), external_id="form")

    await client.views_open(trigger_id=await run(), view=view(major, minor))
    top = await ann.top_view()
    values = {
        "severity": {"typed": {"type": "static_select", "selected_option": minor}},
        "title": {"typed": {"type": "plain_text_input", "value": "half"}},
    }
    async with TaskGroup() as group:
        group.create_task(ann.does("view/submit", view_id=top["id"], state={"values": values}))
        errors = {"response_action": "errors", "errors": {"title": "More, please"}}
        await bot.answers(await bot.envelopes.get(), errors)
    await client.views_update(external_id="form", view=view(major))
    answer = await ann.does("view/submit", view_id=top["id"])
    assert answer == {"ok": False, "errors": {"severity": "Please complete this required field."}}


async def test_no_more_is_chosen_than_the_element_allows(
    run: Run, client: AsyncWebClient, ann: Person
) -> None:
    element = {"type": "multi_users_select", "max_selected_items": 1}
    await client.views_open(trigger_id=await run(), view=modal("One", question("who", element=element)))
    chosen = {"type": "multi_users_select", "selected_users": ["U0ANN", "U0BEN"]}
    top = await ann.top_view()
    answer = await ann.does("view/submit", view_id=top["id"], state={"values": {"who": {"typed": chosen}}})
    assert answer == {"ok": False, "errors": {"who": "Please choose at most 1."}}


async def test_an_external_id_is_taken_once_and_a_view_has_its_size(
    run: Run, client: AsyncWebClient, ben: Person
) -> None:
    await client.views_open(trigger_id=await run(), view=modal("One", external_id="mine"))
    again = client.views_open(trigger_id=await run(), view=modal("Two", external_id="mine"))
    assert await refused(again) == "duplicate_external_id"
    long = {"type": "section", "text": plain("x" * 2_900)}
    large = client.views_update(external_id="mine", view=modal("One", *[long] * 90))
    assert await refused(large) == "view_too_large"
    home = client.views_update(external_id="mine", view={"type": "home", "blocks": []})
    assert await refused(home) == "invalid_arguments"
