"""What the world is told about each change."""

from datetime import UTC, datetime

from incidents import commands, effects, facts
from incidents.commands import Draft
from incidents.effects import (
    GatherInThread,
    PageNextStep,
    PostInThread,
    RefreshCard,
    RefreshPages,
    StartPaging,
    Tell,
    TellSources,
)
from incidents.model import Actor, ActorKind, Change, Door, Incident, Person, Severity, Status

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ANN = Actor(ActorKind.PERSON, "U0ANN", "ann.demo", Door.SLACK)
PROMETHEUS = Actor(ActorKind.MONITOR, "usr_1", "prometheus", Door.ALERT)
BEN = Actor(ActorKind.PERSON, "U0BEN", "ben.demo", Door.SLACK)


def kinds(change: Change) -> list[type]:
    """Name the effects."""
    return [type(effect) for effect in effects.effects_of(change)]


def declared(**wishes: object) -> Change:
    """Declare an incident."""
    draft = Draft("checkout is failing", Severity.CRITICAL, **wishes)  # type: ignore[arg-type]
    return commands.declare(draft, "0" * 32, 1, ANN, NOW)


def acknowledged() -> Incident:
    """Give an incident that Ben is on."""
    return commands.acknowledge(declared().incident, BEN, NOW).incident


def test_declaring_pages_and_posts_the_card() -> None:
    """The page comes first."""
    assert kinds(declared()) == [StartPaging, RefreshCard]


def test_acknowledging_settles_the_reminders_and_changes_the_card() -> None:
    """And starts no paging."""
    told = kinds(commands.acknowledge(declared().incident, BEN, NOW))
    assert told == [RefreshPages, RefreshCard, TellSources]


def test_sources_hear_of_what_has_become_of_it_and_of_nothing_else() -> None:
    """That somebody is on it, that nobody is any more, that it is over, that it is not."""
    over = commands.resolve(acknowledged(), "", BEN, NOW)
    assert TellSources in kinds(over)
    assert TellSources in kinds(commands.reopen(over.incident, Status.INVESTIGATING, "", BEN, NOW))
    assert TellSources in kinds(commands.unacknowledge(acknowledged(), BEN, NOW))
    for change in (
        declared(),
        commands.set_status(acknowledged(), Status.IDENTIFIED, BEN, NOW),
        commands.close(over.incident, "", BEN, NOW),
        commands.add_note(acknowledged(), "look here", BEN, NOW),
    ):
        assert TellSources not in kinds(change)


def test_unacknowledging_pages_anew() -> None:
    """A new round."""
    assert StartPaging in kinds(commands.unacknowledge(acknowledged(), BEN, NOW))


def test_a_note_goes_to_the_thread_and_changes_no_card() -> None:
    """The incident itself is as it was."""
    assert kinds(commands.add_note(acknowledged(), "look here", BEN, NOW)) == [PostInThread]


def test_what_machines_note_is_gathered() -> None:
    """They may note hundreds of things within a minute."""
    assert kinds(commands.add_note(acknowledged(), "also firing", PROMETHEUS, NOW)) == [GatherInThread]


def test_nobody_is_told_what_they_did_themselves() -> None:
    """A lead who takes the lead knows it."""
    by_self = facts.assign(acknowledged(), Person("U0BEN", "ben.demo"), BEN, NOW)
    by_other = facts.assign(acknowledged(), Person("U0BEN", "ben.demo"), ANN, NOW)
    assert Tell not in kinds(by_self)
    assert Tell in kinds(by_other)


def test_whoever_is_on_it_hears_that_it_got_worse() -> None:
    """The acknowledgement stands, so nobody is paged."""
    minor = facts.set_severity(acknowledged(), Severity.MINOR, BEN, NOW).incident
    worse = facts.set_severity(minor, Severity.CRITICAL, ANN, NOW)
    assert [effect.person for effect in effects.effects_of(worse) if isinstance(effect, Tell)] == ["U0BEN"]
    assert StartPaging not in kinds(worse)
    assert Tell not in kinds(facts.set_severity(minor, Severity.CRITICAL, BEN, NOW))


def test_passing_on_pages_the_next_step_and_nothing_else() -> None:
    """The incident itself is as it was."""
    assert kinds(commands.pass_on(declared().incident, 0, BEN, NOW)) == [PageNextStep]
