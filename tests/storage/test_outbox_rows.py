"""The rows of the outbox, on every engine."""

from functools import partial

from storage import Store, Transaction, outbox, postings
from storage.outbox import Claimed
from storage.postings import Posting
from tests.storage.examples import LANES, MINUTE, NOON, StillWorld, begin, claim, claim_one, page


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
        first_due_at=NOON,
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
    assert await store.run(lambda tx: begin(tx, [], 10, MINUTE)) == []


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


async def test_rows_are_counted_by_lane_and_state(store: Store) -> None:
    """With the oldest due_at of each."""
    await store.run(lambda tx: [outbox.put(tx, page(f"k{n}", due_at=NOON - n * MINUTE)) for n in range(3)])
    await store.run(lambda tx: outbox.put(tx, page("c", lane="card")))
    await store.run(lambda tx: outbox.finish(tx, begin(tx, ["page"], 1, MINUTE)[0]))

    assert await store.read(outbox.counts) == [
        {"lane": "card", "state": "pending", "n": 1, "oldest_due": NOON},
        {"lane": "page", "state": "done", "n": 1, "oldest_due": NOON - 2 * MINUTE},
        {"lane": "page", "state": "pending", "n": 2, "oldest_due": NOON - MINUTE},
    ]


async def test_somebody_was_reached_when_a_page_was_sent_or_still_may_be(store: Store) -> None:
    """Only pages of this incident whose keys begin so count."""
    prefix = "page:a:1:0:"

    async def reached() -> bool:
        return await store.read(lambda tx: outbox.reached_anybody(tx, "a", prefix))

    await store.run(lambda tx: outbox.put(tx, page("page:a:1:1:U0ADA", incident_id="a")))
    assert not await reached()
    await store.run(lambda tx: outbox.put(tx, page(prefix + "U0ADA", incident_id="a", priority=0)))
    assert await reached()
    await store.run(lambda tx: outbox.finish(tx, begin(tx, LANES, 1, MINUTE)[0]))
    assert not await reached()
    sent = Posting("page", "a", "D0ADA", "1.1", outbox_key=prefix + "U0ADA")
    await store.run(lambda tx: postings.remember(tx, sent))
    assert await reached()


async def test_pages_put_later_are_listed_when_they_were_sent_or_still_may_be(store: Store) -> None:
    """Of these incidents only, and none that ended without a message."""
    keys = ("page:a:1:0:U0ADA", "page:a:1:1:U0ADA", "page:b:1:0:U0BOB", "page:c:1:0:U0BOB")
    for key in keys:
        await store.run(partial(outbox.put, outgoing=page(key, incident_id=key[5])))
    first, second, *_ = await store.run(lambda tx: begin(tx, LANES, 4, MINUTE))

    async def later() -> list[str]:
        return [key for _, key in await store.read(lambda tx: outbox.pages_after(tx, ["a", "b"], first.id))]

    assert sorted(await later()) == list(keys[1:3])
    await store.run(lambda tx: outbox.finish(tx, second))
    assert await later() == [keys[2]]
    sent = Posting("page", "a", "D0ADA", "1.1", outbox_key=second.key)
    await store.run(lambda tx: postings.remember(tx, sent))
    assert sorted(await later()) == list(keys[1:3])


async def test_many_are_finished_at_once_each_by_its_own_generation(store: Store) -> None:
    """One that was refreshed since its claim has to be sent once more."""
    for key in ("a", "b", "c"):
        await store.run(partial(outbox.put, outgoing=page(key)))
    claimed = await store.run(lambda tx: begin(tx, LANES, 2, MINUTE))
    await store.run(lambda tx: outbox.refresh(tx, page("b")))
    await store.run(lambda tx: outbox.finish(tx, *claimed))

    assert await store.read(lambda tx: outbox.pending_of(tx, ["a", "b", "c", "d"])) == {"b", "c"}


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
