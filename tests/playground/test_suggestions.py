"""External selects: the bot offers options for what somebody typed; by HTTP: test_signed_http.py."""

from asyncio import TaskGroup

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.people import JSON, Person, SocketBot

HERE = "C0INCIDENTS"
SELECT = {"type": "external_select", "action_id": "monitor", "min_query_length": 2}
BLOCKS = [{"type": "actions", "block_id": "which", "elements": [SELECT]}]
SEARCH = {"type": "option", "text": {"type": "plain_text", "text": "Search"}, "value": "search"}
OFFER = {"options": [{key: SEARCH[key] for key in ("text", "value")}]}
GROUPED = {"option_groups": [{"label": {"type": "plain_text", "text": "Shop"}, **OFFER}]}


async def asks(bot: SocketBot, person: Person, answer: JSON | None, **where: str) -> tuple[JSON, JSON]:
    """Return what the person was offered, and the payload that the bot got."""
    async with TaskGroup() as group:
        ask = group.create_task(
            person.does("options", block_id="which", action_id="monitor", value="se", **where)
        )
        envelope = await bot.envelopes.get()
        assert envelope.accepts_response_payload
        await bot.answers(envelope, answer)
    return ask.result(), envelope.payload


@pytest.fixture
async def ts(client: AsyncWebClient) -> str:
    await client.conversations_join(channel=HERE)
    return str((await client.chat_postMessage(channel=HERE, text="x", blocks=BLOCKS))["ts"])


@pytest.mark.parametrize("answer", [OFFER, GROUPED, {"options": []}])
async def test_a_search_in_a_message_is_answered_by_the_bot(
    bot: SocketBot, ts: str, ann: Person, answer: JSON
) -> None:
    """The shape: https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload."""
    offered, payload = await asks(bot, ann, answer, channel=HERE, ts=ts)
    assert offered == {"ok": True, **answer}
    told = {key: payload[key] for key in ("type", "block_id", "action_id", "value", "channel")}
    assert told == {
        "type": "block_suggestion",
        "block_id": "which",
        "action_id": "monitor",
        "value": "se",
        "channel": {"id": HERE, "name": "incidents"},
    }
    assert payload["container"]["message_ts"] == ts
    assert payload["message"]["ts"] == ts
    assert (payload["user"]["id"], payload["team"]["id"]) == ("U0ANN", "T0DEMO")


async def test_a_search_in_a_modal_brings_the_view_and_what_is_chosen_travels_whole(
    bot: SocketBot, client: AsyncWebClient, ann: Person
) -> None:
    async with TaskGroup() as group:
        group.create_task(ann.says(HERE, "/incident declare"))
        command = await bot.envelopes.get()
        await bot.answers(command)
    entry = {"type": "input", "block_id": "which", "label": {"type": "plain_text", "text": "Monitor"}}
    title = {"type": "plain_text", "text": "Declare"}
    view = {"type": "modal", "title": title, "submit": title, "blocks": [entry | {"element": SELECT}]}
    opened = await client.views_open(trigger_id=command.payload["trigger_id"], view=view)
    offered, payload = await asks(bot, ann, OFFER, view_id=opened["view"]["id"])
    assert payload["view"]["id"] == payload["container"]["view_id"] == opened["view"]["id"]
    chosen = {"type": "external_select", "selected_option": offered["options"][0]}
    async with TaskGroup() as group:
        state = {"values": {"which": {"monitor": chosen}}}
        group.create_task(ann.does("view/submit", view_id=opened["view"]["id"], state=state))
        submission = await bot.envelopes.get()
        await bot.answers(submission)
    assert submission.payload["view"]["state"]["values"]["which"]["monitor"] == chosen


@pytest.mark.parametrize(
    "answer",
    [None, {"options": [{"text": "Search"}]}, {**OFFER, **GROUPED}, {"options": OFFER["options"] * 101}],
)
async def test_an_answer_that_is_no_list_of_options_is_refused(
    bot: SocketBot, ts: str, ann: Person, answer: JSON | None
) -> None:
    offered, _ = await asks(bot, ann, answer, channel=HERE, ts=ts)
    assert offered == {"ok": False, "error": "invalid_options"}


async def test_nobody_answers_when_no_bot_is_there(ts: str, ann: Person) -> None:
    where = {"channel": HERE, "ts": ts, "block_id": "which", "value": "se"}
    assert (await ann.does("options", action_id="monitor", **where))["error"] == "dispatch_failed"
    assert (await ann.does("options", action_id="other", **where))["error"] == "action_not_found"
