"""The rows of webhooks and of what is sent to them, on every engine."""

from dataclasses import replace
from functools import partial

import pytest

from storage import Store, Transaction, webhooks
from storage.webhooks import Message, Webhook
from tests.storage.examples import MINUTE, NOON, StillWorld

HOOK = Webhook("whk_1", "https://example.com/hook", "ours", ("incident.declared",), "whsec_QQ==", NOON)
OFF = Webhook(
    id="whk_2",
    url="https://example.com/other",
    description="",
    events=(),
    secret="whsec_Qg==",
    created_at=NOON,
    former_secret="whsec_QQ==",
    former_until=NOON + MINUTE,
    disabled_at=NOON,
    disabled_because="it answered 410 Gone",
)


@pytest.fixture
async def _both(store: Store) -> None:
    """One that is sent to and one that is not."""

    def unit(tx: Transaction) -> None:
        webhooks.insert(tx, HOOK)
        webhooks.insert(tx, replace(OFF, disabled_at=None))
        webhooks.save(tx, OFF)

    await store.run(unit)


async def told(store: Store, *bodies: str, incident_id: str | None = None) -> list[Message]:
    """Put messages to the first, and list all of its, oldest first."""
    for body in bodies:
        put = partial(webhooks.put, webhooks=[HOOK], event="incident.declared", body=body)
        await store.run(partial(put, incident_id=incident_id))
    return (await store.read(lambda tx: webhooks.messages(tx, HOOK.id, 100)))[::-1]


@pytest.mark.usefixtures("_both")
async def test_a_webhook_comes_back_as_it_was_written(store: Store) -> None:
    """And only those that are on are sent to."""
    assert await store.read(webhooks.everyone) == [HOOK, OFF]
    assert await store.read(webhooks.enabled) == [HOOK]
    assert await store.read(lambda tx: webhooks.by_id(tx, "whk_3")) is None
    assert await store.read(webhooks.count_disabled) == 1


async def test_a_webhook_is_known_to_whatever_is_committed_with_it(store: Store) -> None:
    """From when it is written, changed or deleted, though all that is committed together looks once."""

    def unit(tx: Transaction) -> list[list[Webhook]]:
        seen = [webhooks.enabled(tx)]
        webhooks.insert(tx, HOOK)
        seen.append(webhooks.enabled(tx))
        webhooks.save(tx, replace(HOOK, disabled_at=NOON))
        seen.append(webhooks.enabled(tx))
        webhooks.save(tx, HOOK)
        webhooks.delete(tx, HOOK)
        return [*seen, webhooks.enabled(tx)]

    assert await store.run(unit) == [[], [HOOK], [], []]


def test_both_secrets_sign_until_the_former_one_ends() -> None:
    """And not at that very moment any more."""
    assert OFF.secrets_at(NOON) == (OFF.secret, OFF.former_secret)
    assert OFF.secrets_at(NOON + MINUTE) == (OFF.secret,)
    assert HOOK.secrets_at(NOON) == (HOOK.secret,)


def test_no_events_named_means_all() -> None:
    """Else only those."""
    assert OFF.wants("incident.closed")
    assert (HOOK.wants("incident.declared"), HOOK.wants("incident.closed")) == (True, False)


@pytest.mark.usefixtures("_both")
async def test_the_oldest_that_is_pending_goes_next(store: Store) -> None:
    """Whatever its time, so that nothing overtakes; what was given up holds up nobody."""
    first, second, third = await told(store, "1", "2", "3")

    def unit(tx: Transaction) -> list[str | None]:
        webhooks.tried(tx, first, "pending", NOON + 9 * MINUTE, 500, None)
        nexts = [webhooks.next_message(tx, HOOK.id)]
        webhooks.tried(tx, first, "failed", NOON, 500, "no")
        nexts.append(webhooks.next_message(tx, HOOK.id))
        webhooks.tried(tx, second, "delivered", NOON, 204, None)
        webhooks.tried(tx, third, "delivered", NOON, 204, None)
        nexts.append(webhooks.next_message(tx, HOOK.id))
        return [message.id if message else None for message in nexts]

    assert await store.run(unit) == [first.id, second.id, None]
    found = await store.read(lambda tx: webhooks.message(tx, HOOK.id, first.id))
    assert found == replace(first, state="failed", attempts=2, status=500, error="no", tried_at=NOON)
    assert await store.read(lambda tx: webhooks.message(tx, OFF.id, first.id)) is None
    assert await store.read(webhooks.count_failed) == 1


@pytest.mark.usefixtures("_both")
async def test_only_what_waits_for_a_later_try_is_hastened(store: Store, world: StillWorld) -> None:
    """What was given up stays so, until it is sent again with all its tries before it."""
    first, second = await told(store, "1", "2")

    def unit(tx: Transaction) -> None:
        webhooks.tried(tx, first, "failed", NOON, None, "no")
        webhooks.tried(tx, second, "pending", NOON + 9 * MINUTE, None, "no")
        webhooks.hasten(tx, HOOK.id)

    await store.run(unit)
    assert [(each.state, each.due_at) for each in await told(store)] == [("failed", NOON), ("pending", NOON)]
    world.time += MINUTE
    since = [first.created_at + MINUTE, first.created_at]
    again = [
        await store.run(partial(webhooks.send_failed_again, webhook_id=HOOK.id, since=at)) for at in since
    ]
    [once_more, _] = await told(store)

    assert again == [0, 1]
    assert (once_more.id, once_more.state, once_more.attempts) == (first.id, "pending", 0)


@pytest.mark.usefixtures("_both")
async def test_messages_are_forgotten_with_age_with_their_incident_and_with_their_webhook(
    store: Store, world: StillWorld
) -> None:
    """What is pending is too young at any age."""
    done, _ = await told(store, "done", "waits")
    await told(store, "of an incident", incident_id="i" * 32)
    await store.run(lambda tx: webhooks.tried(tx, done, "delivered", NOON, 200, None))
    world.time += MINUTE

    assert await store.run(lambda tx: webhooks.forget_before(tx, NOON)) == 0
    assert await store.run(lambda tx: webhooks.forget_before(tx, world.time)) == 1
    await store.run(lambda tx: webhooks.delete_of(tx, "i" * 32))
    assert [each.body for each in await told(store)] == ["waits"]
    await store.run(lambda tx: webhooks.delete(tx, HOOK))
    assert await told(store) == []
    assert await store.read(webhooks.everyone) == [OFF]
