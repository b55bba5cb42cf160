"""Alerts that take a turn: into another group, after a person has acted, twice in one request."""

from dataclasses import replace

from incidents.alerting import Match, Rule, Verdict
from incidents.alerts import AlertState
from incidents.edits import Wishes
from incidents.model import Kind, Severity, Status
from tests.alerts.acting import PROMETHEUS, Desk, alert, over


async def test_what_moves_into_another_group_lets_its_old_incident_end(desk: Desk) -> None:
    """Somebody changed the grouping; nothing else fires for the old incident."""
    await desk.takes(alert(group="by name"))
    [became] = await desk.takes(alert(group="by cluster"))
    assert (became.verdict, became.reference) == (Verdict.DECLARED, "INC-2")
    assert [incident.is_active for incident in await desk.incidents()] == [False, True]


async def test_an_old_incident_goes_on_while_something_else_fires_for_it(desk: Desk) -> None:
    """Only one of two has moved."""
    await desk.takes(alert("disk", group="db"), alert("cpu", group="db"))
    await desk.takes(alert("disk", group="disks"))
    assert [incident.is_active for incident in await desk.incidents()] == [True, True]
    await desk.takes(over(alert("cpu", group="db")))
    assert [incident.is_active for incident in await desk.incidents()] == [False, True]


async def test_what_is_over_ends_what_it_fired_for_whatever_its_group_is_called_by_then(desk: Desk) -> None:
    """The grouping changed between the two messages."""
    await desk.takes(alert(group="by name"))
    [became] = await desk.takes(over(alert(group="by cluster")))
    assert became.why == "all of INC-1 is over"


async def test_the_end_of_what_did_not_fire_ends_nothing(desk: Desk) -> None:
    """A person reopened the incident of its group, since it was not over for them, whoever says again that it is."""
    await desk.takes(alert("disk", group="db"))
    await desk.takes(over(alert("disk", group="db")))
    await desk.service.reopen("INC-1", desk.ann())
    became = await desk.takes(over(alert("cpu", group="db")), over(alert("disk", group="disks")))
    assert {each.why for each in became} == {"nothing is open for it"}
    assert (await desk.only()).is_active


async def test_a_group_that_grows_counts_as_a_sign_of_a_storm_all_the_same(desk: Desk) -> None:
    """What joins makes it no younger and no older."""
    desk.wishes(burst=2)
    for group in ("db", "web"):
        await desk.takes(alert(f"{group} 1", group=group))
        await desk.takes(alert(f"{group} 2", group=group))
    [became] = await desk.takes(alert("cache"))
    assert became.verdict == Verdict.SWALLOWED


async def test_a_storm_that_a_person_ends_is_told_again_when_it_lasts(desk: Desk) -> None:
    """For ten minutes what it had swallowed is left alone; then it is news, within the limit as before."""
    desk.wishes(burst=1)
    many = [alert(f"f{number}") for number in range(4)]
    await desk.takes(*many)
    await desk.service.resolve("INC-2", desk.ann())
    desk.passes(minutes=9)
    became = await desk.takes(*many)
    assert {(each.verdict, each.reference) for each in became[1:]} == {(Verdict.RECORDED, "INC-2")}
    desk.passes(minutes=2)
    became = await desk.takes(*many)
    assert [(each.verdict, each.reference) for each in became[1:]] == [
        (Verdict.DECLARED, "INC-3"),
        (Verdict.SWALLOWED, "INC-4"),
        (Verdict.SWALLOWED, "INC-4"),
    ]


async def test_what_a_person_resolved_and_closed_is_left_alone_too(desk: Desk) -> None:
    """Closing it says no less than resolving it."""
    await desk.takes(alert())
    await desk.service.resolve("INC-1", desk.ann())
    await desk.service.close("INC-1", desk.ann())
    [became] = await desk.takes(alert())
    assert (became.verdict, became.reference) == (Verdict.RECORDED, "INC-1")


async def test_what_recovered_and_was_closed_since_is_declared_anew(desk: Desk) -> None:
    """Nothing reopens what is closed."""
    await desk.takes(alert())
    await desk.takes(over(alert()))
    await desk.service.close("INC-1", desk.ann())
    [became] = await desk.takes(alert())
    assert (became.verdict, became.reference) == (Verdict.DECLARED, "INC-2")


async def test_what_only_annotates_reopens_nothing(desk: Desk) -> None:
    """As it opens nothing."""
    await desk.takes(alert("down", group="db"))
    await desk.takes(over(alert("down", group="db")))
    desk.wishes(rules=(Rule(Match(title="*disk*"), declare=False),))
    [became] = await desk.takes(alert("disk", group="db"))
    assert became.verdict == Verdict.RECORDED
    assert (await desk.only()).status is Status.RESOLVED


async def test_what_a_rule_raised_from_an_information_is_declared_again_when_it_lasts(desk: Desk) -> None:
    """By itself it would only inform; what counts is what the rule says."""
    desk.wishes(rules=(Rule(Match(), severity=Severity.CRITICAL),))
    await desk.takes(alert(severity=None))
    await desk.service.resolve("INC-1", desk.ann())
    desk.passes(minutes=11)
    [became] = await desk.takes(alert(severity=None))
    assert (became.verdict, became.reference) == (Verdict.DECLARED, "INC-2")


async def test_maintenance_keeps_having_no_severity(desk: Desk) -> None:
    """A person said that it is announced work; what else fires is noted, and taken."""
    await desk.takes(alert("disk", Severity.MINOR, group="db"))
    await desk.service.edit("INC-1", Wishes(kind=Kind.MAINTENANCE), desk.ann())
    [became] = await desk.takes(alert("cpu", Severity.CRITICAL, group="db"))
    assert (became.verdict, (await desk.only()).severity) == (Verdict.JOINED, Severity.NONE)


async def test_what_fires_and_is_acknowledged_in_one_request_did_both(desk: Desk) -> None:
    """The later words do not swallow the earlier ones."""
    await desk.takes(alert(), replace(alert(), state=AlertState.ACKNOWLEDGED))
    incident = await desk.only()
    assert incident.acknowledged
    assert incident.acknowledged.by == PROMETHEUS


async def test_alerts_that_nobody_tells_of_any_more_are_forgotten(desk: Desk) -> None:
    """After thirty days, unless the incident is open: some sources never say that it is over."""
    await desk.takes(alert("ended"), alert("open"), alert("never ended"))
    await desk.takes(over(alert("ended")))
    await desk.service.resolve("INC-2", desk.ann())
    desk.passes(days=31)
    await desk.alerting.tidy()
    rows = await desk.store.read(lambda tx: tx.all("SELECT fingerprint FROM alerts"))
    groups = await desk.store.read(lambda tx: tx.all("SELECT group_key FROM alert_groups"))
    assert (rows, groups) == ([{"fingerprint": "open"}], [{"group_key": "open"}])
    desk.passes(days=1)
    [became] = await desk.takes(alert("open"))
    assert became.verdict == "repeated"
