"""Messages for later: listed, taken back, and posted when they are due."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.conftest import Clock
from tests.playground.granted import refusal
from tests.playground.people import Person

HERE = "C0INCIDENTS"
METADATA = {"event_type": "card", "event_payload": {"id": 7}}


@pytest.fixture(autouse=True)
async def joined(client: AsyncWebClient) -> None:
    await client.conversations_join(channel=HERE)


async def scheduled(
    client: AsyncWebClient, clock: Clock, after: float, text: str = "later", **more: Any
) -> str:
    at = int(clock.time + after)
    answer = await client.chat_scheduleMessage(channel=HERE, post_at=at, text=text, **more)
    return str(answer["scheduled_message_id"])


async def test_a_message_is_posted_when_it_is_due_and_not_before(
    client: AsyncWebClient, clock: Clock, ann: Person
) -> None:
    async with await ann.watches() as page:
        await scheduled(client, clock, 120, "second")
        await scheduled(client, clock, 90, "first")
        await scheduled(client, clock, 3600, "much later")
        assert await ann.reads(HERE) == []
        clock.time += 121
        pushed = [(await page.receive_json())["message"]["text"] for _ in range(2)]
    assert pushed == ["first", "second"]
    left = (await client.chat_scheduledMessages_list())["scheduled_messages"]
    assert [one["text"] for one in left] == ["much later"]


async def test_what_is_scheduled_is_listed_in_order_and_can_be_taken_back(
    client: AsyncWebClient, clock: Clock
) -> None:
    ids = [await scheduled(client, clock, 600 - number * 100, str(number)) for number in range(3)]
    first = await client.chat_scheduledMessages_list(channel=HERE, limit=2)
    assert [one["id"] for one in first["scheduled_messages"]] == [ids[2], ids[1]]
    rest = await client.chat_scheduledMessages_list(cursor=first["response_metadata"]["next_cursor"])
    assert [one["id"] for one in rest["scheduled_messages"]] == [ids[0]]
    await client.chat_deleteScheduledMessage(channel=HERE, scheduled_message_id=ids[0])
    late = client.chat_scheduledMessages_list(oldest=str(int(clock.time) + 550))
    assert (await late)["scheduled_messages"] == []
    gone = client.chat_deleteScheduledMessage(channel=HERE, scheduled_message_id=ids[0])
    assert await refusal(gone) == "invalid_scheduled_message_id"
    clock.time += 350
    too_late = client.chat_deleteScheduledMessage(channel=HERE, scheduled_message_id=ids[2])
    assert await refusal(too_late) == "invalid_scheduled_message_id"
    assert await refusal(client.chat_scheduledMessages_list(channel="C0NONE")) == "invalid_channel"


@pytest.mark.parametrize(
    ("after", "error"), [(0, "time_in_past"), (121 * 86_400, "time_too_far"), ("soon", "invalid_time")]
)
async def test_a_time_must_lie_within_a_hundred_and_twenty_days(
    client: AsyncWebClient, clock: Clock, after: int | str, error: str
) -> None:
    at = after if isinstance(after, str) else int(clock.time) + after
    assert await refusal(client.chat_scheduleMessage(channel=HERE, post_at=at, text="x")) == error


async def test_no_more_than_thirty_are_due_within_five_minutes(client: AsyncWebClient, clock: Clock) -> None:
    for number in range(30):
        await scheduled(client, clock, 600 + number)
    crowded = client.chat_scheduleMessage(channel=HERE, post_at=int(clock.time) + 700, text="x")
    assert await refusal(crowded) == "restricted_too_many"
    await scheduled(client, clock, 1200)


async def test_a_scheduled_message_with_metadata_is_never_posted(
    client: AsyncWebClient, clock: Clock, ann: Person
) -> None:
    """A fault of Slack's that its page owns up to."""
    async with await ann.watches() as page:
        await scheduled(client, clock, 60, "lost", metadata=METADATA)
        await scheduled(client, clock, 61, "told")
        clock.time += 62
        assert (await page.receive_json())["message"]["text"] == "told"
    assert [message["text"] for message in await ann.reads(HERE)] == ["told"]
