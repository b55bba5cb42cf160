"""The rows of covers, on every engine."""

from dataclasses import replace

from incidents.model import Actor, ActorKind, Door
from storage import Store, covers
from tests.storage.examples import MINUTE, StillWorld

ADA = Actor(ActorKind.PERSON, "U0ADA", "ada", Door.SLACK)


async def test_covers_are_listed_as_they_were_said_until_they_are_over(
    store: Store, world: StillWorld
) -> None:
    """The end itself is no longer covered."""
    until = world.time + 10 * MINUTE
    first = await store.run(lambda tx: covers.put(tx, "primary", "U0BOB", until + MINUTE, ADA))
    second = await store.run(lambda tx: covers.put(tx, "primary", "U0ADA", until, ADA))
    assert (first.start, first.by, second.number) == (world.time, ADA, first.number + 1)
    assert await store.read(covers.standing) == [first, second]
    world.time = until
    assert await store.read(covers.standing) == [first]


async def test_a_cover_is_taken_back_once_and_not_when_it_is_over(store: Store, world: StillWorld) -> None:
    """What is given is what it was."""
    cover = await store.run(lambda tx: covers.put(tx, "primary", "U0BOB", world.time + MINUTE, ADA))
    over = await store.run(lambda tx: covers.put(tx, "primary", "U0BOB", world.time, ADA))
    assert await store.run(lambda tx: covers.take_back(tx, cover.number)) == replace(cover)
    assert await store.run(lambda tx: covers.take_back(tx, cover.number)) is None
    assert await store.run(lambda tx: covers.take_back(tx, over.number)) is None


async def test_old_covers_are_forgotten(store: Store, world: StillWorld) -> None:
    """Those that ended before; nobody asks for them."""
    cover = await store.run(lambda tx: covers.put(tx, "primary", "U0BOB", world.time + 2 * MINUTE, ADA))
    await store.run(lambda tx: covers.put(tx, "primary", "U0BOB", world.time + MINUTE, ADA))
    await store.run(lambda tx: covers.forget_before(tx, cover.end))
    assert await store.read(covers.standing) == [cover]
