"""What is declared for alerts. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from incidents.alerting import AlertPolicy
from incidents.alerts import Alert
from incidents.changes import CLOCK_SKEW, EARLIEST
from incidents.commands import Draft
from incidents.model import Severity, Source, TimelineEvent

STORM_TITLE = "A storm of alerts"
DESCRIPTION_LIMIT = 3_000
NOTES_TOGETHER = 10
NAMED = 10


def worst_of(alerts: Sequence[Alert]) -> Alert:
    """Give the one that counts: the worst, and of those the first."""
    return min(alerts, key=lambda alert: (alert.severity or Severity.NONE).rank)


def draft_of(alert: Alert, now: datetime) -> Draft:
    """Say what to declare for an alert."""
    links = "\n".join(f"{text}: {url}" for text, url in alert.links)
    return Draft(
        title=alert.title,
        severity=alert.severity or Severity.MINOR,
        description="\n\n".join(part for part in (alert.description, links) if part)[:DESCRIPTION_LIMIT],
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


def named(titles: Sequence[str]) -> str:
    """Name the first of some alerts, each once, and say how many more there are."""
    each_once = list(dict.fromkeys(titles))
    rest = f", and {len(each_once) - NAMED} more" if len(each_once) > NAMED else ""
    return "; ".join(each_once[:NAMED]) + rest


def told_together(notes: Sequence[TimelineEvent]) -> TimelineEvent:
    """Give one note that says what several say, the first of them by their words."""
    words = [note.text for note in notes[:NOTES_TOGETHER]]
    if len(notes) > NOTES_TOGETHER:
        words.append(f"... and {len(notes) - NOTES_TOGETHER} more like these.")
    return replace(notes[0], text="\n".join(words))


def _plausible(at: datetime | None, now: datetime) -> datetime | None:
    """Pass over a start that cannot be true: the alert counts more than its clock."""
    return at if at and EARLIEST <= at <= now + CLOCK_SKEW else None
