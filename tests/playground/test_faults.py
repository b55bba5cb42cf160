"""Faults on demand, and the log of what was called."""

import time

import pytest
from aiohttp import ClientError, ClientSession, WSServerHandshakeError
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.conftest import Clock
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
        assert (await answer.json())["ok"] is True


async def calls(session: ClientSession, url: str, method: str) -> list[JSON]:
    async with session.get(f"{url}/control/calls", params={"method": method}) as answer:
        found: list[JSON] = await answer.json()
        return found


async def faults(session: ClientSession, url: str) -> list[JSON]:
    async with session.get(f"{url}/control/faults") as answer:
        listed: list[JSON] = (await answer.json())["faults"]
        return listed


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


async def test_a_pause_is_asked_for_in_whole_seconds_as_slack_does(session: ClientSession, url: str) -> None:
    await fault(session, url, "ratelimited", method="auth.test", seconds=0.5)
    async with session.post(f"{url}/api/auth.test") as answer:
        assert answer.headers["Retry-After"] == "1"


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


async def test_a_call_can_be_cut_off_before_it_has_any_effect(
    client: AsyncWebClient, session: ClientSession, url: str, ann: Person
) -> None:
    await fault(session, url, "lost", when="before", times=1)
    with pytest.raises(ClientError):
        await client.chat_postMessage(channel=HERE, text="never")
    assert await ann.reads(HERE) == []


@pytest.mark.parametrize("kind", ["down", "error"])
async def test_a_failure_can_hide_that_it_had_its_effect(
    client: AsyncWebClient, session: ClientSession, url: str, ann: Person, kind: str
) -> None:
    await fault(session, url, kind, when="after", times=1)
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=HERE, text="there all the same")
    assert [message["text"] for message in await ann.reads(HERE)] == ["there all the same"]


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_slack_can_be_down_with_a_page_in_place_of_json(
    session: ClientSession, url: str, status: int
) -> None:
    await fault(session, url, "down", method="auth.test", status=status, html=True)
    async with session.post(f"{url}/api/auth.test") as answer:
        assert (answer.status, answer.content_type) == (status, "text/html")
        assert "Server Error" in await answer.text()


async def test_a_fault_can_be_aimed_at_one_kind_of_message(
    client: AsyncWebClient, session: ClientSession, url: str
) -> None:
    """By what is in the arguments, also in those that a form carries as JSON; texts are patterns."""
    about = {"metadata": {"event_payload": {"key": "page:*"}}, "channel": HERE}
    await fault(session, url, "error", where=about, error="fatal_error")

    async def post(key: str, channel: str = HERE) -> None:
        metadata = {"event_type": "effect", "event_payload": {"key": key}}
        await client.chat_postMessage(channel=channel, text="x", metadata=metadata)

    await post("card:1")
    await client.chat_postMessage(channel=HERE, text="no metadata at all")
    await client.conversations_join(channel="C0GENERAL")
    await post("page:1", "C0GENERAL")
    with pytest.raises(SlackApiError, match="fatal_error"):
        await post("page:1")


async def test_a_fault_can_wait_for_the_nth_call(
    client: AsyncWebClient, session: ClientSession, url: str
) -> None:
    await fault(session, url, "error", nth=3, times=1)
    outcomes = []
    for number in range(4):
        try:
            await client.chat_postMessage(channel=HERE, text=str(number))
            outcomes.append("said")
        except SlackApiError:
            outcomes.append("failed")
    assert outcomes == ["said", "said", "failed", "said"]


async def test_faults_are_listed_with_how_often_they_struck_and_one_can_be_taken_away(
    client: AsyncWebClient, session: ClientSession, url: str
) -> None:
    await fault(session, url, "error", times=1)
    await fault(session, url, "error", method="*", error="token_revoked")
    with pytest.raises(SlackApiError, match="internal_error"):
        await client.chat_postMessage(channel=HERE, text="x")
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.auth_test()
    spent, revoked = await faults(session, url)
    assert (spent["set"], spent["struck"]) == (False, 1)
    assert (revoked["set"], revoked["struck"], revoked["error"]) == (True, 1, "token_revoked")
    async with session.delete(f"{url}/control/faults/{revoked['id']}") as answer:
        assert answer.ok
    await client.auth_test()
    assert [one["id"] for one in await faults(session, url)] == [spent["id"]]
    async with session.delete(f"{url}/control/faults/{revoked['id']}") as answer:
        assert answer.status == 404


async def test_a_fault_can_end_by_itself(
    client: AsyncWebClient, session: ClientSession, url: str, clock: Clock
) -> None:
    await fault(session, url, "down", method="*", lasts=30)
    clock.time += 29.5
    with pytest.raises(SlackApiError):
        await client.auth_test()
    [down] = await faults(session, url)
    assert down["ends_in"] == 0.5
    clock.time += 1
    await client.auth_test()
    [down] = await faults(session, url)
    assert (down["set"], down["struck"]) == (False, 1)


async def test_sockets_can_be_refused(session: ClientSession, url: str) -> None:
    await fault(session, url, "error", method="apps.connections.open", error="internal_error")
    client = AsyncWebClient("xapp-playground", base_url=f"{url}/api/", session=session)
    with pytest.raises(SlackApiError, match="internal_error"):
        await client.apps_connections_open(app_token="xapp-playground")
    await session.delete(f"{url}/control/faults")
    await fault(session, url, "down", method="socket")
    address = (await client.apps_connections_open(app_token="xapp-playground"))["url"]
    with pytest.raises(WSServerHandshakeError):
        await session.ws_connect(address)


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"method": "*", "kind": "gremlins"}, "kind: 'gremlins' is not one of"),
        ({"method": "*"}, "'kind' is a required property"),
        ({"kind": "down", "methud": "*"}, "'methud' was unexpected"),
        ({"kind": "down", "method": "chat.postMesage"}, "method: 'chat.postMesage' is neither"),
        ({"kind": "down", "status": 404}, "status: 404 is not one of"),
        ({"kind": "down", "times": 0}, "times: 0 is less than the minimum of 1"),
        ({"kind": "ratelimited", "when": "after"}, "when: ratelimited of * can only strike before"),
        ({"kind": "down", "method": "payloads"}, "kind: what befalls payloads is one of"),
        ({"kind": "duplicate", "method": "chat.update"}, "method: delivered twice are only payloads"),
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused_in_words(
    session: ClientSession, url: str, asked: JSON, complaint: str
) -> None:
    async with session.post(f"{url}/control/faults", json=asked) as answer:
        assert answer.status == 400
        assert complaint in await answer.text()
    assert await faults(session, url) == []
