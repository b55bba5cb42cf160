"""Planned maintenance: what the clock does about it, and when."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents import commands, facts, planning
from incidents.commands import Draft, declare
from incidents.effects import FollowPlan, StartPaging, effects_of
from incidents.errors import Conflict, Invalid
from incidents.escalation import Policy, first_due, reminder_still_due
from incidents.model import CLOCK, EventKind, Incident, Kind, Severity, Status
from incidents.plan import Plan
from tests.slack.samples import ANN, NOW

HOUR = timedelta(hours=1)
PLAN = Plan(NOW + HOUR, NOW + 2 * HOUR)


def planned(plan: Plan = PLAN, at: datetime = NOW) -> Incident:
    draft = Draft("Database upgrade", kind=Kind.MAINTENANCE, monitors=("shop-db",), planned=plan)
    return declare(draft, "0" * 32, 1, ANN, at).incident


def begun() -> Incident:
    change = planning.turn_due(planned(), PLAN.start)
    assert change is not None
    return change.incident


def test_it_is_scheduled_begins_and_is_completed_by_the_clock() -> None:
    """Each with an update for the public, and each at its time; it started when it began."""
    before = planned()
    assert before.is_scheduled
    assert planning.turn_due(before, PLAN.start - timedelta(seconds=1)) is None
    begin = planning.turn_due(before, PLAN.start)
    assert begin is not None
    assert (begin.incident.status, begin.incident.started_at) == (Status.IDENTIFIED, PLAN.start)
    assert [event.kind for event in begin.events] == [EventKind.UPDATE_POSTED, EventKind.STATUS_CHANGED]
    assert {event.actor for event in begin.events} == {CLOCK}
    assert planning.turn_due(begin.incident, PLAN.end - timedelta(seconds=1)) is None
    end = planning.turn_due(begin.incident, PLAN.end)
    assert end is not None
    assert end.incident.status is Status.RESOLVED
    assert end.events[0].text == planning.COMPLETED
    assert planning.turn_due(end.incident, PLAN.end + HOUR) is None


def test_one_whose_whole_time_was_missed_is_completed_at_once() -> None:
    """The bot was down meanwhile: nobody is told that it begins."""
    change = planning.turn_due(planned(), PLAN.end + HOUR)
    assert change is not None
    assert change.incident.status is Status.RESOLVED
    assert planning.BEGUN not in {event.text for event in change.events}


@given(
    now=st.timedeltas(timedelta(), 4 * HOUR),
    moved=st.sampled_from([None, Status.IDENTIFIED, Status.MONITORING, Status.RESOLVED]),
)
def test_what_was_looked_at_in_time_has_nothing_left_to_do_then(now: timedelta, moved: Status | None) -> None:
    """Looking twice does nothing twice, and the next look is never in the past, whoever moved it before."""
    at, incident = NOW + now, planned()
    if moved:
        incident = commands.set_status(incident, moved, ANN, NOW).incident
    change = planning.turn_due(incident, at)
    after = change.incident if change else incident
    assert planning.turn_due(after, at) is None
    due = planning.next_due(after)
    assert due is None or due > at


def test_the_clock_is_told_when_to_look_and_again_when_the_plan_changes() -> None:
    """At the start, then at the end; nothing is said anew while nothing changed."""
    made = declare(Draft("x", kind=Kind.MAINTENANCE, planned=PLAN), "0" * 32, 1, ANN, NOW)
    assert FollowPlan(PLAN.start) in effects_of(made)
    begin = planning.turn_due(made.incident, PLAN.start)
    assert begin is not None
    assert FollowPlan(PLAN.end) in effects_of(begin)
    longer = planning.extend(begin.incident, ANN, PLAN.start)
    assert FollowPlan(PLAN.end + planning.EXTENSION) in effects_of(longer)
    retitled = facts.retitle(begin.incident, "y", ANN, PLAN.start)
    assert not [effect for effect in effects_of(retitled) if isinstance(effect, FollowPlan)]


@pytest.mark.parametrize("severity", Severity)
def test_it_never_nags_whatever_the_severity(severity: Severity) -> None:
    """Neither before it begins nor while it lasts."""
    policy = Policy(acknowledge=dict.fromkeys(Severity, timedelta(seconds=1)))
    draft = Draft("x", severity, kind=Kind.MAINTENANCE, planned=PLAN)
    incident = declare(draft, "0" * 32, 1, ANN, NOW).incident
    for each in (incident, begun(), incident.evolve(severity=severity)):
        assert first_due(policy, each, NOW) is None
        assert not reminder_still_due(policy, each, each.round)


@pytest.mark.parametrize(
    ("kind", "plan", "field"),
    [
        (Kind.INCIDENT, PLAN, "starts_at"),
        (Kind.MAINTENANCE, Plan(PLAN.end, PLAN.start), "ends_at"),
        (Kind.MAINTENANCE, Plan(PLAN.start, PLAN.start), "ends_at"),
        (Kind.MAINTENANCE, Plan(NOW - 2 * HOUR, NOW - HOUR), "ends_at"),
        (Kind.MAINTENANCE, Plan(NOW, NOW + timedelta(days=400)), "ends_at"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(kind: Kind, plan: Plan, field: str) -> None:
    """With the field and the way out; an incident cannot be planned at all."""
    with pytest.raises(Invalid) as refused:
        declare(Draft("x", kind=kind, planned=plan), "0" * 32, 1, ANN, NOW)
    assert refused.value.field == field


def test_only_what_is_in_progress_is_work_on_a_service() -> None:
    """Not before, not after, and nothing that it does not affect."""
    assert planning.work_on([planned()], "shop-db") is None
    assert planning.work_on([begun()], "shop-db") == begun()
    assert planning.work_on([begun()], "checkout") is None
    assert planning.work_on([begun()], None) is None


def test_what_has_begun_is_not_scheduled_again_and_what_is_over_has_no_plan() -> None:
    """Reopened, it does not end at once: its end has passed."""
    with pytest.raises(Invalid):
        commands.set_status(begun(), Status.INVESTIGATING, ANN, PLAN.start)
    over = commands.resolve(begun(), "", ANN, PLAN.start).incident
    with pytest.raises(Conflict):
        planning.extend(over, ANN, PLAN.start)
    again = commands.reopen(over, Status.IDENTIFIED, "", ANN, PLAN.end).incident
    assert again.planned is None
    assert effects_of(commands.reopen(over, Status.IDENTIFIED, "", ANN, PLAN.end)) != [StartPaging()]
