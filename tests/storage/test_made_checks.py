"""The rows of checks that were made over HTTP, on every engine."""

from datetime import timedelta
from functools import partial

from incidents.checks import USUAL, Check, CheckKind
from storage import Store, made_checks

SHOP = Check(
    id="shop  1",
    kind=CheckKind.HTTP,
    target="https://shop.example.com/",
    name="Shop 💥",
    interval=timedelta(milliseconds=1500),
    timeout=timedelta(seconds=1),
    failures=3,
    recoveries=1,
    expect_status=frozenset({200, 301}),
    keyword="all is well",
    slower_than=timedelta(microseconds=1),
    certificate_days=14,
    page="acme",
    escalation="database",
)
JOB = Check(id="job", kind=CheckKind.HEARTBEAT, **USUAL[CheckKind.HEARTBEAT])


async def test_a_check_comes_back_as_it_was_made(store: Store) -> None:
    """Once for each monitor; changed and taken out."""
    for check in (SHOP, JOB):
        assert await store.run(partial(made_checks.insert, check=check))
    assert not await store.run(lambda tx: made_checks.insert(tx, SHOP))
    assert await store.read(made_checks.everything) == [JOB, SHOP]

    name = Check(id=SHOP.id, kind=CheckKind.DNS, target="example.com", address="192.0.2.1")
    await store.run(lambda tx: made_checks.save(tx, name))
    assert await store.read(lambda tx: made_checks.by_id(tx, SHOP.id)) == name
    assert await store.run(lambda tx: made_checks.delete(tx, SHOP.id))
    assert not await store.run(lambda tx: made_checks.delete(tx, SHOP.id))
    assert await store.read(lambda tx: made_checks.by_id(tx, SHOP.id)) is None
