"""What a receiver hears: signed, in order, again and again until it has it, and never twice under another id."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from standardwebhooks.webhooks import WebhookVerificationError

from bot.caller import Caller
from bot.remembering import name_of, remember
from bot.webhook_sending import PAUSES
from bot.webhooks import event_names
from incidents.errors import Invalid
from incidents.model import EventKind, TimelineEvent
from tests.api.conftest import ANN
from tests.documents import ROOT
from tests.webhooks.conftest import Post


@pytest.fixture(autouse=True)
def _now(post: Post) -> None:
    """The published receiver refuses what is older than five minutes by the real clock."""
    post.world.time = datetime.now(UTC)


async def test_a_receiver_verifies_what_it_hears_with_the_published_package(post: Post) -> None:
    """The incident and the event as the API shows them; another secret does not verify."""
    receiver = await post.receiver()
    webhook = await post.webhooks.create(receiver.url, [], "")
    await post.declare()
    await post.delivers()

    [message] = receiver.verified(webhook.secret)

    assert message["type"] == "incident.declared"
    assert message["data"]["incident"]["title"] == "checkout is failing"
    assert message["data"]["event"]["actor"]["name"] == "ann.demo"
    with pytest.raises(WebhookVerificationError):
        receiver.verified("whsec_" + "QUJD" * 8)


async def test_during_rotation_the_old_and_the_new_secret_both_verify(post: Post) -> None:
    """For a day; after that only the new one."""
    receiver = await post.receiver()
    post.webhooks.random_bytes = b"first".ljust
    old = (await post.webhooks.create(receiver.url, [], "")).secret
    [webhook] = await post.webhooks.listed()
    post.webhooks.random_bytes = b"second".ljust
    new = (await post.webhooks.rotate(webhook.id)).secret
    await post.declare()
    await post.delivers()
    assert receiver.verified(old) == receiver.verified(new)

    receiver.heard.clear()
    post.world.pass_by(hours=25)
    await post.declare()
    await post.delivers()
    signatures = receiver.heard[0][0]["webhook-signature"].split()
    assert (old != new, len(signatures)) == (True, 1)


async def test_messages_go_in_order_and_one_that_fails_holds_up_those_behind_it(post: Post) -> None:
    """It comes again under the same id, five seconds later; then the others."""
    receiver = await post.receiver()
    webhook = await post.webhooks.create(receiver.url, [], "")
    receiver.answers = [web.Response(status=500)]
    name = await post.declare()
    await post.service.acknowledge(name, Caller(ANN))
    await post.service.resolve(name, Caller(ANN))
    await post.delivers()
    assert len(receiver.heard) == 1

    post.world.pass_by(seconds=6)
    await post.delivers()

    assert [json.loads(body)["type"] for _, body in receiver.heard] == [
        *["incident.declared", "incident.declared", "incident.acknowledged", "incident.resolved"],
    ]
    assert receiver.ids[0] == receiver.ids[1]
    assert len(set(receiver.ids)) == 3
    assert [message.state for message in await post.webhooks.messages(webhook.id, 10, None)] == [
        "delivered"
    ] * 3


async def test_it_is_tried_ten_times_over_seventy_five_hours_and_then_given_up(post: Post) -> None:
    """The next message has its turn then, and a replay sends it once more."""
    receiver = await post.receiver()
    webhook = await post.webhooks.create(receiver.url, [], "")
    receiver.answers = [web.Response(status=503) for _ in range(10)]
    await post.declare("first")
    began = post.world.time
    for pause in PAUSES[1:]:
        await post.delivers()
        post.world.pass_by(seconds=pause.total_seconds() + 1)
    await post.delivers()
    lasted = post.world.time - began
    [message] = await post.webhooks.messages(webhook.id, 10, None)

    assert len(receiver.heard) == 10
    assert lasted >= timedelta(hours=75)
    assert (message.state, message.attempts, message.status) == ("failed", 10, 503)
    await post.declare("second")
    await post.delivers()
    assert json.loads(receiver.heard[-1][1])["data"]["incident"]["title"] == "second"
    assert await post.webhooks.replay_failed(webhook.id, began) == 1
    await post.delivers()
    assert receiver.ids[-1] == message.id


async def test_what_the_receiver_asks_for_is_waited_for(post: Post) -> None:
    """Retry-After, when it is longer than our own pause."""
    receiver = await post.receiver()
    webhook = await post.webhooks.create(receiver.url, [], "")
    receiver.answers = [web.Response(status=429, headers={"Retry-After": "3600"})]
    await post.declare()
    await post.delivers()

    [message] = await post.webhooks.messages(webhook.id, 10, None)

    assert message.due_at == post.world.time + timedelta(hours=1)


async def test_410_switches_it_off_and_what_waits_is_sent_when_it_is_on_again(post: Post) -> None:
    """The reason is kept."""
    receiver = await post.receiver()
    webhook = await post.webhooks.create(receiver.url, [], "")
    receiver.answers = [web.Response(status=410)]
    await post.declare()
    await post.delivers()
    await post.declare()
    await post.delivers()
    off = await post.webhooks.get(webhook.id)
    assert (off.disabled_because, len(receiver.heard)) == ("it answered 410 Gone", 1)

    post.world.pass_by(minutes=1)
    await post.webhooks.change(webhook.id, {"enabled": True})
    await post.delivers()

    assert len(receiver.heard) == 2


async def test_a_redirect_is_not_followed(post: Post) -> None:
    """It counts as a failure, which says what to do."""
    other, receiver = await post.receiver(), await post.receiver()
    webhook = await post.webhooks.create(receiver.url, [], "")
    receiver.answers = [web.Response(status=302, headers={"Location": other.url})]
    await post.declare()
    await post.delivers()

    [message] = await post.webhooks.messages(webhook.id, 10, None)

    assert other.heard == []
    assert (message.state, message.status) == ("pending", 302)
    assert "redirects" in str(message.error)


async def test_a_slow_receiver_delays_only_itself(post: Post) -> None:
    """The other one has heard everything while the slow one still thinks."""
    slow, quick = await post.receiver(), await post.receiver()
    slow.thinks = asyncio.Event()
    await post.webhooks.create(slow.url, [], "slow")
    await post.webhooks.create(quick.url, [], "quick")
    for _ in range(3):
        await post.declare()
    sending = asyncio.create_task(post.delivers())
    async with asyncio.timeout(10):
        while len(quick.heard) < 3:
            await post.delivery._begin_what_is_due()
            await asyncio.sleep(0.01)
    assert len(slow.heard) == 1
    slow.thinks.set()
    await sending
    await post.delivers()
    assert len(slow.heard) == 3


async def test_a_webhook_hears_only_what_it_wants(post: Post) -> None:
    """And one that is deleted hears nothing more."""
    receiver = await post.receiver()
    webhook = await post.webhooks.create(receiver.url, ["incident.resolved"], "")
    name = await post.declare()
    await post.service.resolve(name, Caller(ANN))
    await post.delivers()
    assert [json.loads(body)["type"] for _, body in receiver.heard] == ["incident.resolved"]

    await post.declare()
    await post.webhooks.delete(webhook.id)
    await post.delivers()
    assert len(receiver.heard) == 1


async def test_a_message_shows_what_was_so_when_it_happened(post: Post) -> None:
    """It is rendered then, and not when it is sent."""
    receiver = await post.receiver()
    await post.webhooks.create(receiver.url, [], "")
    name = await post.declare()
    await post.service.resolve(name, Caller(ANN))
    await post.delivers()

    assert [json.loads(body)["data"]["incident"]["status"] for _, body in receiver.heard] == [
        *["investigating", "resolved", "resolved"],  # whoever resolves in Slack acknowledges with it
    ]


def test_there_is_an_event_for_each_kind_of_timeline_event() -> None:
    """Named after it, so that a new kind has one without a table."""
    assert event_names() == [name_of(kind) for kind in EventKind]


@pytest.mark.parametrize("kind", EventKind)
async def test_whatever_happens_is_told(post: Post, kind: EventKind) -> None:
    """Each kind of timeline event, those of the clock's reminders included."""
    receiver = await post.receiver()
    incident = await post.service.find(await post.declare())
    webhook = await post.webhooks.create(receiver.url, [name_of(kind)], "")
    event = TimelineEvent(kind, ANN, post.world.now(), "what was said", {"step": 1})
    [recorded] = await post.store.run(lambda tx: remember(tx, incident, [event]))
    await post.delivers()

    [message] = receiver.verified(webhook.secret)
    told = message["data"]["event"]
    assert (message["type"], told["kind"]) == (f"incident.{kind}", kind)
    assert (told["id"], told["text"], told["details"]) == (
        f"evt_{recorded.id}",
        "what was said",
        {"step": 1},
    )


async def test_a_deletion_is_told_and_nothing_of_what_was_deleted(post: Post) -> None:
    """What still waited about the incident is not sent any more; who, when and which number is."""
    receiver = await post.receiver()
    webhook = await post.webhooks.create(receiver.url, [], "")
    incident = await post.service.find(await post.declare())
    await post.service.delete("INC-1", Caller(ANN))
    await post.delivers()

    [message] = receiver.verified(webhook.secret)
    assert message["type"] == "incident.deleted"
    assert message["data"]["incident"] == {
        "id": f"inc_{incident.id}",
        "reference": "INC-1",
        "number": 1,
    }
    assert message["data"]["event"]["actor"]["name"] == "ann.demo"
    assert "checkout" not in receiver.heard[0][1]


@pytest.mark.parametrize(
    ("url", "events", "field"),
    [
        ("ftp://example.com", [], "url"),
        ("https://", [], "url"),
        ("https://x:99999/", [], "url"),
        ("https://x:port/", [], "url"),
        ("https://example.com/\n", [], "url"),
        ("https://me:secret@example.com", [], "url"),
        ("https://example.com", ["incident.exploded"], "events"),
    ],
)
async def test_what_cannot_be_sent_to_is_refused(post: Post, url: str, events: list[str], field: str) -> None:
    """By field, in words."""
    with pytest.raises(Invalid) as refused:
        await post.webhooks.create(url, events, "")
    assert refused.value.field == field


def test_nothing_comes_onto_a_timeline_without_the_webhooks_hearing_of_it() -> None:
    """There is one way, and one module that goes it."""
    callers = [path for path in (ROOT / "bot").rglob("*.py") if "timeline.append(" in path.read_text()]

    assert [path.name for path in callers] == ["remembering.py"]
