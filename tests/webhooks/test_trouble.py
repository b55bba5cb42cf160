"""What befalls a message on its way: receivers that hang, change, ask for patience, and operators who act meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.webhook_sending import asked_pause
from tests.webhooks.conftest import Post, Receiver

NOON = datetime(2026, 4, 4, 12, tzinfo=UTC)


@asynccontextmanager
async def on_its_way(post: Post, receiver: Receiver) -> AsyncIterator[None]:
    """Do something while the receiver has the next message and has not answered yet."""
    receiver.thinks, before = asyncio.Event(), len(receiver.heard)
    sending = asyncio.create_task(post.delivers())
    async with asyncio.timeout(10):
        while len(receiver.heard) == before:  # noqa: ASYNC110 - the other side of a socket gives no event
            await asyncio.sleep(0.01)
    yield
    receiver.thinks.set()
    receiver.thinks = None
    await sending


async def test_no_answer_in_time_is_a_failure_and_tried_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log of messages says so."""
    monkeypatch.setattr("bot.webhook_sending.WITHIN", 0.1)
    receiver = await post.receiver()
    webhook = await post.webhooks.create(receiver.url, [], "")
    await post.declare()
    receiver.thinks = asyncio.Event()
    async with asyncio.timeout(8):
        await post.delivers()
    receiver.thinks.set()

    [message] = await post.webhooks.messages(webhook.id, 10, None)

    assert (message.state, message.attempts, message.status) == ("pending", 1, None)
    assert message.error == "no answer within 0.1 s"


async def test_an_answer_that_never_ends_is_taken_by_its_status(post: Post) -> None:
    """Its body is not waited for, nor kept."""
    receiver, over = await post.receiver(), asyncio.Event()

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"x" * 100_000)
        await over.wait()
        return response

    webhook = await post.webhooks.create(await post.listens(endless), [], "")
    await post.declare()
    async with asyncio.timeout(5):
        await post.delivers()
    over.set()

    [message] = await post.webhooks.messages(webhook.id, 10, None)

    assert (message.state, message.status, receiver.heard) == ("delivered", 200, [])


async def test_nobody_there_is_a_failure_with_its_reason(post: Post) -> None:
    """As the system words it."""
    webhook = await post.webhooks.create("http://127.0.0.1:1/hook", [], "")
    await post.declare()
    await post.delivers()

    [message] = await post.webhooks.messages(webhook.id, 10, None)

    assert "127.0.0.1" in str(message.error)


async def test_a_secret_rotated_while_a_message_is_on_its_way_stays_when_that_is_answered_410(
    post: Post,
) -> None:
    """Switching it off changes nothing else."""
    receiver = await post.receiver()
    webhook = await post.webhooks.create(receiver.url, [], "")
    await post.declare()
    receiver.answers = [web.Response(status=410)]
    async with on_its_way(post, receiver):
        post.webhooks.random_bytes = b"second".ljust
        rotated = await post.webhooks.rotate(webhook.id)
    after = await post.webhooks.get(webhook.id)

    assert after.secret == rotated.secret != webhook.secret
    assert after.disabled_because == "it answered 410 Gone"


async def test_a_new_address_is_not_switched_off_by_the_410_of_the_former(post: Post) -> None:
    """The message goes to the new one, at once."""
    former, new = await post.receiver(), await post.receiver()
    webhook = await post.webhooks.create(former.url, [], "")
    await post.declare()
    former.answers = [web.Response(status=410)]
    async with on_its_way(post, former):
        await post.webhooks.change(webhook.id, {"url": new.url})
    post.world.pass_by(seconds=6)
    await post.delivers()

    assert (await post.webhooks.get(webhook.id)).disabled_at is None
    assert new.ids == former.ids


async def test_what_is_replayed_while_a_later_message_fails_is_not_held_up_by_its_pause(post: Post) -> None:
    """The row waits for what is next now, and not for what was next before the try."""
    receiver = await post.receiver()
    webhook = await post.webhooks.create(receiver.url, [], "")
    await post.declare("first")
    await post.delivers()
    await post.declare("second")
    receiver.answers = [web.Response(status=500)]
    async with on_its_way(post, receiver):
        await post.webhooks.replay(webhook.id, receiver.ids[0])
    await post.delivers()

    first, second, again = receiver.ids
    assert (first == again, first != second) == (True, True)


async def test_something_new_does_not_cut_short_the_pause_of_what_failed(post: Post) -> None:
    """Nor overtakes it."""
    receiver = await post.receiver()
    await post.webhooks.create(receiver.url, [], "")
    receiver.answers = [web.Response(status=500)]
    await post.declare("first")
    await post.delivers()
    await post.declare("second")
    await post.delivers()

    assert len(receiver.heard) == 1


@pytest.mark.parametrize("changes", [{"enabled": True}, {"url": ""}], ids=["switched on", "new address"])
async def test_what_may_be_mended_is_tried_at_once(post: Post, changes: dict[str, object]) -> None:
    """Nobody waits for the next day who has just mended the receiver."""
    receiver = await post.receiver()
    webhook = await post.webhooks.create("http://127.0.0.1:1/hook", [], "")
    await post.declare()
    await post.delivers()
    if "url" not in changes:
        await post.webhooks.change(webhook.id, {"enabled": False})
        await post.delivers()
        webhook = await post.webhooks.change(webhook.id, {"url": receiver.url})
        await post.delivers()
        assert receiver.heard == []

    await post.webhooks.change(webhook.id, changes | ({"url": receiver.url} if "url" in changes else {}))
    await post.delivers()

    assert len(receiver.heard) == 1


async def test_a_deletion_while_a_message_is_on_its_way_leaves_nothing_behind(post: Post) -> None:
    """Whatever is answered then."""
    receiver = await post.receiver()
    webhook = await post.webhooks.create(receiver.url, [], "")
    await post.declare()
    receiver.answers = [web.Response(status=500)]
    async with on_its_way(post, receiver):
        await post.webhooks.delete(webhook.id)
    await post.delivers()

    owed = "SELECT key FROM outbox WHERE lane = 'webhook' AND state <> 'done'"
    assert await post.store.read(lambda tx: tx.all(owed)) == []
    assert await post.store.read(lambda tx: tx.all("SELECT id FROM webhook_deliveries")) == []


async def test_each_pause_is_longer_by_chance_and_never_shorter(post: Post) -> None:
    """By up to a tenth, so that the 75 hours stand."""
    receiver = await post.receiver()
    webhook = await post.webhooks.create(receiver.url, [], "")
    post.sender.chance = lambda: 1.0
    receiver.answers = [web.Response(status=500)]
    await post.declare()
    await post.delivers()

    [message] = await post.webhooks.messages(webhook.id, 10, None)

    assert message.due_at == post.world.time + timedelta(seconds=5.5)


@pytest.mark.parametrize(
    ("words", "pause"),
    [
        (None, timedelta()),
        ("120", timedelta(minutes=2)),
        ("0", timedelta()),
        ("99999999999999", timedelta(days=1)),
        ("Sat, 04 Apr 2026 13:00:00 GMT", timedelta(hours=1)),
        ("Fri, 03 Apr 2026 13:00:00 GMT", timedelta()),
        ("Sat, 04 Apr 2099 13:00:00 GMT", timedelta(days=1)),
        ("Sat, 04 Apr 2026 13:00:00 -0000", timedelta()),
        ("soon", timedelta()),
        ("-5", timedelta()),
        ("²", timedelta()),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_a_day_at_most(words: str | None, pause: timedelta) -> None:
    """What is neither asks for nothing."""
    assert asked_pause(words, NOON) == pause


async def test_a_receivers_cookie_is_not_brought_back_to_anybody(post: Post) -> None:
    """Webhooks on the same host may belong to different people."""
    receiver = await post.receiver()
    await post.webhooks.create(receiver.url, [], "")
    receiver.answers = [web.Response(headers={"Set-Cookie": "who=you; Path=/"})]
    await post.declare()
    await post.declare()
    await post.delivers()

    assert len(receiver.heard) == 2
    assert not [headers for headers, _ in receiver.heard if "Cookie" in headers]
