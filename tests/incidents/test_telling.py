"""What a source is told of what people do about its alerts: each word when it is news, and no echo."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from incidents import commands
from incidents.commands import Draft
from incidents.model import Actor, ActorKind, Door, Incident
from incidents.telling import MOST_SILENCES, Firing, Told, Word, news, stays_loud

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ANN = Actor(ActorKind.PERSON, "U0ANN", "ann.demo", Door.SLACK)
OPEN = commands.declare(Draft("checkout is failing"), "0" * 32, 1, ANN, NOW).incident
TAKEN = commands.acknowledge(OPEN, ANN, NOW).incident
OVER = commands.resolve(TAKEN, "", ANN, NOW).incident
FIRES = Firing("pagerduty", "k1", "k1", "disk is full", acknowledged=False, labels={})
FIRES_ACKNOWLEDGED = FIRES._replace(acknowledged=True)


@pytest.mark.parametrize(
    ("incident", "firing", "told", "word"),
    [
        (OPEN, FIRES, None, None),
        (TAKEN, FIRES, None, Word.ACKNOWLEDGED),
        (OVER, FIRES, None, Word.RESOLVED),
        (TAKEN, FIRES, Told(Word.ACKNOWLEDGED, "s1"), None),
        (OPEN, FIRES, Told(Word.ACKNOWLEDGED, "s1"), Word.OPEN),
        (OVER, FIRES, Told(Word.ACKNOWLEDGED, "s1"), Word.RESOLVED),
        (OPEN, FIRES, Told(Word.RESOLVED), Word.OPEN),
        (OVER, FIRES, Told(Word.RESOLVED), None),
        # What fires no more the source has ended itself; what holds for it has to be let go.
        (OVER, None, None, None),
        (TAKEN, None, Told(Word.ACKNOWLEDGED, "s1"), Word.OPEN),
        (OVER, None, Told(Word.ACKNOWLEDGED, "s1"), Word.OPEN),
        (None, None, Told(Word.ACKNOWLEDGED, "s1"), Word.OPEN),
        # What the source said itself it is not told; a person may say otherwise since.
        (TAKEN, FIRES_ACKNOWLEDGED, None, None),
        (OPEN, FIRES_ACKNOWLEDGED, None, Word.OPEN),
        (OVER, FIRES_ACKNOWLEDGED, None, Word.RESOLVED),
    ],
)
def test_a_source_is_told_what_it_does_not_know(
    incident: Incident | None, firing: Firing | None, told: Told | None, word: Word | None
) -> None:
    """By what it was told last, and by what it has said itself."""
    found = news(incident, {"k1": firing} if firing else {}, {"k1": told} if told else {})
    assert [each.word for each in found] == ([word] if word else [])


def test_the_deed_has_a_name() -> None:
    """Of whoever ended it, else of whoever is on it."""
    ben = replace(ANN, id="U0BEN", name="ben.demo")
    over = commands.resolve(TAKEN, "", ben, NOW).incident
    assert [news(each, {"k1": FIRES}, {})[0].by for each in (TAKEN, over)] == ["ann.demo", "ben.demo"]
    assert news(None, {}, {"k1": Told(Word.RESOLVED)})[0].by == "Tocsin"


@pytest.mark.parametrize(
    ("number", "swallowed", "incident", "words"),
    [
        (MOST_SILENCES, False, TAKEN, ""),
        (MOST_SILENCES + 1, False, TAKEN, "51 alerts fire for it"),
        (1, True, TAKEN, "it is a storm"),
        # What is let go or ended needs no silence.
        (MOST_SILENCES + 1, False, OVER, ""),
        (1, True, OPEN, ""),
    ],
)
def test_a_storm_and_what_nobody_can_look_through_are_not_silenced(
    number: int,
    swallowed: bool,  # noqa: FBT001
    incident: Incident,
    words: str,
) -> None:
    """The words say why."""
    firing = {
        f"k{each}": FIRES._replace(fingerprint=f"k{each}", swallowed=swallowed) for each in range(number)
    }
    why = stays_loud(firing, news(incident, firing, {}))
    assert (why == "") if not words else why.startswith(words)
