"""The rows of alerts, of their groups, and of what could not be read, on every engine."""

import asyncio
import threading
from dataclasses import replace
from functools import partial

import pytest

from incidents.alerting import Verdict
from incidents.alerts import Alert, AlertState
from incidents.commands import Draft, resolve
from incidents.facts import set_severity
from incidents.model import Actor, ActorKind, Door, Incident, Severity
from storage import Store, Transaction, alerts, incidents, open_store, quarantine, timeline
from storage.quarantine import Unread
from tests.storage.examples import ADA, MINUTE, NOON, StillWorld, append_to, declared, saved

DISK = Alert("grafana", "disk", AlertState.FIRING, "the disk is full", Severity.MAJOR, "db", "database")
CPU = Alert("grafana", "cpu", AlertState.FIRING, "the cpu is busy", None, "db")
OVER = replace(DISK, state=AlertState.RESOLVED)
MACHINE = Actor(ActorKind.MONITOR, "usr_1", "grafana", Door.ALERT)
UNREAD = Unread(
    "sns",
    "topic/a",
    {"content-type": "text/plain 💥"},
    {"a": "b"},
    '{"half": ',
    "The payload is not JSON.",
    "sender",
)


async def opened(store: Store, *monitors: str) -> Incident:
    """Have an incident."""
    draft = Draft("trouble", Severity.MINOR, monitors=monitors)
    return (await store.run(lambda tx: declared(tx, draft))).incident


async def known(store: Store, *fingerprints: str) -> dict[str, alerts.Known]:
    """Give what is known of Grafana's alerts."""
    return await store.read(lambda tx: alerts.known(tx, "grafana", fingerprints))


async def put(store: Store, *told: Alert, incident_id: str | None = None) -> None:
    """Write down what was told."""
    await store.run(lambda tx: alerts.put(tx, told, "declared", incident_id))


async def test_an_alert_comes_back_as_it_was_told(store: Store) -> None:
    """With the incident that it belongs to, and whether that is open."""
    incident = await opened(store)
    await put(store, DISK, CPU, incident_id=incident.id)

    found = await known(store, "disk", "cpu", "nobody")
    assert found.keys() == {"disk", "cpu"}
    assert found["disk"] == alerts.Known(
        source="grafana",
        fingerprint="disk",
        group="db",
        firing=True,
        acknowledged=False,
        severity=Severity.MAJOR,
        service="database",
        title="the disk is full",
        verdict="declared",
        incident_id=incident.id,
        times=1,
        first_seen_at=NOON,
        last_seen_at=NOON,
        is_open=True,
        reference=incident.reference,
    )
    assert (found["cpu"].severity, found["cpu"].service) == (None, None)
    assert await store.read(lambda tx: alerts.known(tx, "sentry", ["disk"])) == {}
    assert await known(store) == {}


async def test_what_is_told_again_is_counted_and_keeps_its_incident(store: Store, world: StillWorld) -> None:
    """Whether it says something new or not; once the incident is over it is not open any more."""
    incident = await opened(store)
    await put(store, DISK, incident_id=incident.id)
    world.time += MINUTE
    await store.run(lambda tx: alerts.seen_again(tx, [DISK]))
    await store.run(lambda tx: alerts.seen_again(tx, []))
    world.time += MINUTE
    await put(store, replace(OVER, group="disks"))
    await store.run(lambda tx: saved(tx, incident, lambda i, by, now: resolve(i, "", by, now)))

    disk = (await known(store, "disk"))["disk"]
    assert (disk.times, disk.first_seen_at, disk.last_seen_at) == (3, NOON, NOON + 2 * MINUTE)
    assert (disk.firing, disk.group) == (False, "disks")
    assert (disk.incident_id, disk.is_open) == (incident.id, False)


async def test_an_incident_fires_while_any_of_its_alerts_does(store: Store) -> None:
    """Not longer, and not for another one."""
    incident = await opened(store)
    assert not await store.read(lambda tx: alerts.fires(tx, incident.id))
    await put(store, DISK, CPU, incident_id=incident.id)
    await put(store, OVER)
    assert await store.read(lambda tx: alerts.fires(tx, incident.id))
    await put(store, replace(CPU, state=AlertState.RESOLVED))
    assert not await store.read(lambda tx: alerts.fires(tx, incident.id))


async def test_a_group_belongs_to_its_last_incident_and_stays_a_sign_of_a_storm(
    store: Store, world: StillWorld
) -> None:
    """One that joined something is none until it opens something itself."""
    first, second = await opened(store), await opened(store)

    async def belongs(group: str, incident: Incident, verdict: Verdict) -> int:
        await store.run(lambda tx: alerts.belongs_to(tx, "grafana", group, incident.id, verdict))
        return await store.read(partial(alerts.groups_opened, since=NOON, most=10))

    world.time += MINUTE
    assert await belongs("joined", first, Verdict.JOINED) == 0
    assert await belongs("db", first, Verdict.DECLARED) == 1
    assert await belongs("db", second, Verdict.JOINED) == 1
    assert await belongs("joined", second, Verdict.DECLARED) == 2
    assert await store.read(partial(alerts.groups_opened, since=NOON, most=1)) == 1
    assert await store.read(partial(alerts.groups_opened, since=NOON + MINUTE, most=10)) == 0
    assert await store.read(lambda tx: alerts.incident_of_group(tx, "grafana", "db")) == second
    assert await store.read(lambda tx: alerts.incident_of_group(tx, "sentry", "db")) is None


async def test_the_newest_open_incident_of_a_service_is_found(store: Store, world: StillWorld) -> None:
    """Unless nothing was said of it for too long, or it is over."""
    older, newer = await opened(store, "database"), await opened(store, "web", "database")

    async def found(since: int) -> Incident | None:
        at = NOON + since * MINUTE
        return await store.read(lambda tx: alerts.incident_of_service(tx, "database", at))

    assert await found(-1) == newer
    assert await found(0) is None
    await store.run(lambda tx: saved(tx, newer, lambda i, by, now: resolve(i, "", by, now)))
    assert await found(-1) == older


@pytest.mark.parametrize(("actor", "chosen"), [(ADA, True), (MACHINE, False)])
async def test_a_severity_is_a_persons_choice_or_it_is_not(
    store: Store, actor: Actor, *, chosen: bool
) -> None:
    """What an alert raised, another may raise further."""
    incident = await opened(store)

    def unit(tx: Transaction) -> None:
        append_to(tx, incident.id, set_severity(incident, Severity.MAJOR, actor, tx.now).events)

    await store.run(unit)
    assert await store.read(lambda tx: alerts.severity_was_chosen(tx, incident.id)) is chosen
    assert len(await store.read(lambda tx: timeline.of(tx, incident.id))) == 1


async def test_a_deleted_incident_is_forgotten_and_its_alerts_are_not(store: Store) -> None:
    """The next time that one is told it may open another."""
    incident = await opened(store)
    await put(store, DISK, incident_id=incident.id)

    def unit(tx: Transaction) -> None:
        alerts.belongs_to(tx, "grafana", "db", incident.id, Verdict.DECLARED)
        alerts.forget(tx, incident.id)
        incidents.delete(tx, incident)

    await store.run(unit)
    disk = (await known(store, "disk"))["disk"]
    assert (disk.firing, disk.incident_id, disk.is_open) == (False, None, False)
    assert await store.read(lambda tx: alerts.incident_of_group(tx, "grafana", "db")) is None


async def test_what_somebody_is_on_at_the_source_is_known_until_it_is_over(store: Store) -> None:
    """Told once; only what fires can be acknowledged, and when it fires anew nobody is on it."""
    incident = await opened(store)
    await put(store, DISK, CPU, incident_id=incident.id)

    async def acknowledged(*names: str) -> list[str]:
        return await store.run(lambda tx: alerts.acknowledge(tx, "grafana", names))

    assert await acknowledged("disk", "nobody's") == ["the disk is full"]
    assert await acknowledged("disk") == []
    assert await store.read(lambda tx: alerts.fires_unacknowledged(tx, incident.id))
    await put(store, replace(CPU, state=AlertState.RESOLVED))
    assert await acknowledged("cpu") == []
    assert not await store.read(lambda tx: alerts.fires_unacknowledged(tx, incident.id))
    await put(store, replace(DISK, title="the disk is fuller"))
    assert (await known(store, "disk"))["disk"].acknowledged
    await put(store, OVER)
    await put(store, DISK)
    assert not (await known(store, "disk"))["disk"].acknowledged


async def test_a_group_is_the_storms_as_long_as_it_belongs_to_it(store: Store) -> None:
    """Whatever else of it joins meanwhile."""
    storm, other = await opened(store), await opened(store)

    async def belongs(incident: Incident, verdict: Verdict) -> None:
        await store.run(lambda tx: alerts.belongs_to(tx, "grafana", "db", incident.id, verdict))

    for incident, verdict, swallowed in (
        (storm, Verdict.SWALLOWED, True),
        (storm, Verdict.JOINED, True),
        (other, Verdict.DECLARED, False),
        (other, Verdict.JOINED, False),
    ):
        await store.run(
            partial(alerts.belongs_to, source="grafana", group="db", incident_id=incident.id, verdict=verdict)
        )
        assert await store.read(lambda tx: alerts.was_swallowed(tx, "grafana", "db")) is swallowed


async def test_what_is_old_and_open_for_nobody_is_deleted(store: Store, world: StillWorld) -> None:
    """With its group; what fires for an open incident stays, however old it is."""
    incident, ended = await opened(store), await opened(store)
    lone, lost = (
        replace(CPU, fingerprint="lone", group="lone"),
        replace(CPU, fingerprint="lost", group="lost"),
    )

    def unit(tx: Transaction) -> None:
        alerts.put(tx, [CPU, OVER], "declared", incident.id)
        alerts.put(tx, [lost], "declared", ended.id)
        alerts.put(tx, [lone], "recorded", None)
        for group, each in (("db", incident), ("lost", ended), ("gone", ended)):
            alerts.belongs_to(tx, "grafana", group, each.id, Verdict.DECLARED)
        saved(tx, ended, lambda i, by, now: resolve(i, "", by, now))

    await store.run(unit)
    await store.run(partial(alerts.tidy, before=NOON))
    assert len(await known(store, "cpu", "disk", "lost", "lone")) == 4
    await store.run(partial(alerts.tidy, before=NOON + MINUTE))
    assert (await known(store, "cpu", "disk", "lost", "lone")).keys() == {"cpu"}
    groups = await store.read(lambda tx: tx.all("SELECT group_key FROM alert_groups"))
    assert groups == [{"group_key": "db"}]


async def test_what_could_not_be_read_is_kept_and_let_go(store: Store, world: StillWorld) -> None:
    """Oldest first; after a week by itself, or when it was read after all."""
    for path in ("first", "second", "third"):
        await store.run(partial(quarantine.put, unread=replace(UNREAD, path=path)))
        world.time += MINUTE
    first, second, third = await store.read(quarantine.everything)
    assert first == replace(UNREAD, path="first", id=first.id, received_at=NOON)

    await store.run(partial(quarantine.release, unread_id=second.id))
    assert await store.read(quarantine.everything) == [first, third]
    await store.run(partial(quarantine.tidy, before=NOON + MINUTE))
    assert await store.read(quarantine.everything) == [third]


async def test_servers_on_one_database_take_turns(postgres_url: str, world: StillWorld) -> None:
    """Whoever waited for its turn sees what the other one has written: of a group, one incident is declared."""
    both_have_looked = threading.Barrier(2)
    first_go = threading.local()

    def take(tx: Transaction) -> None:
        alerts.known(tx, "grafana", ["disk"])
        if not hasattr(first_go, "over"):
            first_go.over = True
            both_have_looked.wait(10)
        alerts.take_turns(tx)
        if alerts.incident_of_group(tx, "grafana", "db") is None:
            alerts.belongs_to(tx, "grafana", "db", declared(tx).incident.id, Verdict.DECLARED)

    pair = [await open_store(postgres_url, world) for _ in range(2)]
    await asyncio.gather(*(store.run(take) for store in pair))
    assert len(await pair[0].read(incidents.active)) == 1
    for store in pair:
        await store.close()
