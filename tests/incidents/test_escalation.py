"""Who is reminded when: the turns of a round, one after the other."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents import commands, escalation, facts
from incidents.commands import Draft
from incidents.escalation import Policy
from incidents.model import Actor, ActorKind, Door, Incident, Kind, Person, Severity

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ANN = Actor(ActorKind.PERSON, "U0ANN", "ann.demo", Door.SLACK)
POLICY = Policy(steps=(("U0BEN",), ("S0TEAM", "U0CLEO")))


def declared(severity: Severity, **wishes: object) -> Incident:
    """Give an incident that was declared just now."""
    draft = Draft("checkout is failing", severity, **wishes)  # type: ignore[arg-type]
    return commands.declare(draft, "0" * 32, 1, ANN, NOW).incident


def schedule(incident: Incident, policy: Policy, turns: int) -> list[tuple[int, tuple[str, ...], bool]]:
    """Follow the turns: minutes since the declaration, who, and @here or not."""
    due = escalation.first_due(policy, incident, NOW)
    assert due is not None
    seen = []
    for number in range(turns):
        turn = escalation.turn_of(policy, incident, number)
        seen.append((int((due - NOW).total_seconds() // 60), turn.notify, turn.here))
        due = escalation.next_due(policy, incident, turn, due)
    return seen


def test_a_critical_incident_pages_at_once_then_step_by_step_then_everybody_for_ever() -> None:
    """Step 1 at once and after T, step 2 after 2T, then everybody and @here, then every ten minutes."""
    everybody = ("U0BEN", "S0TEAM", "U0CLEO")
    assert schedule(declared(Severity.CRITICAL), POLICY, 6) == [
        (0, ("U0BEN",), False),
        (3, ("U0BEN",), False),
        (6, ("S0TEAM", "U0CLEO"), False),
        (9, everybody, True),
        (19, everybody, True),
        (29, everybody, True),
    ]


@pytest.mark.parametrize(("severity", "target"), [(Severity.MAJOR, 15), (Severity.MINOR, 60)])
def test_the_others_are_paged_after_their_target(severity: Severity, target: int) -> None:
    """First after T, then as above."""
    assert [minutes for minutes, _, _ in schedule(declared(severity), POLICY, 4)] == [
        target,
        target * 2,
        target * 3,
        target * 4,
    ]


@pytest.mark.parametrize("severity", [Severity.WARNING, Severity.NONE])
def test_what_is_no_trouble_is_never_nagged_about(severity: Severity) -> None:
    """Whatever the policy says."""
    assert escalation.first_due(POLICY, declared(severity), NOW) is None
    assert not escalation.reminder_still_due(POLICY, declared(severity), 1)


def test_maintenance_is_never_nagged_about() -> None:
    """It was announced."""
    assert escalation.first_due(POLICY, declared(Severity.CRITICAL, kind=Kind.MAINTENANCE), NOW) is None


def test_a_severity_that_the_policy_leaves_out_is_never_nagged_about() -> None:
    """The operator's wish."""
    quiet = Policy(acknowledge={Severity.CRITICAL: timedelta(minutes=3)}, steps=POLICY.steps)
    assert escalation.first_due(quiet, declared(Severity.MINOR), NOW) is None


def test_an_escalation_that_was_chosen_reminds_its_own_people() -> None:
    """Nobody of the default one; when it is gone, or was never written, the default one stands for it."""
    chosen = declared(Severity.CRITICAL, escalation="database")
    policy = Policy(steps=POLICY.steps, escalations={"database": (("U0DBA",),)})
    assert [notify for _, notify, _ in schedule(chosen, policy, 3)] == [("U0DBA",)] * 3
    assert not escalation.lacks_its_own(policy, chosen)
    assert schedule(chosen, POLICY, 4) == schedule(declared(Severity.CRITICAL), POLICY, 4)
    assert escalation.lacks_its_own(POLICY, chosen)
    assert not escalation.lacks_its_own(POLICY, declared(Severity.CRITICAL))


def test_without_a_policy_the_lead_is_paged_and_without_a_lead_the_channel() -> None:
    """It still works."""
    led = declared(Severity.CRITICAL, lead=Person("U0CLEO", "cleo.demo"))
    assert schedule(led, Policy(), 3) == [
        (0, ("U0CLEO",), False),
        (3, ("U0CLEO",), False),
        (6, ("U0CLEO",), True),
    ]
    assert schedule(declared(Severity.CRITICAL), Policy(), 2) == [(0, (), True), (10, (), True)]


def test_passing_on_leaves_out_the_second_reminder_of_the_first_step() -> None:
    """The next step, not the same people again."""
    assert [escalation.turn_after_passing_on(turn) for turn in range(4)] == [2, 2, 3, 4]


def test_raising_to_critical_pages_at_once_and_to_major_when_its_target_has_passed() -> None:
    """The target runs from when the incident began to wait."""
    later = NOW + timedelta(minutes=40)
    minor = declared(Severity.MINOR)
    critical = facts.set_severity(minor, Severity.CRITICAL, ANN, later).incident
    major = facts.set_severity(minor, Severity.MAJOR, ANN, later).incident
    assert escalation.first_due(POLICY, critical, later) == later
    assert escalation.first_due(POLICY, major, later) == later
    early = NOW + timedelta(minutes=5)
    raised = facts.set_severity(minor, Severity.MAJOR, ANN, early).incident
    assert escalation.first_due(POLICY, raised, early) == NOW + timedelta(minutes=15)


def test_a_reminder_is_needed_only_in_its_round_and_while_nobody_has_acknowledged() -> None:
    """Asked when it comes due."""
    waiting = declared(Severity.CRITICAL)
    assert escalation.reminder_still_due(POLICY, waiting, 1)
    assert not escalation.reminder_still_due(POLICY, waiting, 2)
    assert not escalation.reminder_still_due(POLICY, commands.acknowledge(waiting, ANN, NOW).incident, 1)
    assert not escalation.reminder_still_due(POLICY, commands.resolve(waiting, "", ANN, NOW).incident, 1)
