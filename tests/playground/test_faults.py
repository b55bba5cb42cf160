"""Faults on demand, and the log of what was called."""

import time

import pytest
from aiohttp import ClientError, ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.people import JSON, Person

HERE = "C0INCIDENTS"


@pytest.fixture(autouse=True)
async def joined(client: AsyncWebClient) -> None:
    await client.conversations_join(channel=HERE)


async def fault(
    session: ClientSession, url: str, kind: str, method: str = "chat.postMessage", **more: object
) -> None:
    body = {"method": method, "kind": kind, **more}
    async with session.post(f"{url}/control/faults", json=body) as answer:
        assert (await answer.json()) == {"ok": True}


async def calls(session: ClientSession, url: str, method: str) -> list[JSON]:
    async with session.get(f"{url}/control/calls", params={"method": method}) as answer:
        found: list[JSON] = await answer.json()
        return found


async def test_a_rate_limit_says_when_to_come_back(
    client: AsyncWebClient, session: ClientSession, url: str, ann: Person
) -> None:
    await fault(session, url, "ratelimited", times=1, seconds=0)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    await client.chat_postMessage(channel=HERE, text="x")
    assert [call["status"] for call in await calls(session, url, "chat.postMessage")] == [429, 200]
    assert len(await ann.reads(HERE)) == 1
    await fault(session, url, "ratelimited", times=1, seconds=7)
    client.retry_handlers.clear()
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=HERE, text="x")
    assert (refused.value.response["error"], refused.value.response.headers["Retry-After"]) == (
        "ratelimited",
        "7",
    )


async def test_when_slack_is_down_nothing_happens_until_the_fault_is_cleared(
    client: AsyncWebClient, session: ClientSession, url: str, ann: Person
) -> None:
    await fault(session, url, "down", method="*")
    for _ in range(2):
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel=HERE, text="x")
        assert refused.value.response.status_code == 503
    assert await ann.reads(HERE) == []
    async with session.delete(f"{url}/control/faults"):
        await client.chat_postMessage(channel=HERE, text="x")
    assert len(await ann.reads(HERE)) == 1


async def test_a_lost_answer_had_its_effect(
    client: AsyncWebClient, session: ClientSession, url: str, ann: Person
) -> None:
    await fault(session, url, "lost", times=1)
    with pytest.raises(ClientError):
        await client.chat_postMessage(channel=HERE, text="once")
    assert [message["text"] for message in await ann.reads(HERE)] == ["once"]
    [call] = await calls(session, url, "chat.postMessage")
    assert (call["status"], call["args"]["text"]) == (0, "once")


async def test_an_answer_can_be_slow(client: AsyncWebClient, session: ClientSession, url: str) -> None:
    await fault(session, url, "latency", seconds=0.05, times=1)
    started = time.monotonic()
    await client.chat_postMessage(channel=HERE, text="x")
    assert time.monotonic() - started >= 0.05


async def test_any_error_can_be_asked_for_and_is_counted(
    client: AsyncWebClient, session: ClientSession, url: str
) -> None:
    await fault(session, url, "error", times=2, error="is_archived")
    for _ in range(2):
        with pytest.raises(SlackApiError, match="is_archived"):
            await client.chat_postMessage(channel=HERE, text="x")
    await client.chat_postMessage(channel=HERE, text="x")
    errors = [call["error"] for call in await calls(session, url, "chat.postMessage")]
    assert errors == ["is_archived", "is_archived", None]


async def test_the_log_shows_no_token(client: AsyncWebClient, session: ClientSession, url: str) -> None:
    async with session.post(f"{url}/api/auth.test", data={"token": "xoxb-playground"}):
        pass
    assert [call["args"] for call in await calls(session, url, "auth.test")] == [{}]


async def test_an_unknown_fault_is_a_mistake_of_the_test(session: ClientSession, url: str) -> None:
    async with session.post(f"{url}/control/faults", json={"method": "*", "kind": "gremlins"}) as answer:
        assert answer.status == 400
