"""The draft of a postmortem: what is known of an incident that is over, as Markdown, with questions for the rest. Pure.

It is begun from the timeline, and people go on with it in documents of their own. Times are UTC, to the second.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from incidents.catalogue import Monitor
from incidents.happened import days_of
from incidents.markdown import inline, items, quote
from incidents.model import Actor, ActorKind, EventKind, Incident, Kind, Severity, TimelineEvent
from incidents.public import Shown
from incidents.stats import downtime_seconds, in_words, seconds_between

QUESTIONS = {
    "Impact": "Who was affected, how, and how badly?",
    "Root cause": "What set it off, and what made that possible?",
    "What went well": "What helped to notice it, to understand it, to mend it?",
    "What went badly": "What cost time? What was only luck?",
    "Action items": "Who does what until when, so that it does not happen again?",
}
SUMMARY = "What happened, in two or three sentences?"

_AT_WORK = frozenset({ActorKind.PERSON, ActorKind.TOKEN})
_CALLED = {Kind.INCIDENT: "", Kind.MAINTENANCE: "the maintenance ", Kind.DRILL: "the drill "}


def draft(
    incident: Incident,
    events: Sequence[TimelineEvent],
    shown: Sequence[Shown],
    monitors: Sequence[Monitor],
    now: datetime,
) -> str:
    """Write down what is known, and ask for the rest. `shown` is what each status page shows of it."""
    parts = [
        f"# Postmortem of {_CALLED[incident.kind]}{incident.reference}: {inline(incident.title)}",
        *(f"> {warning}" for warning in _warnings(incident, now)),
        items(f"**{name}:** {fact}" for name, fact in _facts(incident, events, monitors, now)),
        *_section("Summary", SUMMARY, *_said_of_it(incident, events)),
        "## Timeline",
        *days_of(events),
        "## What the public was told",
        *_told(incident, events, shown),
        *(part for heading, question in QUESTIONS.items() for part in _section(heading, question)),
    ]
    return "\n\n".join(parts) + "\n"


def name_of_file(incident: Incident) -> str:
    """Name the file that a draft is handed out as."""
    return f"postmortem-{incident.reference}.md"


def _section(heading: str, question: str, *known: str) -> list[str]:
    return [f"## {heading}", f"_{question}_", *known]


def _warnings(incident: Incident, now: datetime) -> Iterator[str]:
    is_or_was = "was" if incident.status.is_over else "is"
    if not incident.status.is_over:
        yield (
            f"**{incident.reference} is not over.** It is {incident.status}. "
            f"This is how it stood at {_moment(now)}; draft it again when it is resolved."
        )
    if incident.is_drill:
        yield (
            f"**This {is_or_was} a drill.** People were called to practise, and the public was told nothing."
        )
    if incident.kind is Kind.MAINTENANCE:
        yield f"**This {is_or_was} maintenance.** It was announced, and nobody was nagged about it."


def _facts(
    incident: Incident, events: Sequence[TimelineEvent], monitors: Sequence[Monitor], now: datetime
) -> Iterator[tuple[str, str]]:
    """Give each with its name, in the order in which people ask for them."""
    if incident.kind is not Kind.MAINTENANCE:
        yield "Severity", _severity(incident, events)
    yield "Affected", ", ".join(inline(monitor.name) for monitor in monitors) or "nothing was named"
    yield "Incident lead", inline(incident.lead.name) if incident.lead else "nobody"
    yield "Responders", ", ".join(_responders(events)) or "nobody"
    yield from _times(incident, events, now)


def _severity(incident: Incident, events: Sequence[TimelineEvent]) -> str:
    changes = [event.details for event in events if event.kind is EventKind.SEVERITY_CHANGED]
    had = [incident.severity, *(Severity(change["from"]) for change in changes if "from" in change)]
    worst = min(had, key=lambda severity: severity.rank)
    return str(incident.severity) + (f" ({worst} at its worst)" if worst is not incident.severity else "")


def _responders(events: Sequence[TimelineEvent]) -> list[str]:
    """Name whoever acted, in the order in which they came; monitors and the clock do not respond."""
    acted = (event.actor for event in events if event.actor.kind in _AT_WORK)
    return list(dict.fromkeys(map(_name, acted)))


def _times(incident: Incident, events: Sequence[TimelineEvent], now: datetime) -> Iterator[tuple[str, str]]:
    if incident.planned:
        yield "Planned", f"{_moment(incident.planned.start)} until {_moment(incident.planned.end)}"
    yield "Started", _moment(incident.started_at)
    first = incident.first_acknowledged_at
    if incident.kind is not Kind.MAINTENANCE or first:
        yield "First acknowledged", f"{_moment(first)}{_by_whom(events)}" if first else "never"
    if first:
        yield "Time to acknowledge", in_words(max(0, seconds_between(incident.started_at, first)))
    resolved = incident.resolved
    yield "Resolved", f"{_moment(resolved.at)}, by {_name(resolved.by)}" if resolved else "not yet"
    if incident.closed:
        yield "Closed", f"{_moment(incident.closed.at)}, by {_name(incident.closed.by)}"
    yield "Downtime", _downtime(incident, now)


def _by_whom(events: Sequence[TimelineEvent]) -> str:
    first = next((event for event in events if event.kind is EventKind.ACKNOWLEDGED), None)
    return f", by {_name(first.actor)}" if first else ""


def _downtime(incident: Incident, now: datetime) -> str:
    if incident.is_past:
        return "not measured: it was over when it was recorded"
    lasted = in_words(downtime_seconds(incident, now))
    mended = int(incident.mended.total_seconds())
    quiet = (
        f", without the {in_words(mended)} that it spent resolved before it was reopened" if mended else ""
    )
    return lasted + ("" if incident.resolved else " so far") + quiet


def _said_of_it(incident: Incident, events: Sequence[TimelineEvent]) -> Iterator[str]:
    """Quote what a summary can be made of: how it was described and resolved, and the last words for the public."""
    if incident.description:
        yield f"As it was described by {_name(incident.declared.by)}:"
        yield quote(incident.description)
    why = _note_with_resolution(incident, events)
    if why:
        yield f"As it was resolved by {_name(why.actor)}:"
        yield quote(why.text)
    if incident.last_update:
        yield f"The last update, by {_name(incident.last_update.by)}:"
        yield quote(incident.last_update.text)


def _note_with_resolution(incident: Incident, events: Sequence[TimelineEvent]) -> TimelineEvent | None:
    """Find the note that was written in the same moment as it was resolved, the last time."""
    if incident.resolved is None:
        return None
    resolved = [index for index, event in enumerate(events) if event.kind is EventKind.RESOLVED]
    later = events[resolved[-1] :] if resolved else ()
    then = (incident.resolved.by, incident.resolved.at)
    return next((e for e in later if e.kind is EventKind.NOTE_ADDED and (e.actor, e.at) == then), None)


def _told(incident: Incident, events: Sequence[TimelineEvent], shown: Sequence[Shown]) -> Iterator[str]:
    """Show what status pages show; without one, what was meant for the public and never reached it."""
    for each in shown:
        title = inline(each.publication.title or incident.title)
        yield f"### On {inline(each.publication.page)}: {title}"
        yield (
            "\n".join(
                _words(update.at, update.said, update.status, update.corrected_at) for update in each.updates
            )
            or "That it happened, and no more."
        )
    posted = [event for event in events if event.kind is EventKind.UPDATE_POSTED]
    if not shown and not posted:
        yield "Nothing."
    elif not shown:
        yield "No status page shows it. These updates were posted:"
        yield "\n".join(_words(event.at, event.text, event.details.get("status")) for event in posted)


def _words(at: datetime, said: str, status: str | None, corrected_at: datetime | None = None) -> str:
    stage = f" ({inline(str(status))})" if status else ""
    corrected = f", corrected {_moment(corrected_at)}" if corrected_at else ""
    return f"- **{_moment(at)}**{stage}{corrected}:\n{quote(said, '  ')}"


def _name(actor: Actor) -> str:
    return inline(actor.name) or "somebody"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
