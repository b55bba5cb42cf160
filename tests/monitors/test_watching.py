"""What becomes of a monitor's results: an incident that opens, worsens and is resolved by itself."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.catalogue import Catalogue
from bot.monitors.ways import Beat
from bot.watching import Watching, actor_of
from incidents.alerting import AlertPolicy, Recovery
from incidents.checks import Check, CheckKind
from incidents.commands import Draft
from incidents.edits import Wishes
from incidents.escalation import Policy
from incidents.failure import FailureType
from incidents.model import EventKind, Kind, Severity, Source, Status
from incidents.monitoring import WELL, Result
from incidents.plan import Plan
from tests.alerts.acting import Desk

SHOP = Check(
    id="shop", kind=CheckKind.HTTP, target="https://shop.example.com/", name="Shop", failures=2, recoveries=2
)
EVERY = timedelta(seconds=30)


class Watch:
    """A desk, and a monitor that looks every half minute."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.watching = Watching(self.desk.store, Policy(), wake=lambda: None)

    async def fails(self, times: int = 1) -> None:
        """Find it down so often."""
        for _ in range(times):
            self.desk.world.time += EVERY
            now = self.desk.world.now()
            await self.watching.take(
                SHOP, Result(now, FailureType.STATUS_CODE, "it answered 503", status=503)
            )

    async def is_refused(self, times: int = 1) -> None:
        """Have the bot itself refuse to look, so often."""
        for _ in range(times):
            self.desk.world.time += EVERY
            words = "10.0.0.1 is a private address."
            result = Result(self.desk.world.now(), FailureType.CONNECTION_ERROR, words, refused=True)
            await self.watching.take(SHOP, result)

    async def works(self, times: int = 1) -> None:
        """Find all well so often."""
        for _ in range(times):
            self.desk.world.time += EVERY
            await self.watching.take(SHOP, Result(self.desk.world.now(), took=timedelta(milliseconds=120)))


@pytest.fixture
async def watch() -> AsyncIterator[Watch]:
    watch = Watch()
    yield watch
    await watch.desk.store.close()


async def test_trouble_opens_an_incident_that_worsens_and_pages_anew(watch: Watch) -> None:
    """Minor after two failures, major after three, critical after five, on the same incident."""
    await watch.fails()
    assert await watch.desk.incidents() == []
    began = watch.desk.world.now()
    await watch.fails()
    incident = await watch.desk.only()
    assert (incident.title, incident.severity, incident.started_at) == (
        "Shop: it answered 503",
        Severity.MINOR,
        began,
    )
    assert (incident.monitors, incident.source, incident.declared.by) == (
        ("shop",),
        Source.SYSTEM,
        actor_of(SHOP),
    )
    assert (incident.failure.type, incident.failure.count) == (FailureType.STATUS_CODE, 2)
    await watch.fails()
    assert ((await watch.desk.only()).severity, (await watch.desk.only()).round) == (Severity.MAJOR, 2)
    await watch.fails(2)
    incident = await watch.desk.only()
    assert (incident.severity, incident.round, incident.failure.count) == (Severity.CRITICAL, 3, 5)


async def test_a_monitor_chooses_the_escalation(watch: Watch) -> None:
    """As a rule does for alerts."""
    now = watch.desk.world.now()
    check = replace(SHOP, failures=1, escalation="shop")
    await watch.watching.take(check, Result(now, FailureType.TIMEOUT, "no answer within 10 s"))
    assert (await watch.desk.only()).escalation == "shop"


async def test_it_is_resolved_after_enough_successes_in_a_row(watch: Watch) -> None:
    """One that comes in between is not enough."""
    await watch.fails(2)
    await watch.works()
    await watch.fails()
    await watch.works()
    assert (await watch.desk.only()).is_active
    await watch.works()
    incident = await watch.desk.only()
    assert (incident.status, incident.resolved and incident.resolved.by) == (Status.RESOLVED, actor_of(SHOP))


async def test_failing_again_soon_reopens_the_incident(watch: Watch) -> None:
    """It goes on at the severity that it had."""
    await watch.fails(5)
    await watch.works(2)
    await watch.fails(2)
    incident = await watch.desk.only()
    assert (incident.status, incident.severity) == (Status.INVESTIGATING, Severity.CRITICAL)
    assert (await watch.desk.happened())[-1] == (EventKind.NOTE_ADDED, "Failing again: it answered 503")


async def test_a_severity_that_a_person_chose_is_left_alone(watch: Watch) -> None:
    """However long it fails."""
    await watch.fails(2)
    await watch.desk.service.set_severity("INC-1", Severity.WARNING, watch.desk.ann())
    await watch.fails(5)
    assert (await watch.desk.only()).severity is Severity.WARNING


async def test_what_fails_on_after_a_person_resolved_it_is_an_incident_again(watch: Watch) -> None:
    """After the policy's time, at the severity that it has reached by then."""
    await watch.fails(2)
    await watch.desk.service.resolve("INC-1", watch.desk.ann())
    await watch.fails(19)
    assert len(await watch.desk.incidents()) == 1
    await watch.fails()
    _, again = await watch.desk.incidents()
    assert (again.severity, again.is_active) == (Severity.CRITICAL, True)


async def test_the_policy_may_have_a_person_resolve(watch: Watch) -> None:
    """The recovery is noted."""
    watch.watching.policy = Policy(alerts=AlertPolicy(recovery=Recovery.TELL))
    await watch.fails(2)
    await watch.works(2)
    assert (await watch.desk.only()).is_active
    assert (await watch.desk.happened())[-1][1] == "Shop has recovered. Resolve it when you agree."


async def test_results_are_kept_for_a_week_and_their_sums_for_ever(watch: Watch) -> None:
    """By hour, with the mean time of an answer."""
    await watch.fails(2)
    await watch.works(2)
    _, results, [hour] = await watch.watching.history("shop", 10, timedelta(hours=2))
    assert [result.ok for result in results] == [True, True, False, False]
    assert (hour.checks, hour.failures, hour.took) == (4, 2, timedelta(milliseconds=120))
    watch.desk.passes(days=8)
    await watch.watching.tidy()
    _, results, hours = await watch.watching.history("shop", 10, timedelta(days=9))
    assert (results, hours) == ([], [hour])


async def test_the_monitor_tells_how_often_running_it_failed(watch: Watch) -> None:
    """As four dialects show it; and when it last was well."""
    await watch.fails(3)
    [shop] = await watch.desk.store.read(lambda tx: tx.all("SELECT failures FROM monitors WHERE id = 'shop'"))
    assert shop["failures"] == 3
    await watch.works(2)
    seen, *_ = await watch.watching.history("shop", 10, timedelta(hours=1))
    assert seen is not None
    assert (seen.standing.failing, seen.last_ok_at, seen.last_error) == (False, watch.desk.world.now(), "")


BACKUP = Check(id="backup", kind=CheckKind.HEARTBEAT, interval=timedelta(hours=1), failures=1, recoveries=1)


async def test_a_job_is_waited_for_from_when_its_monitor_is_named(watch: Watch) -> None:
    """However long the bot has run, or whenever the job called in before the monitor was taken out."""
    await watch.watching.introduce([])
    watch.desk.passes(hours=8)
    await watch.watching.introduce([BACKUP])
    named = watch.desk.world.now()
    assert await watch.watching.beat_of("backup") == Beat(named, WELL)

    watch.desk.passes(minutes=5)
    await watch.watching.report("backup", Result)
    called = watch.desk.world.now()
    assert (await watch.watching.beat_of("backup")).last == called
    await watch.watching.introduce([])
    watch.desk.passes(days=30)
    await watch.watching.introduce([BACKUP])
    assert (await watch.watching.beat_of("backup")).last == watch.desk.world.now()


def test_a_missing_beat_is_noticed_soon() -> None:
    """A tenth of the interval late, half a minute at most."""
    assert replace(BACKUP, interval=timedelta(seconds=20)).looks_every == timedelta(seconds=2)
    assert replace(BACKUP, interval=timedelta(days=1)).looks_every == timedelta(seconds=30)
    assert replace(BACKUP, interval=timedelta(seconds=2)).looks_every == timedelta(seconds=1)


async def test_its_recovery_tells_the_public_how_long_it_lasted(watch: Watch) -> None:
    """From the first failure, in the update with which it is resolved."""
    await watch.fails(2)
    await watch.works(2)
    incident = await watch.desk.only()
    words = "Recovered. It was down for 1 minute 30 seconds."
    assert (await watch.desk.happened())[-2:] == [(EventKind.UPDATE_POSTED, words), (EventKind.RESOLVED, "")]
    assert incident.last_update is not None
    assert (incident.last_update.text, incident.status) == (words, Status.RESOLVED)


async def test_a_monitor_that_the_policy_does_not_name_is_called_as_the_catalogue_calls_it(
    watch: Watch,
) -> None:
    """Its id is the name only of one that nobody has named."""
    catalogue = Catalogue(watch.desk.store, lambda: None)
    await catalogue.put_monitor("mon_1", "Checkout")
    for monitor in ("mon_1", "mon_2"):
        await watch.watching.report(monitor, lambda now: Result(now, FailureType.TIMEOUT, "no answer"))
    named, unnamed = await watch.desk.incidents()
    assert (named.title, named.declared.by.name) == ("Checkout: no answer", "Checkout")
    assert unnamed.title == "mon_2: no answer"


async def test_one_that_a_person_made_maintenance_is_left_as_it_is_and_still_recovers(watch: Watch) -> None:
    """Maintenance has no severity; what is found meanwhile is counted all the same."""
    await watch.fails(2)
    maintenance = Wishes(kind=Kind.MAINTENANCE)
    await watch.desk.service.edit("INC-1", maintenance, watch.desk.ann())
    await watch.fails(3)
    assert (await watch.desk.only()).severity is Severity.NONE
    await watch.works(2)
    assert (await watch.desk.only()).status is Status.RESOLVED


async def test_what_the_bot_itself_refuses_to_look_at_never_gets_worse_than_minor(watch: Watch) -> None:
    """It is a mistake in the settings: nobody is paged as for an outage, however long it lasts."""
    await watch.is_refused(20)
    [incident] = await watch.desk.incidents()
    assert (incident.severity, incident.status) == (Severity.MINOR, Status.INVESTIGATING)


async def test_a_real_failure_after_refusals_counts_from_there(watch: Watch) -> None:
    """Major at the first that was really seen, critical at the third."""
    await watch.is_refused(20)
    await watch.fails()
    [incident] = await watch.desk.incidents()
    assert incident.severity is Severity.MAJOR
    await watch.fails(2)
    [incident] = await watch.desk.incidents()
    assert incident.severity is Severity.CRITICAL


async def test_refusals_after_real_failures_make_it_no_worse_and_no_better(watch: Watch) -> None:
    """What was counted stays."""
    await watch.fails(4)
    await watch.is_refused(9)
    [incident] = await watch.desk.incidents()
    assert incident.severity is Severity.MAJOR
    await watch.fails()
    [incident] = await watch.desk.incidents()
    assert incident.severity is Severity.CRITICAL


async def test_failing_during_maintenance_leaves_one_note_on_it(watch: Watch) -> None:
    """As alerts do; what still fails after its end opens then."""
    desk, ann = watch.desk, watch.desk.ann()
    plan = Plan(desk.world.now(), desk.world.now() + 20 * EVERY)
    draft = Draft("Upgrade", kind=Kind.MAINTENANCE, monitors=("shop",), planned=plan)
    await desk.service.declare(draft, ann)
    await desk.service.set_status("INC-1", Status.IDENTIFIED, ann)
    await watch.fails(9)
    noted = [text for kind, text in await desk.happened() if kind is EventKind.NOTE_ADDED]
    assert noted == ["Silenced: Shop: it answered 503"]
    await desk.service.resolve("INC-1", ann)
    await watch.fails()
    assert len(await desk.incidents()) == 2
