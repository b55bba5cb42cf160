"""The timeline: what happened, one line each; how it began and the last ones that fit."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from bot.slack.message import Block, Message, context, mrkdwn, plain, that_fit
from bot.slack.text import cut, escape, is_user_id, lasting, name_of, when
from bot.slack.views.parts import fallback, heading
from incidents.model import EventKind, Incident, Kind, TimelineEvent

# Slack takes 50 blocks; the heading needs some of them.
LINES = 45
LINE_LIMIT = 300
NAMED = 10
# So many reminders in a row are told in one line.
MANY = 3
REMINDERS = frozenset({EventKind.REMINDER_SENT, EventKind.REMINDER_FAILED, EventKind.CHANNEL_REMINDED})
THE_CHANNEL = "the channel"
HERE = "@here"

Run = tuple[TimelineEvent, ...]


def timeline(incident: Incident, events: Sequence[TimelineEvent]) -> Message:
    """Tell what happened, oldest first, each time in the reader's own zone."""
    runs = list(_runs(events))
    lines = [_line(run[0]) if len(run) == 1 else _line_of_many(run) for run in runs]
    shown = that_fit([*lines[:1], *reversed(lines[1:])], LINES)
    left_out = sum(len(run) for run in runs[1 : len(runs) - len(shown) + 1])
    between = [context(plain(f"{_counted(left_out)} left out"))] if left_out else []
    told = [*shown[:1], *between, *reversed(shown[1:])]
    return Message(fallback(incident, f"timeline: {incident.title}"), [*heading(incident), *told])


def words_of(event: TimelineEvent) -> str:
    """Say what somebody did, for plain_text: `@ben acknowledged it`."""
    return cut(f"{name_of(event.actor)} {_DID[event.kind](event)}", LINE_LIMIT)


def _runs(events: Sequence[TimelineEvent]) -> Iterator[Run]:
    """Put many reminders in a row together; everything else stands alone."""
    for reminding, found in groupby(events, lambda event: event.kind in REMINDERS):
        run = tuple(found)
        yield from [run] if reminding and len(run) >= MANY else ((event,) for event in run)


def _line(event: TimelineEvent) -> Block:
    spoken_of = [mrkdwn(words) for words in (_person(event), _moment(event), _link(event)) if words]
    return context(mrkdwn(when(event.at)), plain(words_of(event)), *spoken_of)


def _line_of_many(run: Run) -> Block:
    """Tell of many reminders: how many, to whom, until when, and how many did not get through."""
    told = f"{_receivers(run)} until {when(run[-1].at)}"
    failed = [plain(words) for words in [_failures(run)] if words]
    last_link = next(filter(None, map(_link, reversed(run))), "")
    links = [mrkdwn(last_link)] if last_link else []
    return context(mrkdwn(when(run[0].at)), plain(_count(run)), mrkdwn(told.strip()), *failed, *links)


def _counted(earlier: int) -> str:
    return "1 earlier event" if earlier == 1 else f"{earlier:,} earlier events"


def _count(run: Run) -> str:
    late = max(event.details.get("late_seconds", 0) for event in run)
    lateness = f", late by up to {lasting(timedelta(seconds=late))}" if late else ""
    return f"{len(run):,} reminders{lateness}"


def _receivers(run: Run) -> str:
    """Name everybody who was reminded once, the channel last: `to @ben, @cleo and the channel,`."""
    found = dict.fromkeys(_receiver(event) for event in run)
    people = [name for name in found if name not in ("", THE_CHANNEL)]
    others = len(people) - NAMED
    named = people[:NAMED] + ([f"{others} others"] if others > 0 else [])
    named += [THE_CHANNEL] if THE_CHANNEL in found else []
    return f"to {_listed(named)}," if named else ""


def _listed(names: list[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def _receiver(event: TimelineEvent) -> str:
    person = str(event.details.get("person", ""))
    if event.kind is EventKind.CHANNEL_REMINDED or person == HERE:
        return THE_CHANNEL
    return f"<@{person}>" if is_user_id(person) else ""


def _failures(run: Run) -> str:
    """Say how many failed and of what, the most frequent first: `3 failed: user_disabled, down`."""
    failed = [event.text for event in run if event.kind is EventKind.REMINDER_FAILED]
    reasons = ", ".join(reason for reason, _ in Counter(failed).most_common() if reason)
    return cut(f"{len(failed)} failed" + (f": {reasons}" if reasons else ""), LINE_LIMIT) if failed else ""


def _link(event: TimelineEvent) -> str:
    """Link to what everybody can open: a reminder stands in somebody's direct messages."""
    if event.kind is EventKind.REMINDER_SENT:
        return ""
    return f"<{escape(event.permalink)}|open>" if event.permalink else ""


def _person(event: TimelineEvent) -> str:
    """Give whom a reminder was for. The timeline is private, so that nobody is notified by it."""
    person = str(event.details.get("person", ""))
    return f"→ <@{person}>" if is_user_id(person) else ""


def _moment(event: TimelineEvent) -> str:
    """Give the time that an event speaks of, which is not the time at which it happened."""
    named = {EventKind.START_CHANGED: "to", EventKind.SNOOZED: "until"}.get(event.kind)
    return when(datetime.fromisoformat(event.details[named])) if named in event.details else ""


def _said(start: str) -> Callable[[TimelineEvent], str]:
    return lambda event: f"{start}: {' '.join(event.text.split())}" if event.text else start


def _declared(event: TimelineEvent) -> str:
    drill = " as a drill" if event.details.get("kind") == Kind.DRILL else ""
    return f"declared it{drill} ({event.details.get('severity', 'no severity')})"


def _edited(event: TimelineEvent) -> str:
    field = event.details.get("field", "incident")
    return f"changed the {field}{_from_to(event.details) if field == 'kind' else ''}"


def _acknowledged(event: TimelineEvent) -> str:
    by = {
        EventKind.UPDATE_POSTED: " by posting an update",
        EventKind.STATUS_CHANGED: " by moving the status",
        EventKind.RESOLVED: " by resolving it",
    }
    return "acknowledged it" + by.get(event.details.get("by", ""), "")


def _severity_changed(event: TimelineEvent) -> str:
    verb = "raised" if event.details.get("raised") else "lowered"
    return f"{verb} the severity{_from_to(event.details)}"


def _resolved(event: TimelineEvent) -> str:
    downtime = event.details.get("downtime")
    return "resolved it" + ("" if downtime is None else f" after {lasting(timedelta(seconds=downtime))}")


def _reminded(event: TimelineEvent) -> str:
    late = event.details.get("late_seconds", 0)
    return "sent a reminder" + (f", late by {lasting(timedelta(seconds=late))}" if late else "")


def _from_to(details: dict[str, Any]) -> str:
    return f" from {details['from']} to {details['to']}" if {"from", "to"} <= details.keys() else ""


_DID: dict[EventKind, Callable[[TimelineEvent], str]] = {
    EventKind.DECLARED: lambda event: _said(_declared(event))(event),
    EventKind.ACKNOWLEDGED: _acknowledged,
    EventKind.UNACKNOWLEDGED: _said("took the acknowledgement back"),
    EventKind.STATUS_CHANGED: lambda event: f"moved it{_from_to(event.details)}",
    EventKind.SEVERITY_CHANGED: _severity_changed,
    EventKind.LEAD_ASSIGNED: lambda event: f"made @{event.text} the lead",
    EventKind.TITLE_CHANGED: _said("changed the title"),
    EventKind.START_CHANGED: _said("set the start to"),
    EventKind.EDITED: _edited,
    EventKind.UPDATE_POSTED: _said("posted an update"),
    EventKind.NOTE_ADDED: _said("noted"),
    EventKind.RESOLVED: _resolved,
    EventKind.REOPENED: lambda event: f"reopened it ({event.details.get('to', 'investigating')})",
    EventKind.CLOSED: _said("closed it"),
    EventKind.SNOOZED: _said("snoozed the reminders until"),
    EventKind.PASSED_ON: _said("passed it on to the next step"),
    EventKind.REMINDER_SENT: _reminded,
    EventKind.REMINDER_FAILED: _said("could not send a reminder"),
    EventKind.CHANNEL_REMINDED: _said("called the channel"),
    EventKind.PUBLISHED: lambda event: _said(f"published it on {event.details.get('page')}")(event),
    EventKind.WITHDRAWN: lambda event: f"took it off {event.details.get('page')}",
    EventKind.UPDATE_CORRECTED: _said("corrected a published update"),
    EventKind.DELETED: _said("deleted it"),
}
