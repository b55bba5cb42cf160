"""What can befall a payload on its way to the bot, and what can befall the way itself."""

from asyncio import TaskGroup
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ClientError, ClientSession
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from playground.delivery import courier
from tests.playground.people import JSON, Person, SocketBot

HERE = "C0INCIDENTS"


async def fault(session: ClientSession, url: str, kind: str, **more: object) -> None:
    async with session.post(f"{url}/control/faults", json={"kind": kind, **more}) as answer:
        assert answer.ok, await answer.text()


async def test_a_command_can_be_delivered_twice(
    bot: SocketBot, session: ClientSession, url: str, ann: Person
) -> None:
    """The same trigger id comes in two envelopes; only the first answer is shown."""
    await fault(session, url, "duplicate", method="slash_commands", times=1)
    async with TaskGroup() as group:
        said = group.create_task(ann.says(HERE, "/incident"))
        first, second = await bot.envelopes.get(), await bot.envelopes.get()
        await bot.answers(first, {"text": "first"})
        await bot.answers(second, {"text": "second"})
    assert said.result() == {"ok": True}
    assert first.payload == second.payload
    assert first.envelope_id != second.envelope_id
    assert [message["text"] for message in await ann.reads(HERE)] == ["first"]


async def test_a_command_can_get_lost_on_the_way(
    bot: SocketBot, session: ClientSession, url: str, ann: Person
) -> None:
    await fault(session, url, "lost", method="payloads", when="before", times=1)
    assert (await ann.says(HERE, "/incident"))["failed"] == "dispatch_failed"
    assert bot.envelopes.empty()


async def test_the_answer_to_a_command_can_get_lost(
    session: ClientSession,
    url: str,
    ann: Person,
    app: AsyncApp,
    connect: Callable[[AsyncApp], Awaitable[None]],
) -> None:
    """The bot has done its work, and the person is told that it failed."""
    heard: list[JSON] = []

    @app.command("/incident")
    async def take(ack: AsyncAck, command: JSON) -> None:
        heard.append(command)
        await ack("done")

    await connect(app)
    await fault(session, url, "lost", method="slash_commands", where={"text": "lose*"})
    assert (await ann.says(HERE, "/incident lose this"))["failed"] == "operation_timeout"
    assert await ann.says(HERE, "/incident keep this") == {"ok": True}
    assert [command["text"] for command in heard] == ["lose this", "keep this"]


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(0.01, {"ok": True}), (0.1, {"ok": True, "failed": "operation_timeout"})]
)
async def test_an_answer_that_is_too_late_is_none(
    bot: SocketBot,
    session: ClientSession,
    url: str,
    ann: Person,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
    outcome: JSON,
) -> None:
    monkeypatch.setattr(courier, "ACK_SECONDS", 0.05)
    await fault(session, url, "latency", method="slash_commands", when="after", seconds=seconds)
    async with TaskGroup() as group:
        said = group.create_task(ann.says(HERE, "/incident"))
        await bot.answers(await bot.envelopes.get())
    assert said.result() == outcome


async def test_when_slack_is_unreachable_nothing_comes_in_and_nothing_goes_out(
    bot: SocketBot, client: AsyncWebClient, session: ClientSession, url: str, ann: Person
) -> None:
    """The open socket is cut as well; when the fault is over the bot comes back by itself."""
    await fault(session, url, "unreachable")
    with pytest.raises(ClientError):
        await client.auth_test()
    assert (await ann.says(HERE, "/incident"))["failed"] == "dispatch_failed"
    await session.delete(f"{url}/control/faults")
    while (await bot.frames.get())["type"] != "hello":
        pass
    await client.auth_test()
