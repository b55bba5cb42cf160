"""Since when a row of the outbox is owed: tries and the pace move the time of the next try alone. On every engine."""

from collections.abc import Callable
from datetime import datetime, timedelta

from storage import Store, Transaction, outbox
from tests.storage.examples import MINUTE, NOON, StillWorld, claim_one, page

SECOND = timedelta(seconds=1)


async def since(store: Store) -> datetime:
    """Give since when the oldest row is owed."""
    [row] = await store.read(outbox.counts)
    at: datetime = row["oldest_due"]
    return at


async def after(store: Store, unit: Callable[[Transaction], object]) -> datetime:
    """Put a row that is due at noon, do something to it a minute later, and give since when it is owed."""
    await store.run(lambda tx: outbox.put(tx, page("k")))
    await store.run(unit)
    return await since(store)


async def test_what_is_tried_again_and_again_is_owed_since_it_was_first_due(
    store: Store, world: StillWorld
) -> None:
    """A Slack that is down for an hour is not 15 seconds late."""
    await store.run(lambda tx: outbox.put(tx, page("k")))
    for _ in range(4):
        world.time += MINUTE
        await store.run(
            lambda tx: outbox.retry(tx, claim_one(tx), tx.now + 15 * SECOND, "503", in_doubt=False)
        )

    assert await since(store) == NOON
    [lane] = await store.read(lambda tx: outbox.overdue(tx, NOON + MINUTE))
    assert lane == {"lane": "page", "n": 1, "since": NOON, "error": "503"}
    assert await store.read(lambda tx: outbox.overdue(tx, NOON)) == []


async def test_what_waits_for_its_turn_is_owed_all_the_same(store: Store) -> None:
    """A card behind a hundred others is late, however politely it waits."""
    assert await after(store, lambda tx: outbox.keep_waiting(tx, claim_one(tx), tx.now + 5 * MINUTE)) == NOON


async def test_what_is_meant_to_go_later_is_not_owed_until_then(store: Store) -> None:
    """The next @here, and a webhook's next try, have a time of their own."""
    later = NOON + 5 * MINUTE
    assert await after(store, lambda tx: outbox.postpone(tx, claim_one(tx), later)) == later


async def test_what_is_brought_forward_is_owed_since_then(store: Store, world: StillWorld) -> None:
    """And one that was tried before, since it was first due."""
    await store.run(lambda tx: outbox.put(tx, page("k", due_at=NOON + 9 * MINUTE)))
    await store.run(lambda tx: outbox.hasten(tx, "k", NOON))
    assert await since(store) == NOON
    await store.run(lambda tx: outbox.retry(tx, claim_one(tx), NOON + 9 * MINUTE, "503", in_doubt=False))
    await store.run(lambda tx: outbox.hasten(tx, "k", NOON + 5 * MINUTE))
    assert await since(store) == NOON


async def test_what_was_refreshed_while_it_was_sent_is_owed_since_that_was_sent(
    store: Store, world: StillWorld
) -> None:
    """While it was not sent the oldest news counts: nobody has read any of it."""
    await store.run(lambda tx: outbox.refresh(tx, page("k")))
    world.time += MINUTE
    await store.run(lambda tx: outbox.refresh(tx, page("k", due_at=tx.now)))
    assert await since(store) == NOON

    claimed = await store.run(claim_one)
    await store.run(lambda tx: outbox.refresh(tx, page("k", due_at=tx.now)))
    world.time += SECOND
    await store.run(lambda tx: outbox.finish(tx, claimed))
    assert await since(store) == world.time


async def test_a_second_chance_begins_anew(store: Store, world: StillWorld) -> None:
    """What an operator has tried again is owed from then on."""
    await store.run(lambda tx: outbox.put(tx, page("k")))
    await store.run(lambda tx: outbox.set_aside(tx, claim_one(tx), "refused"))
    world.time += MINUTE
    await store.run(outbox.try_again)
    assert await since(store) == world.time
