"""The rows of the statistics, on each engine."""

import shutil
from collections import Counter
from dataclasses import astuple, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from incidents.model import Incident, Kind, Severity
from incidents.quarters import DAY, QUARTER, Stretch, quarter_of, stretches
from incidents.stats import Share, share_of
from storage import migrate, open_store, rollup
from storage.sqlite import SqliteSession, connect_to_write
from storage.store import Store, Transaction
from tests.storage.examples import NOON, StillWorld, full_incident

BEFORE_DAYS = 6  # migrations, until which there were only quarters
BERLIN = ZoneInfo("Europe/Berlin")
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)


def started(at: datetime, severity: Severity = Severity.MAJOR) -> Incident:
    """An incident that started then."""
    return replace(full_incident("1" * 32, 1), started_at=at, severity=severity)


def days_of(tx: Transaction, zone: ZoneInfo) -> dict[date, Share]:
    """Give what each day of the zone adds up to, over all there is."""
    counted, days = rollup.counted(tx), dict[date, Share]()
    for stretch in stretches(counted.start, counted.stop, zone):
        for day, share in rollup.by_day(tx, stretch):
            days[day] = days.get(day, Share()) + share
    return days


async def test_days_add_up_in_the_time_zone_that_is_asked_for(store: Store) -> None:
    """Half past eleven at night in UTC is tomorrow in Berlin."""
    late = started(JANUARY + timedelta(hours=23, minutes=30))
    later = started(JANUARY + timedelta(days=1, hours=3), Severity.CRITICAL)

    def unit(tx: Transaction) -> None:
        rollup.follow(tx, None, late)
        rollup.follow(tx, None, later)

    await store.run(unit)
    in_utc = await store.read(lambda tx: days_of(tx, ZoneInfo("UTC")))
    in_berlin = await store.read(lambda tx: days_of(tx, BERLIN))
    assert in_utc == {date(2026, 1, 1): share_of(late), date(2026, 1, 2): share_of(later)}
    assert in_berlin == {date(2026, 1, 2): share_of(late) + share_of(later)}


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati"])
async def test_a_day_of_any_zone_has_what_started_in_it(store: Store, zone: str) -> None:
    """Wherever it lies in the days of UTC: one incident in each of so many quarters."""
    clocks, moments = ZoneInfo(zone), [JANUARY + timedelta(minutes=45 * count) for count in range(100)]

    def unit(tx: Transaction) -> None:
        for at in moments:
            rollup.follow(tx, None, started(at))

    await store.run(unit)
    days = await store.read(lambda tx: days_of(tx, clocks))
    assert {day: share.major for day, share in days.items()} == Counter(
        at.astimezone(clocks).date() for at in moments
    )


async def test_what_an_incident_added_is_taken_away_when_it_moves_or_is_deleted(store: Store) -> None:
    """Into another day, to another severity, and out."""
    first, moved = started(NOON), started(NOON + timedelta(days=40), Severity.MINOR)
    await store.run(lambda tx: rollup.follow(tx, None, first))
    await store.run(lambda tx: rollup.follow(tx, first, moved))
    days = await store.read(lambda tx: days_of(tx, BERLIN))
    assert {day: share for day, share in days.items() if share != Share()} == {
        moved.started_at.date(): share_of(moved)
    }
    await store.run(lambda tx: rollup.follow(tx, moved, None))
    assert set((await store.read(lambda tx: days_of(tx, BERLIN))).values()) == {Share()}


async def test_nothing_is_counted_where_there_is_nothing(store: Store) -> None:
    """No quarter, and no day."""
    assert not await store.read(rollup.counted)
    assert not await store.read(lambda tx: list(rollup.by_day(tx, Stretch(0, DAY, 0))))


def test_an_older_rollup_is_carried_over(tmp_path: Path, world: StillWorld) -> None:
    """Quarters by severity become quarters, hours and days with the severities side by side."""
    path, shares = str(tmp_path / "old.db"), {Severity.MAJOR: 3, Severity.NONE: 4}
    session = SqliteSession(connect_to_write(path), path)
    migrate.migrate(session, world, path, older_steps(tmp_path / "steps"))
    for severity, count in shares.items():
        for quarter in (0, QUARTER, DAY - QUARTER, DAY):
            figures = ", ".join(map(str, range(100, 112)))
            session.change(
                f"INSERT INTO rollup VALUES (:at, :severity, :count, {figures})",  # noqa: S608
                {"at": quarter_of(JANUARY) + quarter, "severity": severity.value, "count": count},
            )
    migrate.migrate(session, world, path)
    rows = session.fetch("SELECT * FROM rollup WHERE width = 86400 ORDER BY bucket", {})
    twice = tuple(2 * number for number in range(100, 112))
    assert [tuple(row.values())[2:] for row in rows] == [
        (0, 9, 0, 0, 12, *(3 * number for number in twice), 0),  # no drills
        (0, 3, 0, 0, 4, *twice, 0),
    ]
    assert session.fetch("SELECT width, COUNT(*) AS rows FROM rollup GROUP BY 1 ORDER BY 1", {}) == [
        {"width": 900, "rows": 4},
        {"width": 3_600, "rows": 3},
        {"width": DAY, "rows": 2},
    ]
    assert not session.fetch("SELECT * FROM sqlite_schema WHERE name = 'rollup_by_severity'", {})


def older_steps(folder: Path) -> Path:
    """Give a folder with the migrations of before."""
    folder.mkdir()
    for step in sorted(migrate.FOLDER.glob("*.sql"))[:BEFORE_DAYS]:
        shutil.copy(step, folder)
    return folder


@pytest.mark.parametrize("kind", Kind)
async def test_every_number_of_a_share_has_its_column(url: str, world: StillWorld, kind: Kind) -> None:
    """What goes in comes out, on both databases, after another start too."""
    incident = replace(started(NOON), kind=kind)
    store = await open_store(url, world)
    await store.run(lambda tx: rollup.follow(tx, None, incident))
    await store.close()
    store = await open_store(url, world)
    [share] = (await store.read(lambda tx: days_of(tx, BERLIN))).values()
    await store.close()
    assert astuple(share) == astuple(share_of(incident))
