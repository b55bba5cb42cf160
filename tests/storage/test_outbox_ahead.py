"""Claiming ahead of the workers: a claim is a lease and no more, until the row is begun. On every engine."""

from storage import Store, outbox
from storage.outbox import Claim
from tests.storage.examples import LANES, MINUTE, NOON, StillWorld, begin, claim, page


async def claim_ahead(store: Store, limit: int = 10) -> list[Claim]:
    """Claim for a minute, from all lanes, and begin with none."""
    return await store.run(lambda tx: outbox.claim(tx, LANES, limit, MINUTE))


async def test_what_was_claimed_and_not_begun_is_in_nobodys_doubt(store: Store) -> None:
    """A process that dies with a thousand claims has sent none of them: nobody has to look for them."""
    await store.run(lambda tx: outbox.put(tx, page()))
    assert len(await claim_ahead(store)) == 1
    assert await claim_ahead(store) == []

    await store.run(outbox.free_leases)

    [claimed] = await claim(store)
    assert not claimed.was_in_doubt
    assert claimed.first_claimed_at == NOON


async def test_the_lease_of_what_is_begun_begins_anew(store: Store, world: StillWorld) -> None:
    """However long a row has waited for a worker, the sending has all of its time."""
    await store.run(lambda tx: outbox.put(tx, page()))
    claims = await claim_ahead(store)
    world.time += MINUTE / 2

    [begun] = await store.run(lambda tx: outbox.begin(tx, claims, MINUTE))

    assert begun.lease_until == NOON + MINUTE * 1.5


async def test_what_another_has_begun_meanwhile_is_left_out(store: Store, world: StillWorld) -> None:
    """A claim that was kept for longer than its lease is worth nothing; it takes nothing from its new owner."""
    await store.run(lambda tx: outbox.put(tx, page()))
    claims = await claim_ahead(store)
    world.time += MINUTE
    [theirs] = await claim(store)

    assert await store.run(lambda tx: outbox.begin(tx, claims, MINUTE)) == []

    await store.run(lambda tx: outbox.let_go(tx, claims))
    await store.run(lambda tx: outbox.retry(tx, theirs, world.time, "failed", in_doubt=False))
    assert [row.attempts for row in await claim(store)] == [1]


async def test_what_is_let_go_is_free_for_others(store: Store) -> None:
    """At once, and as if it had never been claimed."""
    await store.run(lambda tx: [outbox.put(tx, page(f"k{n}")) for n in range(3)])
    claims = await claim_ahead(store)
    await store.run(lambda tx: outbox.begin(tx, claims[:1], MINUTE))

    await store.run(lambda tx: outbox.let_go(tx, claims[1:]))

    assert [(row.key, row.was_in_doubt) for row in await claim(store)] == [("k1", False), ("k2", False)]


async def test_what_was_settled_while_it_was_claimed_is_not_begun(store: Store) -> None:
    """A turn that was passed on is dropped, whoever holds it."""
    await store.run(lambda tx: outbox.put(tx, page("k")))
    claims = await claim_ahead(store)
    await store.run(lambda tx: outbox.drop(tx, "k"))

    assert await store.run(lambda tx: outbox.begin(tx, claims, MINUTE)) == []
    assert await store.run(begin) == []
