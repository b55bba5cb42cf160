"""Slack's own pace: so many calls of a method a minute, and about one message a second a channel."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from playground.web_api.documented import documented
from playground.web_api.rate_limits import BURST, HUNDREDS, POSTS, RateLimits
from tests.playground.conftest import Clock

POSTING = "chat.postMessage"


@pytest.fixture
def limits(clock: Clock) -> RateLimits:
    return RateLimits(documented(), clock)


def taken(limits: RateLimits, method: str, calls: int, channel: str = "") -> list[int]:
    return [limits.take(method, channel) for _ in range(calls)]


@pytest.mark.parametrize(
    ("method", "a_minute"),
    [
        ("conversations.listConnectInvites", 1),
        ("conversations.create", 20),
        ("chat.update", 50),
        ("chat.postEphemeral", 100),
        ("auth.test", HUNDREDS),
        ("chat.getPermalink", HUNDREDS),
    ],
)
def test_a_method_may_be_called_as_often_a_minute_as_its_tier_says(
    limits: RateLimits, clock: Clock, method: str, a_minute: int
) -> None:
    assert taken(limits, method, a_minute) == [0] * a_minute
    clock.time += 20.5
    assert limits.take(method) == 40, "whole seconds, rounded up"
    assert limits.take("users.info") == 0, "only this method is closed"
    clock.time += 39.5
    assert limits.take(method) == 0


def test_a_channel_takes_a_burst_and_then_one_message_a_second(limits: RateLimits, clock: Clock) -> None:
    assert taken(limits, POSTING, BURST, "C0A") == [0] * BURST
    assert taken(limits, POSTING, 2, "C0A") == [1, 1]
    assert limits.take(POSTING, "C0B") == 0, "another channel is open"
    for _ in range(5):
        clock.time += 1
        assert taken(limits, POSTING, 2, "C0A") == [0, 1]
    clock.time += BURST
    assert taken(limits, POSTING, BURST, "C0A") == [0] * BURST, "a rested channel takes a burst again"


def test_the_whole_workspace_takes_several_hundred_messages_a_minute(limits: RateLimits) -> None:
    for number in range(POSTS):
        assert limits.take(POSTING, f"C{number}") == 0
    assert limits.take(POSTING, "C0NEW") == 60


def test_a_clock_factor_makes_the_minute_shorter_and_no_pause_a_fraction(clock: Clock) -> None:
    limits = RateLimits(documented(), clock, clock_factor=600)
    assert taken(limits, "chat.update", 51) == [0] * 50 + [1]
    clock.time += 0.1
    assert limits.take("chat.update") == 0


async def test_the_answer_to_one_call_too_many_is_429(
    client: AsyncWebClient, session: ClientSession, url: str
) -> None:
    """Only what is asked of that method in that workspace is refused; refused calls stand in the log."""
    for _ in range(20):
        await client.users_list()
    with pytest.raises(SlackApiError) as refused:
        await client.users_list()
    assert refused.value.response.status_code == 429
    assert refused.value.response.data == {"ok": False, "error": "ratelimited"}
    assert refused.value.response.headers["Retry-After"] == "60"
    assert (await client.users_info(user="U0ANN"))["ok"]
    async with session.get(f"{url}/control/calls", params={"method": "users.list"}) as answer:
        assert [(call["status"], call["error"]) for call in (await answer.json())[-2:]] == [
            (200, None),
            (429, "ratelimited"),
        ]


async def test_a_channel_is_the_same_by_its_name_its_id_and_its_persons_id(client: AsyncWebClient) -> None:
    await client.conversations_join(channel="C0GENERAL")
    await client.conversations_open(users="U0ANN")
    for number in range(BURST):
        await client.chat_postMessage(channel="general" if number % 2 else "C0GENERAL", text="x")
        await client.chat_postMessage(channel="U0ANN" if number % 2 else "D0ANN", text="x")
    for channel in ("#general", "C0GENERAL", "U0ANN", "D0ANN"):
        with pytest.raises(SlackApiError, match="ratelimited"):
            await client.chat_postMessage(channel=channel, text="x")


@pytest.fixture
async def hasty(manifest: Path, session: ClientSession) -> AsyncIterator[AsyncWebClient]:
    """The client of a playground whose minute lasts a tenth of a second."""
    async with Playground(manifest, clock_factor=600).serve() as url:
        yield AsyncWebClient("xoxb-playground", base_url=f"{url}/api/", session=session, retry_handlers=[])


async def test_the_sdks_own_handler_understands_when_to_come_back(hasty: AsyncWebClient) -> None:
    hasty.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    for _ in range(21):
        assert (await hasty.users_list())["ok"]
