"""The rows of incidents, on every engine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents import commands
from incidents.commands import Draft
from incidents.failure import Failure, FailureType
from incidents.model import Actor, Change, Deed, Incident, Kind, Person, Severity, Source, Status, Update
from storage import LostRace, Store, Transaction, incidents, open_inline
from tests.storage.examples import ADA, BOB, MINUTE, NOON, PROBE, StillWorld, declared, full_incident, saved


async def test_an_incident_comes_back_as_it_was_written(store: Store) -> None:
    """Every field survives, to the microsecond."""
    full = full_incident("a" * 32, 42)

    await store.run(lambda tx: incidents.insert(tx, full))

    assert await store.read(lambda tx: incidents.by_id(tx, full.id)) == full
    assert await store.read(lambda tx: incidents.by_number(tx, 42)) == full


async def test_a_saved_incident_comes_back_as_it_was_saved(store: Store) -> None:
    """Nothing of the version before is left, in none of the fields that can change."""
    first = await store.run(lambda tx: declared(tx).incident)
    full = replace(
        full_incident(first.id, first.number), declared=first.declared, version=2, status=Status.IDENTIFIED
    )

    await store.run(lambda tx: incidents.save(tx, full))

    assert await store.read(lambda tx: incidents.by_id(tx, first.id)) == full


async def test_numbers_have_no_gaps_where_a_unit_failed(store: Store) -> None:
    """A unit that is rolled back has taken no number."""

    def failing(tx: Transaction) -> None:
        incidents.next_number(tx)
        raise RuntimeError("on purpose")

    numbers = [await store.run(incidents.next_number)]
    with pytest.raises(RuntimeError):
        await store.run(failing)
    numbers.append(await store.run(incidents.next_number))

    assert numbers == [1, 2]


async def test_saving_what_somebody_else_changed_loses_the_race(store: Store) -> None:
    """The second of two that started from the same version saves nothing."""
    first = await store.run(lambda tx: declared(tx).incident)
    acknowledged = commands.acknowledge(first, ADA, NOON).incident
    await store.run(lambda tx: incidents.save(tx, acknowledged))

    with pytest.raises(LostRace, match="INC-1 was changed by somebody else"):
        await store.run(lambda tx: incidents.save(tx, commands.acknowledge(first, BOB, NOON).incident))

    assert await store.read(lambda tx: incidents.by_id(tx, first.id)) == acknowledged


async def test_what_is_not_there_is_none(store: Store) -> None:
    """An unknown id or number finds nothing, however long the number."""
    assert await store.read(lambda tx: incidents.by_id(tx, "nobody")) is None
    assert await store.read(lambda tx: incidents.by_number(tx, 7)) is None
    assert await store.read(lambda tx: incidents.by_number(tx, 10**30)) is None
    assert await store.read(lambda tx: incidents.by_number(tx, -(10**30))) is None


async def test_the_lists_tell_active_waiting_and_settled_apart(store: Store, world: StillWorld) -> None:
    """Active and waiting ones come oldest first, settled ones the last resolved first."""

    def unit(tx: Transaction) -> None:
        waiting, acknowledged, resolved, closed = (declared(tx).incident for _ in range(4))
        assert waiting.number == 1
        saved(tx, acknowledged, commands.acknowledge)
        saved(tx, saved(tx, closed, resolve), close)
        world.time += MINUTE
        incidents.save(tx, commands.resolve(resolved, "", ADA, tx.now + MINUTE).incident)

    await store.run(unit)

    assert numbers(await store.read(incidents.active)) == [1, 2]
    assert numbers(await store.read(incidents.waiting)) == [1]
    assert numbers(await store.read(lambda tx: incidents.recently_settled(tx, 10))) == [3, 4]
    assert numbers(await store.read(lambda tx: incidents.recently_settled(tx, 1))) == [3]


async def test_all_incidents_come_page_by_page_newest_first(store: Store) -> None:
    """The number at which a page ended begins the next one."""
    await store.run(lambda tx: [declared(tx) for _ in range(5)])

    first = numbers(await store.read(lambda tx: incidents.recent(tx, 2)))
    second = numbers(await store.read(lambda tx: incidents.recent(tx, 2, before_number=first[-1])))
    third = numbers(await store.read(lambda tx: incidents.recent(tx, 2, before_number=second[-1])))

    assert [first, second, third] == [[5, 4], [3, 2], [1]]


async def test_mine_are_those_i_lead_declared_or_acknowledged(store: Store) -> None:
    """Only active ones count."""

    def unit(tx: Transaction) -> None:
        declared(tx, actor=BOB)
        declared(tx, Draft("x", lead=Person(BOB.id, BOB.name)), actor=PROBE)
        saved(tx, declared(tx).incident, commands.acknowledge)
        declared(tx)
        saved(tx, declared(tx, actor=BOB).incident, resolve)

    await store.run(unit)

    assert numbers(await store.read(lambda tx: incidents.led_by(tx, BOB.id))) == [1, 2, 3]


times = st.datetimes(min_value=NOON.replace(tzinfo=None), timezones=st.just(UTC))
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
actors = st.sampled_from([ADA, BOB, PROBE]) | st.builds(
    Actor, kind=st.just(ADA.kind), id=words, name=words, door=st.just(ADA.door)
)
deeds = st.builds(Deed, by=actors, at=times)
any_incident = st.builds(
    Incident,
    id=st.just("b" * 32),
    number=st.integers(1, 2**62 - 1),
    title=words,
    severity=st.sampled_from(Severity),
    declared=deeds,
    started_at=times,
    waiting_since=times,
    moved=deeds,
    description=words,
    kind=st.sampled_from(Kind),
    status=st.sampled_from(Status),
    acknowledged=st.none() | deeds,
    first_acknowledged_at=st.none() | times,
    lead=st.none() | st.builds(Person, id=words, name=words),
    monitors=st.lists(words, max_size=4, unique=True).map(tuple),
    channel=st.none() | words,
    last_update=st.none() | st.builds(Update, text=words, by=actors, at=times),
    resolved=st.none() | deeds,
    is_past=st.booleans(),
    source=st.sampled_from(Source),
    failure=st.builds(
        Failure,
        type=st.none() | st.sampled_from(FailureType),
        error=st.none() | words,
        regions=st.lists(words, max_size=3).map(tuple),
        count=st.integers(0, 10_000),
    ),
    page=st.none() | words,
    mended=st.timedeltas(timedelta(), timedelta(days=3_000_000)),
    round=st.integers(1, 10_000),
    version=st.integers(1, 10_000),
)


@given(incident=any_incident)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_incident_at_all_comes_back_as_it_was_written(incident: Incident) -> None:
    """Whatever text, time or number the rules let through."""
    store = open_inline(StillWorld())

    await store.run(lambda tx: incidents.insert(tx, incident))

    assert await store.read(lambda tx: incidents.by_id(tx, incident.id)) == incident
    await store.close()


def resolve(incident: Incident, actor: Actor, now: datetime) -> Change:
    return commands.resolve(incident, "", actor, now)


def close(incident: Incident, actor: Actor, now: datetime) -> Change:
    return commands.close(incident, "", actor, now)


def numbers(found: list[Incident]) -> list[int]:
    """Give what people call them."""
    return [incident.number for incident in found]
