"""Incidents that a program asks for, on every engine."""

from dataclasses import replace
from datetime import timedelta

from incidents import commands, facts
from incidents.commands import Draft
from incidents.model import Severity, Status
from incidents.search import Filter, Order, Place, Stretch
from storage import Store, Transaction, incidents, monitors, search
from tests.storage.examples import ADA, NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def numbers(store: Store, wanted: Filter, stretch: Stretch | None = None) -> list[int]:
    found = await store.read(lambda tx: search.found(tx, wanted, stretch or Stretch(100)))
    assert len(found) == await store.read(lambda tx: search.count(tx, wanted)) or stretch
    return [incident.number for incident in found]


async def seeded(store: Store) -> None:
    """INC-1 critical and acknowledged on `db`, INC-2 minor on `web` and `db`, INC-3 major and resolved."""

    def unit(tx: Transaction) -> None:
        drafts = [
            Draft("Checkout 100% down", Severity.CRITICAL, monitors=("db",), started_at=NOON - 3 * HOUR),
            Draft("slow search", Severity.MINOR, monitors=("web", "db"), started_at=NOON - 2 * HOUR),
            Draft("bad certificate", Severity.MAJOR, status=Status.RESOLVED, started_at=NOON - HOUR),
        ]
        for number, draft in enumerate(drafts, 1):
            incidents.insert(tx, commands.declare(draft, f"{number:032}", number, ADA, NOON).incident)
        first = incidents.by_number(tx, 1)
        assert first
        incidents.save(tx, commands.acknowledge(first, ADA, NOON).incident, first)

    await store.run(unit)


async def test_each_filter_narrows_and_they_narrow_together(store: Store) -> None:
    """What passes every condition is listed, newest first, and counted the same."""
    await seeded(store)

    assert await numbers(store, Filter()) == [3, 2, 1]
    assert await numbers(store, Filter(statuses=(Status.RESOLVED, Status.CLOSED))) == [3]
    assert await numbers(store, Filter(active=True)) == [2, 1]
    assert await numbers(store, Filter(active=True, acknowledged=False)) == [2]
    assert await numbers(store, Filter(acknowledged=True)) == [1]
    assert await numbers(store, Filter(severities=(Severity.CRITICAL, Severity.MINOR))) == [2, 1]
    assert await numbers(store, Filter(monitor="db")) == [2, 1]
    assert await numbers(store, Filter(monitor="db", severities=(Severity.MINOR,))) == [2]
    assert await numbers(store, Filter(monitor="nobody's")) == []
    assert await numbers(store, Filter(started_from=NOON - 2 * HOUR, started_before=NOON - HOUR)) == [2]
    assert await numbers(store, Filter(before_number=3)) == [2, 1]


async def test_text_is_found_whatever_its_case_and_no_character_is_a_wildcard(store: Store) -> None:
    """A percent sign and an underscore are looked for like any other character."""
    await seeded(store)

    assert await numbers(store, Filter(text="CHECKOUT")) == [1]
    assert await numbers(store, Filter(text="100%")) == [1]
    assert await numbers(store, Filter(text="s_o")) == []


async def test_text_is_found_whatever_its_case_in_any_alphabet(store: Store) -> None:
    """On every engine: capital letters of other alphabets than the English have small ones too."""
    drafts = [Draft("Émile's Übersicht"), Draft("Ж", description="ΟΔΟΣ ΑΘΗΝΑΣ"), Draft("ÉCOLE")]

    def unit(tx: Transaction) -> None:
        for number, draft in enumerate(drafts, 1):
            incidents.insert(tx, commands.declare(draft, f"{number:032}", number, ADA, NOON).incident)

    await store.run(unit)

    assert await numbers(store, Filter(text="é")) == await numbers(store, Filter(text="É")) == [3, 1]
    assert await numbers(store, Filter(text="übersicht")) == [1]
    assert await numbers(store, Filter(text="ж")) == await numbers(store, Filter(text="Ж")) == [2]
    assert await numbers(store, Filter(text="αθηνασ")) == await numbers(store, Filter(text="ΑΘΗΝΑΣ")) == [2]
    assert await numbers(store, Filter(text="ecole")) == []


async def test_a_list_is_sorted_either_way_and_what_has_no_time_comes_last(store: Store) -> None:
    """Ascending is descending the other way round."""
    await seeded(store)

    for order in set(Order) - {Order.RESOLVED}:
        down = await numbers(store, Filter(), Stretch(100, order=order))
        assert await numbers(store, Filter(), Stretch(100, order=order, descending=False)) == down[::-1]
    assert await numbers(store, Filter(), Stretch(100, order=Order.SEVERITY)) == [1, 3, 2]
    assert await numbers(store, Filter(), Stretch(100, order=Order.RESOLVED)) == [3, 2, 1]
    assert await numbers(store, Filter(), Stretch(100, order=Order.RESOLVED, descending=False)) == [3, 1, 2]
    assert await numbers(store, Filter(), Stretch(1, offset=1)) == [2]


async def test_a_list_by_time_goes_on_where_a_page_has_ended(store: Store) -> None:
    """By the time and, of the same time, by the number; with filters that have indexes of their own, too."""
    await seeded(store)
    grave = Filter(severities=(Severity.CRITICAL, Severity.MAJOR, Severity.MINOR), started_from=NOON - DAY)
    since = Filter(updated_since=NOON, statuses=(Status.INVESTIGATING, Status.RESOLVED))
    second = Place(NOON - 2 * HOUR, 2)

    assert await numbers(store, grave, Stretch(9, order=Order.STARTED, behind=second)) == [1]
    up = Stretch(9, order=Order.STARTED, descending=False, behind=second)
    assert await numbers(store, grave, up) == [3]
    changed = Stretch(9, order=Order.UPDATED, descending=False, behind=Place(NOON, 1))
    assert await numbers(store, since, changed) == [2, 3]
    assert await numbers(store, replace(since, active=True), changed) == [2]


async def test_a_monitor_of_another_set_no_longer_finds_the_incident(store: Store) -> None:
    """The links follow what the incident says."""
    await seeded(store)

    def unit(tx: Transaction) -> None:
        second = incidents.by_number(tx, 2)
        assert second
        incidents.save(tx, facts.set_monitors(second, ("cdn",), ADA, NOON).incident, second)

    await store.run(unit)

    assert await numbers(store, Filter(monitor="cdn")) == [2]
    assert await numbers(store, Filter(monitor="db")) == [1]


async def test_a_monitor_nobody_described_is_known_by_name_only(store: Store) -> None:
    """Hearing of it again changes nothing; describing it gives it a name."""
    await store.run(lambda tx: monitors.ensure(tx, ["db", "db"]))
    assert (await store.read(lambda tx: monitors.page(tx, 10)))[0].name == "db"

    await store.run(lambda tx: monitors.put(tx, "db", "Main database"))
    await store.run(lambda tx: monitors.ensure(tx, ["db"]))

    assert (await store.read(lambda tx: monitors.named(tx, ["db", "web"])))["db"].name == "Main database"
