"""Drills: called for like trouble, counted by nobody, and never told to the public."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents import commands, edits, escalation, facts
from incidents.commands import Draft
from incidents.edits import Nothing, Wishes
from incidents.effects import RefreshPages, StartPaging, effects_of
from incidents.errors import Invalid
from incidents.escalation import Policy
from incidents.model import Actor, ActorKind, Door, Incident, Kind, Severity, Status
from incidents.stats import Share, share_of

NOW = datetime(2026, 4, 4, 12, tzinfo=UTC)
ANN = Actor(ActorKind.PERSON, "U0ANN", "ann.demo", Door.SLACK)


def declared(kind: Kind = Kind.DRILL, **more: object) -> Incident:
    draft = Draft("x", Severity.CRITICAL, kind=kind, **more)  # type: ignore[arg-type]
    return commands.declare(draft, "0" * 32, 1, ANN, NOW).incident


@pytest.mark.parametrize("severity", Severity)
def test_a_drill_is_nagged_about_as_trouble_of_its_severity(severity: Severity) -> None:
    """That is what is practised."""
    drill, trouble = (
        commands.declare(Draft("x", severity, kind=kind), "0" * 32, 1, ANN, NOW).incident
        for kind in (Kind.DRILL, Kind.INCIDENT)
    )
    assert escalation.first_due(Policy(), drill, NOW) == escalation.first_due(Policy(), trouble, NOW)
    assert drill.severity is severity


def test_a_drill_is_counted_apart() -> None:
    """Whatever became of it."""
    drill = declared()
    resolved = commands.resolve(commands.acknowledge(drill, ANN, NOW).incident, "", ANN, NOW).incident
    assert share_of(drill) == share_of(resolved) == Share(drill=1)
    assert share_of(drill).incidents == 0


def test_a_drill_stands_on_no_status_page() -> None:
    """Not when it is declared, not when it becomes one, not when a page is given to it."""
    drill, trouble = declared(), declared(Kind.INCIDENT, page="acme")
    with pytest.raises(Invalid, match="never published"):
        declared(page="acme")
    with pytest.raises(Invalid, match="never published"):
        edits.edit(drill, Wishes(page="acme"), ANN, NOW)
    with pytest.raises(Invalid, match="never published"):
        edits.edit(trouble, Wishes(kind=Kind.DRILL), ANN, NOW)
    both = edits.edit(trouble, Wishes(kind=Kind.DRILL, page=Nothing.NOTHING), ANN, NOW).incident
    assert (both.kind, both.page) == (Kind.DRILL, None)
    back = edits.edit(drill, Wishes(kind=Kind.INCIDENT, page="acme"), ANN, NOW).incident
    assert (back.kind, back.page) == (Kind.INCIDENT, "acme")


@pytest.mark.parametrize(
    ("before", "after", "rounds"),
    [
        (Kind.DRILL, Kind.INCIDENT, 1),
        (Kind.MAINTENANCE, Kind.DRILL, 1),
        (Kind.MAINTENANCE, Kind.INCIDENT, 1),
        (Kind.INCIDENT, Kind.DRILL, 0),
        (Kind.DRILL, Kind.MAINTENANCE, 0),
        (Kind.DRILL, Kind.DRILL, 0),
    ],
)
def test_who_let_it_ring_is_called_anew_when_it_becomes_serious(
    before: Kind, after: Kind, rounds: int
) -> None:
    """The severity stays, unless maintenance has none."""
    change = facts.set_kind(declared(before), after, Severity.MINOR, ANN, NOW)

    assert change.incident.round == 1 + rounds
    assert any(isinstance(effect, StartPaging) for effect in effects_of(change)) is bool(rounds)
    wanted = {
        (Kind.MAINTENANCE, Kind.DRILL): Severity.MINOR,
        (Kind.MAINTENANCE, Kind.INCIDENT): Severity.MINOR,
        (Kind.DRILL, Kind.MAINTENANCE): Severity.NONE,
    }
    assert change.incident.severity is wanted.get((before, after), Severity.CRITICAL)


def test_kind_and_severity_change_together() -> None:
    """Both are told."""
    change = edits.edit(declared(), Wishes(kind=Kind.INCIDENT, severity=Severity.MAJOR), ANN, NOW)

    assert (change.incident.kind, change.incident.severity) == (Kind.INCIDENT, Severity.MAJOR)
    assert [event.kind for event in change.events] == ["edited", "severity_changed"]


def test_reminders_that_were_sent_show_that_it_is_practice_now() -> None:
    """Or that it no longer is."""
    change = facts.set_kind(declared(Kind.INCIDENT), Kind.DRILL, Severity.MINOR, ANN, NOW)
    assert any(isinstance(effect, RefreshPages) for effect in effects_of(change))


def test_a_drill_moves_as_trouble_does() -> None:
    """Acknowledged, resolved, reopened, closed."""
    drill = commands.acknowledge(declared(), ANN, NOW).incident
    drill = commands.resolve(drill, "", ANN, NOW + timedelta(minutes=1)).incident
    drill = commands.reopen(drill, Status.INVESTIGATING, "", ANN, NOW + timedelta(minutes=2)).incident
    assert drill.is_waiting
    drill = commands.resolve(drill, "", ANN, NOW + timedelta(minutes=3)).incident
    assert commands.close(drill, "", ANN, NOW + timedelta(minutes=4)).incident.is_drill
