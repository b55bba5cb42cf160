"""What becomes of alerts: one incident for each group, at the worst severity, resolved when all of it is over."""

from dataclasses import replace
from datetime import timedelta

from incidents.alerting import Match, Recovery, Rule, Silence, Verdict
from incidents.alerts import AlertState
from incidents.commands import Draft
from incidents.model import EventKind, Severity, Source, Status
from tests.alerts.acting import PROMETHEUS, Desk, alert, over
from tests.storage.examples import NOON

HOUR = timedelta(hours=1)


async def test_an_alert_declares_an_incident_in_its_own_words(desk: Desk) -> None:
    """Title, severity, service, start and links are the alert's; the actor is the token's name."""
    told = alert(
        service="checkout",
        description="cards are refused",
        started_at=NOON - HOUR,
        links=(("Runbook", "https://runbooks.example.com/down"),),
    )
    [became] = await desk.takes(told)

    incident = await desk.only()
    assert (became.verdict, became.reference) == (Verdict.DECLARED, "INC-1")
    assert (incident.title, incident.severity) == ("f1 is failing", Severity.MAJOR)
    assert incident.description == "cards are refused\n\nRunbook: https://runbooks.example.com/down"
    assert (incident.monitors, incident.started_at) == (("checkout",), NOON - HOUR)
    assert (incident.declared.by, incident.source) == (PROMETHEUS, Source.SYSTEM)


async def test_the_same_alert_told_again_is_one_alert(desk: Desk) -> None:
    """By any number of Alertmanagers, and twice in one request."""
    await desk.takes(alert(), alert())
    [became] = await desk.takes(alert())

    assert became.verdict == "repeated"
    assert await desk.happened() == [(EventKind.DECLARED, "f1 is failing")]


async def test_a_group_is_one_incident_at_its_worst_severity(desk: Desk) -> None:
    """What fires later joins, is noted by name, and raises the severity; in the card's thread it is told."""
    await desk.takes(alert("disk", Severity.MINOR, group="db"), alert("cpu", Severity.MAJOR, group="db"))
    assert (await desk.only()).severity is Severity.MAJOR
    await desk.takes(alert("down", Severity.CRITICAL, group="db"), alert("cpu", Severity.MAJOR, group="db"))

    incident = await desk.only()
    assert (incident.severity, incident.round) == (Severity.CRITICAL, 2)
    assert [text for kind, text in await desk.happened() if kind is EventKind.NOTE_ADDED] == [
        "Also firing: disk is failing",
        "Also firing: down is failing",
    ]


async def test_of_a_group_with_one_summary_each_is_named_by_what_is_its_own(desk: Desk) -> None:
    """Also those that come later: the source sends the whole group each time."""
    web = [
        replace(alert(f"web-{n}", group="web"), title="Instance is down", labels={"instance": f"web-{n}"})
        for n in range(3)
    ]
    await desk.takes(*web[:2])
    await desk.takes(*web)

    assert (await desk.only()).description == "instance web-0"
    assert [text for kind, text in await desk.happened() if kind is EventKind.NOTE_ADDED] == [
        "Also firing: Instance is down (instance web-1)",
        "Also firing: Instance is down (instance web-2)",
    ]


async def test_of_alerts_with_long_labels_every_one_is_taken(desk: Desk) -> None:
    """What a note cannot hold is cut: an alert is never refused for what is said of it."""
    names = [f"{'l' * 90}{number}" for number in range(6)]
    long = [
        replace(
            alert(f"web-{n}", group="web"), title="t" * 250, labels=dict.fromkeys(names, f"{n} {'v' * 200}")
        )
        for n in range(14)
    ]
    became = await desk.takes(*long)

    assert [each.verdict for each in became] == [Verdict.DECLARED] * 14
    [note] = [text for kind, text in await desk.happened() if kind is EventKind.NOTE_ADDED]
    assert note.endswith("and 3 more")


async def test_it_is_resolved_when_all_of_it_is_over_and_not_before(desk: Desk) -> None:
    """With the downtime on the timeline."""
    disk, cpu = alert("disk", group="db"), alert("cpu", group="db")
    await desk.takes(disk, cpu)
    desk.passes(minutes=8, seconds=42)
    await desk.takes(over(disk))
    assert (await desk.only()).is_active
    [became] = await desk.takes(over(cpu))

    incident = await desk.only()
    assert became.why == "all of INC-1 is over"
    assert (incident.status, incident.resolved and incident.resolved.by) == (Status.RESOLVED, PROMETHEUS)
    assert incident.downtime(desk.world.now()) == timedelta(minutes=8, seconds=42)
    assert (await desk.happened())[-2:] == [
        (EventKind.UPDATE_POSTED, "Recovered. It was down for 8 minutes 42 seconds."),
        (EventKind.RESOLVED, ""),
    ]


async def test_firing_again_soon_reopens_and_later_declares(desk: Desk) -> None:
    """The policy says how soon is soon."""
    await desk.takes(alert())
    await desk.takes(over(alert()))
    desk.passes(minutes=9)
    [became] = await desk.takes(alert())
    assert (became.verdict, (await desk.only()).status) == (Verdict.REOPENED, Status.INVESTIGATING)
    await desk.takes(over(alert()))
    desk.passes(minutes=11)
    [became] = await desk.takes(alert())
    assert (became.verdict, became.reference) == (Verdict.DECLARED, "INC-2")


async def test_what_a_person_has_just_resolved_is_left_alone_for_a_while(desk: Desk) -> None:
    """It fires on; when that lasts, it is an incident again: nothing is lost."""
    await desk.takes(alert())
    await desk.service.resolve("INC-1", desk.ann())
    desk.passes(minutes=5)
    [became] = await desk.takes(alert())
    assert (became.verdict, became.reference) == (Verdict.RECORDED, "INC-1")
    desk.passes(minutes=6)
    [became] = await desk.takes(alert())
    assert (became.verdict, became.reference) == (Verdict.DECLARED, "INC-2")


async def test_what_a_person_declared_no_recovery_resolves(desk: Desk) -> None:
    """An alert of the same service that joined it is noted when it is over, and left its severity alone."""
    desk.wishes(together=HOUR)
    draft = Draft("customers cannot pay", Severity.MINOR, monitors=("checkout",))
    await desk.service.declare(draft, desk.ann())
    [became] = await desk.takes(alert("first", Severity.CRITICAL, service="checkout"))
    assert (became.verdict, became.reference) == (Verdict.JOINED, "INC-1")
    await desk.takes(over(alert("first", service="checkout")))

    assert (await desk.only()).is_active
    assert (await desk.only()).severity is Severity.MINOR
    assert (await desk.happened())[-1][1].startswith("Everything that fired has recovered")


async def test_the_policy_may_have_people_resolve(desk: Desk) -> None:
    """Then a recovery is only told."""
    desk.wishes(recovery=Recovery.TELL)
    await desk.takes(alert())
    await desk.takes(over(alert()))
    assert (await desk.only()).is_active
    assert (await desk.happened())[-1][0] is EventKind.NOTE_ADDED


async def test_a_severity_that_a_person_chose_stays(desk: Desk) -> None:
    """Whatever fires."""
    await desk.takes(alert("cpu", Severity.MINOR, group="db"))
    await desk.service.set_severity("INC-1", Severity.WARNING, desk.ann())
    await desk.takes(alert("down", Severity.CRITICAL, group="db"))
    assert (await desk.only()).severity is Severity.WARNING


async def test_what_only_informs_declares_nothing(desk: Desk) -> None:
    """And is known all the same."""
    [became] = await desk.takes(alert(severity=None))
    assert (became.verdict, became.why) == (Verdict.RECORDED, "its severity only informs")
    assert await desk.incidents() == []


async def test_an_acknowledgement_at_the_source_counts(desk: Desk) -> None:
    """It ends the waiting; a second one finds nothing to do."""
    await desk.takes(alert())
    acknowledged = replace(alert(), state=AlertState.ACKNOWLEDGED)
    [became] = await desk.takes(acknowledged)
    incident = await desk.only()
    assert (became.verdict, incident.acknowledged and incident.acknowledged.by) == (
        "acknowledged",
        PROMETHEUS,
    )
    [became] = await desk.takes(acknowledged)
    assert became.verdict == Verdict.RECORDED


async def test_one_alert_acknowledged_at_its_source_speaks_for_no_other(desk: Desk) -> None:
    """It is noted for that alert, once; when somebody is on all that fires, somebody is on the incident."""
    disk, cpu = alert("disk", group="db"), alert("cpu", group="db")
    await desk.takes(disk, cpu)
    for _ in range(2):
        [became] = await desk.takes(replace(disk, state=AlertState.ACKNOWLEDGED))
        assert (became.verdict, became.why) == (
            Verdict.RECORDED,
            "something else of INC-1 fires that nobody has acknowledged",
        )
    assert (await desk.only()).is_waiting
    assert (await desk.happened())[-1] == (
        EventKind.NOTE_ADDED,
        "Acknowledged at the source: disk is failing",
    )
    await desk.takes(replace(cpu, state=AlertState.ACKNOWLEDGED))
    assert not (await desk.only()).is_waiting


async def test_an_alert_of_a_storm_acknowledged_at_its_source_leaves_the_storm_waiting(desk: Desk) -> None:
    """Even when it is the only one so far: what it swallows next nobody knows yet. It is noted, once."""
    desk.wishes(burst=1)
    await desk.takes(alert("f0"))
    await desk.takes(alert("f1"))
    for _ in range(2):
        [became] = await desk.takes(replace(alert("f1"), state=AlertState.ACKNOWLEDGED))
        assert (became.verdict, became.why) == (
            Verdict.RECORDED,
            "INC-2 is a storm, of which it is one alert",
        )
    assert [incident.is_waiting for incident in await desk.incidents()] == [True, True]
    notes = [text for kind, text in await desk.happened("INC-2") if kind is EventKind.NOTE_ADDED]
    assert notes == ["Also firing: f1 is failing", "Acknowledged at the source: f1 is failing"]
    await desk.takes(replace(alert("f0"), state=AlertState.ACKNOWLEDGED))
    assert [incident.is_waiting for incident in await desk.incidents()] == [False, True]


async def test_rules_choose_severity_and_service_and_what_only_annotates(desk: Desk) -> None:
    """The first rule that fits counts."""
    desk.wishes(
        rules=(
            Rule(Match(title="*disk*"), declare=False),
            Rule(Match(labels={"team": "pay*"}), severity=Severity.CRITICAL, service="payments"),
        ),
        together=HOUR,
    )
    [became] = await desk.takes(alert("disk", service="payments"))
    assert became.verdict == Verdict.RECORDED
    await desk.takes(alert("cpu", labels={"team": "payments"}))
    incident = await desk.only()
    assert (incident.severity, incident.monitors) == (Severity.CRITICAL, ("payments",))
    [became] = await desk.takes(alert("disk", service="payments"))
    assert (became.verdict, became.reference) == (Verdict.JOINED, "INC-1")


async def test_a_rule_chooses_the_escalation_which_what_is_worse_may_change(desk: Desk) -> None:
    """The incident keeps it; an alert that is not worse changes nothing, and a storm is everybody's."""
    desk.wishes(
        rules=(
            Rule(Match(service="db"), escalation="database"),
            Rule(Match(service="net"), escalation="network"),
        ),
        burst=2,
    )
    [became] = await desk.takes(alert("slow", Severity.MINOR, group="g", service="db"))
    assert (became.escalation, (await desk.only()).escalation) == ("database", "database")
    await desk.takes(alert("lossy", Severity.MINOR, group="g", service="net"))
    await desk.takes(alert("worse", Severity.MAJOR, group="g"))
    assert ((await desk.only()).escalation, (await desk.only()).severity) == ("database", Severity.MAJOR)
    await desk.takes(alert("down", Severity.CRITICAL, group="g", service="net"))
    incident = await desk.only()
    assert (incident.escalation, incident.round) == ("network", 3)

    await desk.takes(alert("other"))
    for severity in (Severity.MINOR, Severity.CRITICAL):
        [became] = await desk.takes(alert(f"swallowed {severity}", severity, service="db"))
        assert (became.verdict, became.escalation) == (Verdict.SWALLOWED, None)


async def test_maintenance_silences_and_what_fires_on_afterwards_declares(desk: Desk) -> None:
    """The source tells it again, and by then the window is over."""
    desk.wishes(silences=(Silence(Match(service="db*"), NOON, NOON + HOUR),))
    [became] = await desk.takes(alert(service="db-1"))
    assert became.verdict == Verdict.SILENCED
    assert await desk.incidents() == []
    desk.passes(hours=1)
    [became] = await desk.takes(alert(service="db-1"))
    assert became.verdict == Verdict.DECLARED


async def test_a_storm_is_one_incident_that_lists_what_it_swallowed(desk: Desk) -> None:
    """It ends when all that it swallowed is over; when it is calm again alerts declare as before."""
    desk.wishes(burst=3)
    many = [alert(f"f{number}") for number in range(6)]
    for each in many:
        await desk.takes(each)

    *own, storm = await desk.incidents()
    assert [incident.title for incident in own] == [f"f{number} is failing" for number in range(3)]
    assert storm.title == "A storm of alerts"
    notes = [text for kind, text in await desk.happened("INC-4") if kind is EventKind.NOTE_ADDED]
    assert notes == [f"Also firing: f{number} is failing" for number in range(3, 6)]
    for each in many:
        await desk.takes(over(each))
    assert not any(incident.is_active for incident in await desk.incidents())
    desk.passes(minutes=11)
    await desk.takes(alert("f9"))
    assert [incident.title for incident in await desk.incidents()][-1] == "f9 is failing"


async def test_a_rehearsal_says_what_would_happen_and_does_nothing(desk: Desk) -> None:
    """Not even a number is taken."""
    [would] = await desk.alerting.rehearse([alert()], PROMETHEUS)
    assert (would.verdict, would.reference) == (Verdict.DECLARED, "INC-1")
    assert await desk.incidents() == []
    await desk.takes(alert())
    assert (await desk.only()).number == 1


async def test_what_belonged_to_a_deleted_incident_may_declare_anew(desk: Desk) -> None:
    """It still fires, and the next time that it is told there is nothing open for it."""
    await desk.takes(alert())
    await desk.service.delete("INC-1", desk.ann())
    [became] = await desk.takes(alert())
    assert (became.verdict, became.reference) == (Verdict.DECLARED, "INC-2")
