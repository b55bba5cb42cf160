"""The rows of tokens and of the audit log, on every engine."""

from dataclasses import replace
from functools import partial

import pytest

from incidents.errors import NotFound
from storage import Store, Transaction, audit, tokens
from storage.tokens import Token
from tests.storage.examples import ADA, BOB, MINUTE, NOON, StillWorld

CI = Token(
    id="a" * 32,
    name="ci",
    mac="1" * 64,
    hint="tocsin_abcd",
    scopes=("incidents:write", "pages"),
    created_at=NOON,
    created_by=ADA,
    rate=60,
    expires_at=NOON + 90 * MINUTE,
)
OTHER = replace(CI, id="b" * 32, name="other", mac="2" * 64, rate=None, expires_at=None)


async def insert(store: Store, token: Token) -> bool:
    return await store.run(lambda tx: tokens.insert(tx, token))


async def test_a_token_comes_back_as_it_was_written(store: Store) -> None:
    """With who made it, with and without what may be left out."""
    assert await insert(store, CI)
    assert await insert(store, OTHER)

    assert await store.read(lambda tx: tokens.by_mac(tx, CI.mac)) == CI
    assert await store.read(lambda tx: tokens.by_mac(tx, "3" * 64)) is None
    assert await store.read(tokens.all_of_them) == [CI, OTHER]


async def test_a_name_is_free_again_once_its_token_is_revoked(store: Store) -> None:
    """Two in force cannot share one; the second is not written."""
    await insert(store, CI)
    second = replace(OTHER, name="ci")
    assert not await insert(store, second)

    assert await store.run(lambda tx: tokens.revoke(tx, CI))

    assert await insert(store, second)
    assert await store.read(lambda tx: tokens.named(tx, "ci")) == second


async def test_a_token_is_revoked_once(store: Store, world: StillWorld) -> None:
    """Whoever comes second hears so, and the time of the first stays."""
    await insert(store, CI)
    assert await store.run(lambda tx: tokens.revoke(tx, CI))
    world.time += MINUTE
    assert not await store.run(lambda tx: tokens.revoke(tx, CI))

    [found] = await store.read(tokens.all_of_them)
    assert found.revoked_at == NOON


@pytest.mark.parametrize("spelling", ["usr_" + "a" * 32, "a" * 32])
async def test_a_token_is_found_by_its_id_but_a_name_goes_before(store: Store, spelling: str) -> None:
    """An id in either spelling; a token that was named like it is meant by that name."""
    await insert(store, CI)
    assert await store.read(lambda tx: tokens.named(tx, spelling)) == CI

    namesake = replace(OTHER, name=spelling)
    await insert(store, namesake)

    assert await store.read(lambda tx: tokens.named(tx, spelling)) == namesake


async def test_the_last_use_never_goes_back(store: Store, world: StillWorld) -> None:
    """Two servers may write it in any order."""
    await insert(store, CI)
    for at in (NOON, NOON + MINUTE, NOON):
        world.time = at
        await store.run(lambda tx: tokens.used(tx, CI))

    [found] = await store.read(tokens.all_of_them)
    assert found.last_used_at == NOON + MINUTE


async def test_the_audit_log_is_read_in_order_and_in_pages(store: Store, world: StillWorld) -> None:
    """Who, when, what, of what, and the details as they were given."""
    await store.run(
        partial(audit.append, actor=ADA, deed="token.created", subject="usr_a", details={"name": "ci 💥"})
    )
    world.time += MINUTE
    await store.run(partial(audit.append, actor=BOB, deed="incident.deleted", subject="INC-1"))

    [first] = await store.read(lambda tx: audit.after(tx, 0, 1))
    [second] = await store.read(lambda tx: audit.after(tx, first.position, 10))

    assert (first.at, first.actor, first.deed, first.subject) == (NOON, ADA, "token.created", "usr_a")
    assert (first.details, second.details) == ({"name": "ci 💥"}, {})
    assert (second.at, second.actor, second.position) == (NOON + MINUTE, BOB, first.position + 1)


async def test_what_was_rolled_back_is_in_no_audit_log(store: Store) -> None:
    """The entry is in the transaction of the deed, and leaves no gap."""

    def failing(tx: Transaction) -> None:
        audit.append(tx, ADA, "token.revoked", "usr_a")
        raise NotFound("usr_a", "token")

    with pytest.raises(NotFound):
        await store.run(failing)
    await store.run(lambda tx: audit.append(tx, ADA, "token.created", "usr_b"))

    [entry] = await store.read(lambda tx: audit.after(tx, 0, 10))
    assert (entry.position, entry.subject) == (1, "usr_b")
