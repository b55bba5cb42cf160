"""The rows of the outbox, on every engine."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from storage import Store, Transaction, outbox, postings
from storage.outbox import Claimed
from storage.postings import Posting
from tests.storage.examples import MINUTE, NOON, StillWorld, claim_one, page

LANES = ["page", "card", "thread"]


async def claim(store: Store, limit: int = 10) -> list[Claimed]:
    """Claim for a minute, from all lanes."""
    return await store.run(lambda tx: outbox.claim(tx, LANES, limit, MINUTE))


async def test_what_is_put_twice_exists_once(store: Store) -> None:
    """The key names it; the second one is told so, and changes nothing."""
    assert await store.run(lambda tx: outbox.put(tx, page("k", payload={"n": 1})))
    assert not await store.run(lambda tx: outbox.put(tx, page("k", payload={"n": 2})))

    [claimed] = await claim(store)
    assert (claimed.key, claimed.payload) == ("k", {"n": 1})


async def test_what_was_sent_is_not_put_again(store: Store) -> None:
    """A row that is done still holds its key: a reminder goes out once."""
    await store.run(lambda tx: outbox.put(tx, page("k")))
    await store.run(lambda tx: outbox.finish(tx, claim_one(tx)))

    assert not await store.run(lambda tx: outbox.put(tx, page("k")))
    assert await claim(store) == []


async def test_a_claimed_row_tells_everything(store: Store, world: StillWorld) -> None:
    """What was put, and what became of it so far."""
    await store.run(lambda tx: outbox.put(tx, page("k", incident_id="a")))
    world.time += MINUTE

    [claimed] = await claim(store)

    assert claimed == Claimed(
        key="k",
        lane="page",
        priority=1,
        due_at=NOON,
        payload={"person": "U0ADA"},
        incident_id="a",
        id=claimed.id,
        generation=1,
        lease_until=NOON + 2 * MINUTE,
        was_in_doubt=False,
        attempts=0,
        first_claimed_at=NOON + MINUTE,
        last_error=None,
        created_at=NOON,
    )


async def test_the_urgent_are_claimed_first(store: Store) -> None:
    """By priority, then by due_at, then as they were put; no more than asked for, of these lanes, that are due."""

    def unit(tx: Transaction) -> None:
        outbox.put(tx, page("card", lane="card", priority=5, due_at=NOON - MINUTE))
        outbox.put(tx, page("second"))
        outbox.put(tx, page("third"))
        outbox.put(tx, page("first", due_at=NOON - MINUTE))
        outbox.put(tx, page("not due", due_at=NOON + MINUTE))
        outbox.put(tx, page("not ours", lane="mail"))

    await store.run(unit)

    assert [row.key for row in await claim(store, limit=2)] == ["first", "second"]
    assert [row.key for row in await claim(store)] == ["third", "card"]
    assert await claim(store) == []
    assert await store.run(lambda tx: outbox.claim(tx, [], 10, MINUTE)) == []


async def test_a_row_is_claimed_once_until_its_lease_is_over(store: Store, world: StillWorld) -> None:
    """Then whoever claims it hears that it may have been sent already."""
    await store.run(lambda tx: outbox.put(tx, page()))
    [first] = await claim(store)
    assert await claim(store) == []

    world.time += MINUTE
    [second] = await claim(store)

    assert not first.was_in_doubt
    assert second.was_in_doubt
    assert second.first_claimed_at == first.first_claimed_at == NOON


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
    """Retrying, releasing, postponing and setting aside work with the lease that was given, and no other."""
    await store.run(lambda tx: outbox.put(tx, page()))
    [first] = await claim(store)
    world.time += MINUTE
    [second] = await claim(store)

    await store.run(lambda tx: outbox.retry(tx, first, world.time, "timeout", in_doubt=False))
    await store.run(lambda tx: outbox.release(tx, first))
    await store.run(lambda tx: outbox.postpone(tx, first, world.time))
    await store.run(lambda tx: outbox.set_aside(tx, first, "refused"))

    assert await claim(store) == []
    await store.run(lambda tx: outbox.finish(tx, second))
    assert not await store.run(lambda tx: outbox.is_pending(tx, "page:1"))


async def test_a_refreshed_row_is_sent_again_as_things_are_now(store: Store) -> None:
    """What was refreshed during the sending is pending again when that one is finished."""
    await store.run(lambda tx: outbox.refresh(tx, page("card:a", payload={"n": 1})))
    [first] = await claim(store)
    for n in (2, 3):
        await store.run(partial(outbox.refresh, outgoing=page("card:a", payload={"n": n})))
    assert await claim(store) == []  # the lease in force stays

    await store.run(lambda tx: outbox.finish(tx, first))

    [second] = await claim(store)
    assert (second.generation, second.payload, second.was_in_doubt) == (3, {"n": 3}, False)
    await store.run(lambda tx: outbox.finish(tx, second))
    assert await claim(store) == []


async def test_a_refreshed_row_comes_due_at_the_earlier_of_both_times(
    store: Store, world: StillWorld
) -> None:
    """A pending one is not put off; one that is done is due when the new one says."""

    async def due() -> list[object]:
        return [row["oldest_due"] for row in await store.read(outbox.counts)]

    for minutes, expected in ((5, 5), (9, 5), (3, 3)):
        await store.run(partial(outbox.refresh, outgoing=page("k", due_at=NOON + minutes * MINUTE)))
        assert await due() == [NOON + expected * MINUTE]
    world.time += 3 * MINUTE
    await store.run(lambda tx: outbox.finish(tx, claim_one(tx)))
    await store.run(lambda tx: outbox.refresh(tx, page("k", due_at=NOON + 9 * MINUTE)))
    assert await due() == [NOON + 9 * MINUTE]


async def test_refreshing_begins_the_attempts_anew(store: Store) -> None:
    """A row that was set aside gets another chance too."""
    await store.run(lambda tx: outbox.put(tx, page("k")))
    await store.run(lambda tx: outbox.retry(tx, claim_one(tx), NOON, "refused", in_doubt=False))
    await store.run(lambda tx: outbox.set_aside(tx, claim_one(tx), "refused"))
    await store.run(lambda tx: outbox.refresh(tx, page("k")))

    [claimed] = await claim(store)
    assert (claimed.attempts, claimed.generation) == (0, 2)


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
    await store.run(lambda tx: outbox.release(tx, claim_one(tx)))
    await store.run(lambda tx: outbox.postpone(tx, claim_one(tx), world.time))

    [claimed] = await claim(store)
    assert claimed.was_in_doubt
    assert claimed.attempts == 0


async def test_what_is_given_back_is_free_at_once(store: Store) -> None:
    """No attempt is counted, and nothing is in doubt."""
    await store.run(lambda tx: outbox.put(tx, page()))
    await store.run(lambda tx: outbox.release(tx, claim_one(tx)))

    [claimed] = await claim(store)
    assert (claimed.attempts, claimed.was_in_doubt) == (0, False)


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


async def test_hastening_brings_a_pending_row_forward_and_never_back(store: Store) -> None:
    """A row that is done stays so."""
    await store.run(lambda tx: outbox.put(tx, page("k", due_at=NOON + 2 * MINUTE)))
    await store.run(lambda tx: outbox.hasten(tx, "k", NOON + 3 * MINUTE))
    assert await store.read(lambda tx: outbox.next_due(tx, LANES)) == NOON + 2 * MINUTE
    await store.run(lambda tx: outbox.hasten(tx, "k", NOON))
    assert await store.read(lambda tx: outbox.next_due(tx, LANES)) == NOON

    await store.run(lambda tx: outbox.finish(tx, claim_one(tx)))
    await store.run(lambda tx: outbox.hasten(tx, "k", NOON - MINUTE))
    assert await claim(store) == []


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


async def test_the_next_time_to_look_is_known(store: Store) -> None:
    """The earliest due_at of what is free, or the first end of a lease; of these lanes only."""

    async def next_due(*lanes: str) -> object:
        return await store.read(lambda tx: outbox.next_due(tx, lanes or LANES))

    assert await next_due() is None
    await store.run(lambda tx: outbox.put(tx, page("now")))
    await store.run(lambda tx: outbox.put(tx, page("later", lane="card", due_at=NOON + 9 * MINUTE)))
    await store.run(lambda tx: outbox.put(tx, page("not ours", lane="mail", due_at=NOON - MINUTE)))
    assert await next_due() == NOON
    [claimed] = await claim(store)
    assert await next_due() == NOON + MINUTE
    assert await next_due("card") == NOON + 9 * MINUTE
    await store.run(lambda tx: outbox.finish(tx, claimed))
    assert await next_due() == NOON + 9 * MINUTE


async def test_freed_leases_leave_their_rows_in_doubt(store: Store) -> None:
    """After a crash the rows are free at once, and whoever sends them looks first."""
    await store.run(lambda tx: [outbox.put(tx, page(f"k{n}")) for n in range(3)])
    await claim(store, limit=2)

    assert await store.run(outbox.free_leases) == 2

    again = await claim(store)
    assert [(row.key, row.was_in_doubt) for row in again] == [("k0", True), ("k1", True), ("k2", False)]


async def test_rows_are_counted_by_lane_and_state(store: Store) -> None:
    """With the oldest due_at of each."""
    await store.run(lambda tx: [outbox.put(tx, page(f"k{n}", due_at=NOON - n * MINUTE)) for n in range(3)])
    await store.run(lambda tx: outbox.put(tx, page("c", lane="card")))
    await store.run(lambda tx: outbox.finish(tx, outbox.claim(tx, ["page"], 1, MINUTE)[0]))

    assert await store.read(outbox.counts) == [
        {"lane": "card", "state": "pending", "n": 1, "oldest_due": NOON},
        {"lane": "page", "state": "done", "n": 1, "oldest_due": NOON - 2 * MINUTE},
        {"lane": "page", "state": "pending", "n": 2, "oldest_due": NOON - MINUTE},
    ]


async def test_tidying_deletes_only_what_was_done_before(store: Store, world: StillWorld) -> None:
    """What is pending or set aside stays, however old."""
    for key in ("done", "aside", "pending"):
        await store.run(partial(outbox.put, outgoing=page(key)))
    done, aside, pending = await claim(store)
    await store.run(lambda tx: outbox.finish(tx, done))
    await store.run(lambda tx: outbox.set_aside(tx, aside, "refused"))
    await store.run(lambda tx: outbox.release(tx, pending))
    world.time += MINUTE
    await store.run(lambda tx: outbox.put(tx, page("done later", priority=0)))
    await store.run(lambda tx: outbox.finish(tx, outbox.claim(tx, LANES, 1, MINUTE)[0]))

    assert await store.run(lambda tx: outbox.tidy(tx, NOON + MINUTE)) == 1

    assert [row["state"] for row in await store.read(outbox.counts)] == ["done", "pending", "set_aside"]


async def test_somebody_was_reached_when_a_page_was_sent_or_still_may_be(store: Store) -> None:
    """Only pages of this incident whose keys begin so count."""
    prefix = "page:a:1:0:"

    async def reached() -> bool:
        return await store.read(lambda tx: outbox.reached_anybody(tx, "a", prefix))

    await store.run(lambda tx: outbox.put(tx, page("page:a:1:1:U0ADA", incident_id="a")))
    assert not await reached()
    await store.run(lambda tx: outbox.put(tx, page(prefix + "U0ADA", incident_id="a", priority=0)))
    assert await reached()
    await store.run(lambda tx: outbox.finish(tx, outbox.claim(tx, LANES, 1, MINUTE)[0]))
    assert not await reached()
    sent = Posting("page", "a", "D0ADA", "1.1", outbox_key=prefix + "U0ADA")
    await store.run(lambda tx: postings.remember(tx, sent))
    assert await reached()


async def test_a_lease_is_recognized_to_the_microsecond(store: Store) -> None:
    """The lease is the claim's name; somebody else's is no good."""
    await store.run(lambda tx: outbox.put(tx, page()))
    [claimed] = await claim(store)
    assert claimed.lease_until is not None
    other = replace(claimed, lease_until=claimed.lease_until + timedelta(microseconds=1))

    await store.run(lambda tx: outbox.release(tx, other))

    assert await claim(store) == []


async def test_ten_thousand_that_are_due_at_once_are_claimed_once_each(store: Store) -> None:
    """Portion by portion, none twice and none left out."""
    for start in range(0, 10_000, 1_000):
        await store.run(partial(put_pages, first=start))
    seen: list[str] = []
    while claimed := await claim(store, limit=500):
        seen += [row.key for row in claimed]

    assert len(seen) == len(set(seen)) == 10_000


def put_pages(tx: Transaction, first: int) -> None:
    """Put a thousand."""
    for n in range(first, first + 1_000):
        outbox.put(tx, page(f"k{n}", priority=n % 3))
