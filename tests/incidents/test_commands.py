"""The rules as tables: every status and every command, legal or refused, and when refused nothing has changed."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from incidents import commands, edits, facts
from incidents.commands import Draft
from incidents.errors import Conflict, IncidentError, Invalid, Stale
from incidents.lifecycle import MOVES
from incidents.model import (
    Actor,
    ActorKind,
    Change,
    Door,
    EventKind,
    Incident,
    Kind,
    Person,
    Severity,
    Status,
)
from incidents.stats import downtime_seconds

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
ANN = Actor(ActorKind.PERSON, "U0ANN", "ann.demo", Door.SLACK)
BEN = Actor(ActorKind.PERSON, "U0BEN", "ben.demo", Door.SLACK)
SCRIPT = Actor(ActorKind.TOKEN, "tok_1", "ci", Door.HTTP)

Command = Callable[[Incident], Change]

COMMANDS: dict[str, Command] = {
    "acknowledge": lambda i: commands.acknowledge(i, BEN, LATER),
    "unacknowledge": lambda i: commands.unacknowledge(i, BEN, LATER),
    "investigating": lambda i: commands.set_status(i, Status.INVESTIGATING, BEN, LATER),
    "identified": lambda i: commands.set_status(i, Status.IDENTIFIED, BEN, LATER),
    "monitoring": lambda i: commands.set_status(i, Status.MONITORING, BEN, LATER),
    "severity": lambda i: facts.set_severity(i, Severity.MAJOR, BEN, LATER),
    "assign": lambda i: facts.assign(i, Person("U0CLEO", "cleo.demo"), BEN, LATER),
    "retitle": lambda i: facts.retitle(i, "a better title", BEN, LATER),
    "started": lambda i: facts.set_started(i, NOW - timedelta(hours=1), BEN, LATER),
    "update": lambda i: commands.post_update(i, "we are on it", BEN, LATER),
    "note": lambda i: commands.add_note(i, "look at the logs", BEN, LATER),
    "resolve": lambda i: commands.resolve(i, "", BEN, LATER),
    "reopen": lambda i: commands.reopen(i, Status.INVESTIGATING, "", BEN, LATER),
    "close": lambda i: commands.close(i, "", BEN, LATER),
    "snooze": lambda i: commands.snooze(i, BEN, LATER),
    "pass_on": lambda i: commands.pass_on(i, 0, BEN, LATER),
}

WAITING = "waiting"
ACKNOWLEDGED = "acknowledged"
STATES = [WAITING, ACKNOWLEDGED, *(status.value for status in Status if status is not Status.INVESTIGATING)]

# What each command makes of each state: a status, "same" for nothing to do, None for a refusal.
# The columns: waiting, acknowledged, identified, monitoring, resolved, closed.
TABLE: dict[str, list[str | None]] = {
    "acknowledge": ["investigating", None, "identified", "monitoring", None, None],
    "unacknowledge": [None, "investigating", None, None, None, None],
    "investigating": ["same", "same", "investigating", "investigating", "investigating", None],
    "identified": ["identified", "identified", "same", "identified", "identified", None],
    "monitoring": ["monitoring", "monitoring", "monitoring", "same", "monitoring", None],
    "severity": ["investigating", "investigating", "identified", "monitoring", "resolved", None],
    "assign": ["investigating", "investigating", "identified", "monitoring", "resolved", None],
    "retitle": ["investigating", "investigating", "identified", "monitoring", "resolved", None],
    "started": ["investigating", "investigating", "identified", "monitoring", "resolved", None],
    "update": ["investigating", "investigating", "identified", "monitoring", "resolved", None],
    "note": ["investigating", "investigating", "identified", "monitoring", "resolved", None],
    "resolve": ["resolved", "resolved", "resolved", "resolved", None, None],
    "reopen": [None, None, None, None, "investigating", None],
    "close": [None, None, None, None, "closed", None],
    "snooze": ["investigating", None, "identified", "monitoring", None, None],
    "pass_on": ["investigating", None, "identified", "monitoring", None, None],
}


def declared(**wishes: object) -> Incident:
    """Give an incident as Ann declared it."""
    draft = Draft("checkout is failing", Severity.MINOR, **wishes)  # type: ignore[arg-type]
    return commands.declare(draft, "0" * 32, 42, ANN, NOW).incident


def in_state(state: str) -> Incident:
    """Bring an incident there by the ways that people have; programs do not acknowledge by acting."""
    incident = declared()
    if state == ACKNOWLEDGED:
        return commands.acknowledge(incident, ANN, NOW).incident
    if state == "closed":
        return commands.close(in_state("resolved"), "", ANN, NOW).incident
    return (
        incident if state == WAITING else commands.set_status(incident, Status(state), SCRIPT, NOW).incident
    )


@pytest.mark.parametrize("state_number", range(len(STATES)), ids=STATES)
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_in_every_state_does_what_the_table_says(name: str, state_number: int) -> None:
    """A legal command gives the new status; an illegal one a Conflict, and nothing has changed."""
    incident, wanted = in_state(STATES[state_number]), TABLE[name][state_number]
    before = deepcopy(incident)
    if wanted is None:
        with pytest.raises(Conflict):
            COMMANDS[name](incident)
    else:
        change = COMMANDS[name](incident)
        assert change.changed_anything is (wanted != "same")
        assert change.incident.status == (before.status if wanted == "same" else wanted)
    assert incident == before


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("target", Status)
def test_the_status_moves_exactly_as_the_lifecycle_table_says(status: Status, target: Status) -> None:
    """set_status knows no way that MOVES does not know."""
    incident = in_state(WAITING if status is Status.INVESTIGATING else status.value)
    if status is target:
        assert not commands.set_status(incident, target, BEN, LATER).changed_anything
    elif target in MOVES[status]:
        assert commands.set_status(incident, target, BEN, LATER).incident.status is target
    else:
        with pytest.raises(Conflict):
            commands.set_status(incident, target, BEN, LATER)


@pytest.mark.parametrize("state", STATES)
def test_what_is_so_already_may_be_said_again_in_every_state(state: str) -> None:
    """Nothing happens, and a closed incident does not mind: a program reads, writes back, and is not refused."""
    incident = replace(in_state(state), lead=Person("U0CLEO", "cleo.demo"))
    started = incident.started_at.replace(microsecond=0)
    again = [
        facts.retitle(incident, incident.title, BEN, LATER),
        facts.describe(incident, incident.description, BEN, LATER),
        facts.set_started(incident, started, BEN, LATER),
        facts.set_severity(incident, incident.severity, BEN, LATER),
        facts.set_kind(incident, incident.kind, incident.severity, BEN, LATER),
        facts.assign(incident, Person("U0CLEO", "cleo.demo"), BEN, LATER),
        facts.set_monitors(incident, incident.monitors, BEN, LATER),
        facts.set_page(incident, incident.page, BEN, LATER),
        facts.set_failure(incident, incident.failure, BEN, LATER),
        commands.set_status(incident, incident.status, BEN, LATER),
    ]

    assert [change.events for change in again] == [()] * len(again)
    assert {change.incident for change in again} == {incident}


def test_maintenance_takes_the_severity_that_it_has() -> None:
    """Which is none; another one is refused."""
    maintenance = declared(kind=Kind.MAINTENANCE)
    assert not facts.set_severity(maintenance, Severity.NONE, BEN, LATER).changed_anything


def test_a_start_that_is_sent_back_as_it_was_shown_stays_to_the_microsecond() -> None:
    """Times are shown in whole seconds, so that read-change-write would cut every start."""
    started = NOW.replace(microsecond=734_000)
    incident = declared(started_at=started - timedelta(minutes=1))
    shown = incident.started_at.replace(microsecond=0)

    assert facts.set_started(incident, shown, BEN, LATER).incident == incident
    assert facts.set_started(incident, shown - timedelta(seconds=1), BEN, LATER).changed_anything


def test_the_quiet_time_before_a_reopening_is_counted_as_its_times_are_shown() -> None:
    """From 12:05:00 to 12:10:00 is five minutes for whoever reads, whatever the fractions."""
    resolved = commands.resolve(declared(), "", BEN, LATER.replace(microsecond=900_000)).incident
    again = LATER + timedelta(minutes=5, milliseconds=100)
    reopened = commands.reopen(resolved, Status.INVESTIGATING, "", ANN, again).incident

    assert reopened.mended == timedelta(minutes=5)
    assert downtime_seconds(reopened, again) == 300


def test_the_second_to_acknowledge_hears_who_was_first_and_when() -> None:
    """One winner: the Conflict carries the state, the actor and the time."""
    incident = commands.acknowledge(declared(), BEN, LATER).incident
    with pytest.raises(Conflict) as refused:
        commands.acknowledge(incident, ANN, LATER + timedelta(seconds=12))
    assert (refused.value.state, refused.value.by, refused.value.at) == ("acknowledged", BEN, LATER)


@pytest.mark.parametrize("name", ["identified", "update", "resolve"])
def test_a_person_in_slack_acknowledges_by_acting_and_a_program_does_not(name: str) -> None:
    """Moving the status and posting an update acknowledge; through HTTP they do not."""
    by_person = COMMANDS[name](declared())
    assert by_person.incident.acknowledged is not None
    assert by_person.incident.acknowledged.by == BEN
    assert by_person.events[0].kind is EventKind.ACKNOWLEDGED
    by_program = commands.post_update(declared(), "still looking", SCRIPT, LATER)
    assert by_program.incident.acknowledged is None


def test_reopening_clears_the_acknowledgement_and_begins_a_round() -> None:
    """Or nobody would be paged again."""
    resolved = commands.resolve(declared(), "", BEN, LATER).incident
    reopened = commands.reopen(resolved, Status.INVESTIGATING, "", ANN, LATER + timedelta(minutes=2)).incident
    assert (reopened.acknowledged, reopened.round, reopened.is_waiting) == (None, 2, True)
    assert reopened.first_acknowledged_at == LATER


def test_taking_an_acknowledgement_back_begins_a_round() -> None:
    """The paging starts anew, measured from now."""
    acknowledged = commands.acknowledge(declared(), BEN, NOW).incident
    waiting = commands.unacknowledge(acknowledged, BEN, LATER).incident
    assert (waiting.round, waiting.waiting_since, waiting.is_waiting) == (2, LATER, True)


@pytest.mark.parametrize(
    ("severity", "rounds"), [(Severity.CRITICAL, 2), (Severity.MAJOR, 2), (Severity.WARNING, 1)]
)
def test_only_a_raised_severity_begins_a_round(severity: Severity, rounds: int) -> None:
    """A lowered one lets the round go on."""
    assert facts.set_severity(declared(), severity, BEN, LATER).incident.round == rounds


def test_a_raised_severity_leaves_an_acknowledgement_alone() -> None:
    """Somebody is on it already."""
    acknowledged = commands.acknowledge(declared(), BEN, NOW).incident
    worse = facts.set_severity(acknowledged, Severity.CRITICAL, ANN, LATER).incident
    assert (worse.acknowledged, worse.round) == (acknowledged.acknowledged, 1)


def test_the_downtime_leaves_out_the_time_between_resolving_and_reopening() -> None:
    """Five minutes down, two up, three down make eight."""
    resolved = commands.resolve(declared(), "", BEN, LATER).incident
    reopened = commands.reopen(resolved, Status.INVESTIGATING, "", ANN, LATER + timedelta(minutes=2)).incident
    again = commands.resolve(reopened, "", BEN, LATER + timedelta(minutes=5)).incident
    assert again.downtime(LATER + timedelta(days=1)) == timedelta(minutes=8)


def test_several_wishes_are_one_version_and_all_or_none() -> None:
    """One save for the whole form; a refusal in the middle leaves nothing."""
    wishes: list[edits.Decision] = [
        lambda i, now: facts.retitle(i, "another", BEN, now),
        lambda i, now: commands.set_status(i, Status.MONITORING, BEN, now),
    ]
    incident = declared()
    change = edits.together(incident, wishes, LATER)
    assert change.incident.version == incident.version + 1
    assert [event.kind for event in change.events] == [
        EventKind.TITLE_CHANGED,
        EventKind.ACKNOWLEDGED,
        EventKind.STATUS_CHANGED,
    ]
    with pytest.raises(Invalid):
        edits.together(incident, [*wishes, lambda i, now: facts.retitle(i, " ", BEN, now)], LATER)


@pytest.mark.parametrize(
    ("field", "draft"),
    [
        ("title", Draft(" \x00 ")),
        ("title", Draft("x" * 256)),
        ("title", Draft("half a \ud83d character")),
        ("description", Draft("x", description="y" * 10_001)),
        ("monitor", Draft("x", monitors=("m" * 256,))),
        ("started", Draft("x", started_at=NOW + timedelta(hours=1))),
    ],
)
def test_a_bad_draft_is_refused_with_its_field_named(field: str, draft: Draft) -> None:
    """The form shows the message beside the field."""
    with pytest.raises(Invalid) as refused:
        commands.declare(draft, "0" * 32, 1, ANN, NOW)
    assert refused.value.field == field


def test_the_longest_title_passes_and_control_characters_are_struck() -> None:
    """255 characters are allowed; NUL is not part of what anybody means."""
    assert declared().title == "checkout is failing"
    longest = commands.declare(Draft("x" * 255), "0" * 32, 1, ANN, NOW).incident
    assert len(longest.title) == 255
    struck = facts.retitle(longest, "two\nlines\x00 here", ANN, NOW).incident
    assert struck.title == "two lines here"


def test_maintenance_has_no_severity() -> None:
    """It is never nagged about, and nobody can make it so."""
    planned = declared(kind=Kind.MAINTENANCE)
    assert planned.severity is Severity.NONE
    with pytest.raises(Invalid):
        facts.set_severity(planned, Severity.CRITICAL, ANN, NOW)


@pytest.mark.parametrize(("round_number", "version"), [(2, None), (1, 7), (2, 1)])
def test_a_stale_button_is_told_from_a_current_one(round_number: int, version: int | None) -> None:
    """The round always counts, the version where the button carries it."""
    with pytest.raises(Stale):
        commands.ensure_current(declared(), round_number, version)
    commands.ensure_current(declared(), 1, 1)


def test_a_time_without_a_zone_is_refused() -> None:
    """It would be somebody's local time."""
    with pytest.raises(ValueError, match="without a zone"):
        facts.set_started(declared(), NOW, ANN, NOW).incident.evolve(started_at=datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_start_after_the_end_is_refused() -> None:
    """Downtime would be negative."""
    resolved = commands.resolve(declared(), "", BEN, NOW).incident
    with pytest.raises(IncidentError):
        facts.set_started(resolved, LATER, BEN, LATER)


def test_a_start_that_moves_behind_the_quiet_time_leaves_no_negative_downtime() -> None:
    """Reopened after an hour, and then said to have begun a minute ago: what was quiet before is not subtracted."""
    hour, minute = timedelta(hours=1), timedelta(minutes=1)
    declared = commands.declare(Draft("checkout is failing"), "1" * 32, 1, BEN, NOW).incident
    resolved = commands.resolve(declared, "", BEN, NOW + minute).incident
    reopened = commands.reopen(resolved, Status.INVESTIGATING, "", BEN, NOW + hour).incident
    later = NOW + hour + 2 * minute

    moved = facts.set_started(reopened, later - minute, BEN, later).incident

    assert moved.downtime(later) == timedelta()
    assert moved.downtime(later + hour) == hour


def test_the_downtime_that_is_told_is_that_of_the_times_as_they_are_shown() -> None:
    """From 0.9 s to 10.1 s is ten seconds to a reader, who sees whole ones."""
    began = NOW.replace(microsecond=900_000)
    declared = commands.declare(Draft("x", started_at=began), "1" * 32, 1, BEN, began).incident

    resolved = commands.resolve(declared, "", BEN, began + timedelta(seconds=9, milliseconds=200))

    assert resolved.events[-1].details["downtime"] == 10
