"""What an alert's source is told of what people do about it here: which word, and when none is needed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from incidents.model import Incident

# So many silences somebody can look through; more would hide what nobody has seen.
MOST_SILENCES = 50


class Way(StrEnum):
    """How a source is told."""

    ALERTMANAGER = "alertmanager"
    PAGERDUTY = "pagerduty"
    OPSGENIE = "opsgenie"
    WEBHOOK = "webhook"


class Word(StrEnum):
    """What a source is told of an alert: somebody is on it, it is over, or neither (any more)."""

    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Listener:
    """A source that wants to hear what people do about its alerts: where, and by which credentials.

    `silence` is how long Alertmanager keeps quiet about what somebody has acknowledged.
    """

    source: str
    url: str
    way: Way
    key: str = field(default="", repr=False)
    silence: timedelta = timedelta(hours=4)


class Firing(NamedTuple):
    """An alert that fires for an incident. `acknowledged`: the source itself has said that somebody is on it.

    `swallowed`: it belongs to the incident because that is a storm.
    """

    source: str
    fingerprint: str
    group: str
    title: str
    acknowledged: bool
    labels: Mapping[str, str]
    swallowed: bool = False


class Told(NamedTuple):
    """What a source was told last of an alert, and the silence that was made for it."""

    word: Word
    silence: str | None = None


class News(NamedTuple):
    """What a source is to be told: of which alert, by whose deed, and what it was told before.

    `incident` is None when it was deleted, `firing` when the alert fires no more.
    """

    fingerprint: str
    word: Word
    incident: Incident | None
    firing: Firing | None
    before: Told | None

    @property
    def by(self) -> str:
        """Name who acted."""
        deed = self.incident and (self.incident.resolved or self.incident.acknowledged)
        return deed.by.name if deed else "Tocsin"


def news(incident: Incident | None, firing: Mapping[str, Firing], told: Mapping[str, Told]) -> list[News]:
    """Say what a source does not know yet, by the fingerprints of its alerts."""
    found = (
        News(name, _word(incident, firing.get(name)), incident, firing.get(name), told.get(name))
        for name in sorted(firing.keys() | told.keys())
    )
    return [each for each in found if each.word is not _known(each)]


def stays_loud(firing: Mapping[str, Firing], owed: Sequence[News]) -> str:
    """Say why what is acknowledged now is not silenced; nothing when it is.

    Whoever acknowledges a storm is on it, and has not looked at each alert; and silences outlast what they meant.
    """
    if not any(each.word is Word.ACKNOWLEDGED for each in owed):
        return ""
    if any(each.swallowed for each in firing.values()):
        return "it is a storm, and what comes next nobody has seen"
    if len(firing) > MOST_SILENCES:
        return f"{len(firing)} alerts fire for it, and {MOST_SILENCES} are silenced at the most"
    return ""


def _word(incident: Incident | None, firing: Firing | None) -> Word:
    """Say how it stands here; of what fires no more the source knows more than we do."""
    if incident is None or firing is None:
        return Word.OPEN
    if not incident.is_active:
        return Word.RESOLVED
    return Word.ACKNOWLEDGED if incident.acknowledged else Word.OPEN


def _known(each: News) -> Word:
    """Say what the source knows: what it was told last, else what it has said itself."""
    if each.before:
        return each.before.word
    return Word.ACKNOWLEDGED if each.firing and each.firing.acknowledged else Word.OPEN
