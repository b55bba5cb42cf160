"""The rows of the timeline, on every engine."""

import asyncio
import re
from functools import partial
from pathlib import Path

import pytest

import storage
from incidents.model import CLOCK, EventKind, TimelineEvent
from storage import Store, Transaction, kept, postings, timeline
from storage.postings import Posting
from tests.storage.examples import ADA, BOB, MINUTE, NOON, PROBE, StillWorld, append_to, note


async def test_an_event_comes_back_with_all_that_is_known_of_it(store: Store, world: StillWorld) -> None:
    """Who, by which door, when it happened and when it was written down."""
    late = TimelineEvent(EventKind.REMINDER_SENT, CLOCK, NOON - MINUTE, "late", {"person": "U0ADA", "n": 3})

    [written] = await store.run(lambda tx: append_to(tx, "incident", [late]))

    assert (written.at, written.recorded_at) == (NOON - MINUTE, world.now())
    assert (written.position, written.incident_id, len(written.id)) == (1, "incident", 32)
    assert await store.read(lambda tx: timeline.event(tx, written.id)) == written
    assert await store.read(lambda tx: timeline.of(tx, "incident")) == [written]


async def test_events_come_in_order_and_by_portions(store: Store) -> None:
    """Each incident has its own; `after` and `limit` cut a portion out."""
    for words, whose in (("one", "a"), ("other", "b"), ("two", "a"), ("three", "a")):
        await store.run(partial(append_to, incident_id=whose, events=[note(words)]))

    async def of(after: int = 0, limit: int | None = None) -> list[str]:
        found = await store.read(lambda tx: timeline.of(tx, "a", after, limit))
        return [f"{event.position} {event.text}" for event in found]

    assert await of() == ["1 one", "3 two", "4 three"]
    assert await of(after=1) == ["3 two", "4 three"]
    assert await of(after=1, limit=1) == ["3 two"]


async def test_updates_and_notes_are_listed_without_the_rest(store: Store) -> None:
    """Each incident's own, in order, among all else that happened."""
    kinds = [EventKind.NOTE_ADDED, EventKind.UPDATE_POSTED, EventKind.REMINDER_SENT] * 2
    for whose in ("a", "b"):
        events = [TimelineEvent(kind, ADA, NOON) for kind in kinds]
        await store.run(partial(append_to, incident_id=whose, events=events))

    updates = await store.read(partial(timeline.updates, incident_id="b"))
    notes = await store.read(partial(timeline.notes, incident_id="b"))
    assert [(event.position, event.kind) for event in updates] == [(8, kinds[1]), (11, kinds[1])]
    assert [(event.position, event.kind) for event in notes] == [(7, kinds[0]), (10, kinds[0])]


async def test_what_happened_to_the_incident_itself_is_cut_without_its_reminders(store: Store) -> None:
    """By place, counted, and the last of a kind in front of a position: nothing else is read."""
    kinds = [EventKind.DECLARED, EventKind.REMINDER_SENT, EventKind.ACKNOWLEDGED, EventKind.CHANNEL_REMINDED]
    events = [TimelineEvent(kind, ADA, NOON) for kind in (*kinds, EventKind.NOTE_ADDED)]
    for whose in ("a", "b"):
        await store.run(partial(append_to, incident_id=whose, events=events))

    async def cut(*stretch: int) -> list[tuple[int, str]]:
        found = await store.read(lambda tx: timeline.changes(tx, "b", *stretch))
        return [(event.position, event.kind) for event in found]

    async def last_of(before: int) -> EventKind | None:
        found = await store.read(lambda tx: timeline.last_of(tx, "b", kinds[:3:2], before))
        return found.kind if found else None

    assert await cut() == [(6, "declared"), (8, "acknowledged"), (10, "note_added")]
    assert await cut(1, 1) == [(8, "acknowledged")]
    assert await cut(3, 1) == []
    assert await store.read(lambda tx: timeline.count_changes(tx, "b")) == 3
    assert [await last_of(before) for before in (10, 8, 6)] == [
        EventKind.ACKNOWLEDGED,
        EventKind.DECLARED,
        None,
    ]


async def test_appending_nothing_takes_no_position(store: Store) -> None:
    """A change without events leaves no gap."""
    assert await store.run(lambda tx: append_to(tx, "a", [])) == []
    [first] = await store.run(lambda tx: append_to(tx, "a", [note("x")]))
    assert first.position == 1


async def test_actors_of_every_kind_are_kept(store: Store) -> None:
    """People, monitors and the clock, each with the door they came by."""
    events = [TimelineEvent(EventKind.NOTE_ADDED, actor, NOON) for actor in (ADA, BOB, PROBE, CLOCK)]

    await store.run(lambda tx: append_to(tx, "a", events))

    found = await store.read(lambda tx: timeline.of(tx, "a"))
    assert [event.actor for event in found] == [ADA, BOB, PROBE, CLOCK]


async def test_an_event_that_was_posted_has_a_permalink(store: Store) -> None:
    """As `chat.getPermalink` words it; in a thread with the thread's own timestamp."""

    def unit(tx: Transaction) -> None:
        told, threaded, _ = append_to(tx, "a", [note("told"), note("threaded"), note("untold")])
        postings.remember(tx, Posting("page", "a", "D0ADA", "1700000000.000100", event_id=told.id))
        thread = Posting(
            "thread", "a", "C0INC", "1700000001.000200", event_id=threaded.id, thread_ts="1700000000.000001"
        )
        postings.remember(tx, thread)

    await store.run(unit)
    assert [event.permalink for event in await store.read(lambda tx: timeline.of(tx, "a"))] == [None] * 3
    await store.run(lambda tx: kept.keep(tx, "workspace_url", "https://demo.slack.com/"))

    assert [event.permalink for event in await store.read(lambda tx: timeline.of(tx, "a"))] == [
        "https://demo.slack.com/archives/D0ADA/p1700000000000100",
        "https://demo.slack.com/archives/C0INC/p1700000001000200?thread_ts=1700000000.000001&cid=C0INC",
        None,
    ]


async def test_an_event_that_was_posted_twice_is_listed_once(store: Store) -> None:
    """A message that went out a second time after a crash doubles nothing."""

    def unit(tx: Transaction) -> None:
        [event] = append_to(tx, "a", [note("told")])
        for ts in ("1.1", "2.2"):
            postings.remember(tx, Posting("thread", "a", "C0INC", ts, event_id=event.id))

    await store.run(unit)

    assert len(await store.read(lambda tx: timeline.of(tx, "a"))) == 1


async def test_positions_follow_the_order_of_commits(store: Store) -> None:
    """Whoever has read up to a position has missed nothing before it."""
    last = 0

    async def write(number: int) -> None:
        await store.run(lambda tx: append_to(tx, "a", [note(str(number)), note("more")]))

    async def look() -> None:
        nonlocal last
        found = await store.read(lambda tx: timeline.of(tx, "a"))
        assert [event.position for event in found] == list(range(1, len(found) + 1))
        assert len(found) >= last
        last = len(found)

    async def looks_again_and_again() -> None:
        for _ in range(20):
            await look()

    await asyncio.gather(*(write(n) for n in range(50)), looks_again_and_again())
    await look()
    assert last == 100


def test_no_query_changes_or_deletes_an_event() -> None:
    """The timeline is append-only: one query names it as its target besides the INSERT, for a whole incident's end."""
    folder = Path(storage.__file__).parent
    changing = re.compile(
        r"\b(UPDATE|DELETE\s+FROM|REPLACE\s+INTO|TRUNCATE|DROP\s+TABLE)\s+timeline\b", re.IGNORECASE
    )

    found = [place for path in folder.rglob("*.sql") for place in changing.findall(path.read_text())]

    assert found == ["DELETE FROM"]
    assert timeline.SQL["delete"] == "DELETE FROM timeline WHERE incident_id = :incident_id"
    assert "ON CONFLICT" not in timeline.SQL["insert"]


async def test_half_a_character_hurts_only_the_unit_that_brought_it(store: Store) -> None:
    """A lone surrogate is refused by the driver, and nothing of its unit is kept."""
    with pytest.raises(UnicodeEncodeError):
        await store.run(lambda tx: append_to(tx, "a", [note("fine"), note("\ud800")]))

    assert await store.read(lambda tx: timeline.of(tx, "a")) == []
