"""What is declared for alerts. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from incidents.alerting import AlertPolicy
from incidents.alerts import Alert
from incidents.changes import CLOCK_SKEW, EARLIEST
from incidents.commands import Draft
from incidents.model import Severity, Source, TimelineEvent
from incidents.text import cut_line

STORM_TITLE = "A storm of alerts"
DESCRIPTION_LIMIT = 3_000
LABELS_SHOWN = 6
LABEL_SHOWN = 60
# Ten of them fit into a note, whatever their labels.
NAME_SHOWN = 500
NOTES_TOGETHER = 10
NAMED = 10

_SHOWN_ELSEWHERE = frozenset({"severity", "service"})


def worst_of(alerts: Sequence[Alert]) -> Alert:
    """Give the one that counts: the worst, and of those the first."""
    return min(alerts, key=lambda alert: (alert.severity or Severity.NONE).rank)


def draft_of(alert: Alert, now: datetime) -> Draft:
    """Say what to declare for an alert."""
    links = "\n".join(f"{text}: {url}" for text, url in alert.links)
    said = (alert.description, _in_words(_telling(alert.labels)), links)
    return Draft(
        title=alert.title,
        severity=alert.severity or Severity.MINOR,
        description="\n\n".join(part for part in said if part)[:DESCRIPTION_LIMIT],
        monitors=(alert.service,) if alert.service else (),
        started_at=_plausible(alert.started_at, now),
        source=Source.SYSTEM,
        escalation=alert.escalation,
    )


def storm_draft(policy: AlertPolicy, worst: Alert) -> Draft:
    """Say what to declare when more fires than people can follow."""
    minutes = policy.within // timedelta(minutes=1)
    words = (
        f"More than {policy.burst} incidents were opened by alerts within {minutes} minutes."
        " What fires meanwhile is listed here, and opens none of its own."
    )
    return Draft(STORM_TITLE, worst.severity or Severity.MINOR, words, source=Source.SYSTEM)


def named(names: Sequence[str]) -> str:
    """Name the first of some alerts, each once, and say how many more there are."""
    each_once = list(dict.fromkeys(names))
    rest = f", and {len(each_once) - NAMED} more" if len(each_once) > NAMED else ""
    return "; ".join(each_once[:NAMED]) + rest


def told_apart(alert: Alert, firing: Sequence[Alert], incident: str = "") -> str:
    """Name one of those that fire: its title, and the labels that not all of the same title have.

    `Instance is down (instance web-1)`: most rules have the same summary for every instance. One that comes alone, with
    the title of the incident, has all its labels behind it.
    """
    others = [each.labels for each in firing if each.title == alert.title and each is not alert]
    alone = not others and alert.title == incident
    own = {
        label: value
        for label, value in _telling(alert.labels).items()
        if alone or any(labels.get(label) != value for labels in others)
    }
    return cut_line("alert", f"{alert.title} ({_in_words(own)})", NAME_SHOWN) if own else alert.title


def told_together(notes: Sequence[TimelineEvent]) -> TimelineEvent:
    """Give one note that says what several say, the first of them by their words."""
    words = [note.text for note in notes[:NOTES_TOGETHER]]
    if len(notes) > NOTES_TOGETHER:
        words.append(f"... and {len(notes) - NOTES_TOGETHER} more like these.")
    return replace(notes[0], text="\n".join(words))


def _telling(labels: Mapping[str, str]) -> dict[str, str]:
    """Leave out what the incident shows elsewhere."""
    return {label: value for label, value in labels.items() if label not in _SHOWN_ELSEWHERE}


def _in_words(labels: Mapping[str, str]) -> str:
    """Give the first labels on a line: `instance web-1, job node`."""
    first = islice(labels.items(), LABELS_SHOWN)
    told = [f"{label} {cut_line(label, value, LABEL_SHOWN)}" for label, value in first]
    return ", ".join([*told, "..."] if len(labels) > LABELS_SHOWN else told)


def _plausible(at: datetime | None, now: datetime) -> datetime | None:
    """Pass over a start that cannot be true: the alert counts more than its clock."""
    return at if at and EARLIEST <= at <= now + CLOCK_SKEW else None
