"""How a claim of an outbox row can end, and what the next one hears of it, on every engine."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from storage import Store, outbox
from tests.storage.examples import LANES, MINUTE, NOON, StillWorld, begin, claim, claim_one, page


async def test_who_finishes_late_has_sent_it_all_the_same(store: Store, world: StillWorld) -> None:
    """The lease was over and the row claimed again, but it was sent; the second claim ends with it."""
    await store.run(lambda tx: outbox.put(tx, page()))
    [first] = await claim(store)
    world.time += MINUTE
    [second] = await claim(store)

    await store.run(lambda tx: outbox.finish(tx, first))
    await store.run(lambda tx: outbox.retry(tx, second, world.time, "timeout", in_doubt=True))

    assert await claim(store) == []
    assert not await store.run(lambda tx: outbox.is_pending(tx, "page:1"))


async def test_who_fails_late_does_not_free_the_lease_of_the_next(store: Store, world: StillWorld) -> None:
    """Retrying, postponing and setting aside work with the lease that was given, and no other."""
    await store.run(lambda tx: outbox.put(tx, page()))
    [first] = await claim(store)
    world.time += MINUTE
    [second] = await claim(store)

    await store.run(lambda tx: outbox.retry(tx, first, world.time, "timeout", in_doubt=False))
    await store.run(lambda tx: outbox.postpone(tx, first, world.time))
    await store.run(lambda tx: outbox.set_aside(tx, first, "refused"))

    assert await claim(store) == []
    await store.run(lambda tx: outbox.finish(tx, second))
    assert not await store.run(lambda tx: outbox.is_pending(tx, "page:1"))


async def test_what_failed_is_tried_again_later(store: Store, world: StillWorld) -> None:
    """With one more attempt counted and the reason kept; in doubt only when it may have been sent."""
    await store.run(lambda tx: outbox.put(tx, page()))
    await store.run(lambda tx: outbox.retry(tx, claim_one(tx), NOON + MINUTE, "429", in_doubt=False))
    assert await claim(store) == []

    world.time += MINUTE
    [second] = await claim(store)
    assert (second.attempts, second.last_error, second.was_in_doubt) == (1, "429", False)

    await store.run(lambda tx: outbox.retry(tx, second, world.time, "reset", in_doubt=True))
    [third] = await claim(store)
    assert (third.attempts, third.last_error, third.was_in_doubt) == (2, "reset", True)


async def test_doubt_stays_until_an_outcome_is_known(store: Store, world: StillWorld) -> None:
    """A claim that is given back unsent says nothing about the one before it that was cut off."""
    await store.run(lambda tx: outbox.put(tx, page()))
    await claim(store)
    world.time += MINUTE
    await store.run(lambda tx: outbox.postpone(tx, claim_one(tx), world.time))

    [claimed] = await claim(store)
    assert claimed.was_in_doubt
    assert claimed.attempts == 0


async def test_what_is_postponed_is_free_later(store: Store, world: StillWorld) -> None:
    """No attempt is counted, and nothing is in doubt."""
    await store.run(lambda tx: outbox.put(tx, page()))
    await store.run(lambda tx: outbox.postpone(tx, claim_one(tx), NOON + MINUTE))
    assert await claim(store) == []

    world.time += MINUTE
    [claimed] = await claim(store)
    assert (claimed.attempts, claimed.was_in_doubt) == (0, False)


async def test_what_was_set_aside_waits_for_a_person(store: Store, world: StillWorld) -> None:
    """It is listed with the reason, the last first, and tried again when somebody says so."""
    for key in ("first", "second"):
        await store.run(partial(outbox.put, outgoing=page(key)))
        await store.run(lambda tx: outbox.set_aside(tx, claim_one(tx), "channel_not_found"))
        world.time += MINUTE
    assert await claim(store) == []
    assert not await store.run(lambda tx: outbox.is_pending(tx, "first"))

    listed = await store.read(lambda tx: outbox.set_aside_rows(tx, 10))
    assert [(row.key, row.last_error) for row in listed] == [
        ("second", "channel_not_found"),
        ("first", "channel_not_found"),
    ]
    assert len(await store.read(lambda tx: outbox.set_aside_rows(tx, 1))) == 1
    assert await store.run(outbox.try_again) == 2
    assert [row.due_at for row in await claim(store)] == [world.time] * 2


async def test_a_dropped_row_is_done_unsent(store: Store) -> None:
    """Its key is taken, and whoever had claimed it cannot bring it back."""
    await store.run(lambda tx: outbox.put(tx, page("k")))
    [claimed] = await claim(store)
    assert await store.run(lambda tx: outbox.is_pending(tx, "k"))

    await store.run(lambda tx: outbox.drop(tx, "k"))
    await store.run(lambda tx: outbox.retry(tx, claimed, NOON, "late", in_doubt=True))

    assert not await store.run(lambda tx: outbox.is_pending(tx, "k"))
    assert not await store.run(lambda tx: outbox.put(tx, page("k")))
    assert await claim(store) == []


async def test_freed_leases_leave_their_rows_in_doubt(store: Store) -> None:
    """After a crash the rows are free at once, and whoever sends them looks first."""
    await store.run(lambda tx: [outbox.put(tx, page(f"k{n}")) for n in range(3)])
    await claim(store, limit=2)

    assert await store.run(outbox.free_leases) == 2

    again = await claim(store)
    assert [(row.key, row.was_in_doubt) for row in again] == [("k0", True), ("k1", True), ("k2", False)]


async def test_tidying_deletes_only_what_was_done_before(store: Store, world: StillWorld) -> None:
    """What is pending or set aside stays, however old."""
    for key in ("done", "aside", "pending"):
        await store.run(partial(outbox.put, outgoing=page(key)))
    done, aside, pending = await claim(store)
    await store.run(lambda tx: outbox.finish(tx, done))
    await store.run(lambda tx: outbox.set_aside(tx, aside, "refused"))
    await store.run(lambda tx: outbox.postpone(tx, pending, NOON))
    world.time += MINUTE
    await store.run(lambda tx: outbox.put(tx, page("done later", priority=0)))
    await store.run(lambda tx: outbox.finish(tx, begin(tx, LANES, 1, MINUTE)[0]))

    assert await store.run(lambda tx: outbox.tidy(tx, NOON + MINUTE)) == 1

    assert [row["state"] for row in await store.read(outbox.counts)] == ["done", "pending", "set_aside"]


async def test_a_lease_is_recognized_to_the_microsecond(store: Store) -> None:
    """The lease is the claim's name; somebody else's is no good."""
    await store.run(lambda tx: outbox.put(tx, page()))
    [claimed] = await claim(store)
    assert claimed.lease_until is not None
    other = replace(claimed, lease_until=claimed.lease_until + timedelta(microseconds=1))

    await store.run(lambda tx: outbox.postpone(tx, other, NOON))

    assert await claim(store) == []
