"""The timeline: what happened, one line each, the last ones that fit."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.slack.message import Block, Message, context, mrkdwn, plain, that_fit
from bot.slack.text import cut, escape, is_user_id, lasting, name_of, when
from bot.slack.views.parts import fallback, heading
from incidents.model import EventKind, Incident, TimelineEvent

# Slack takes 50 blocks; the heading needs some of them.
LINES = 45
LINE_LIMIT = 300


def timeline(incident: Incident, events: Sequence[TimelineEvent]) -> Message:
    """Tell what happened, oldest first, each time in the reader's own zone."""
    shown = that_fit((_line(event) for event in reversed(events)), LINES)[::-1]
    left_out = len(events) - len(shown)
    before = [context(plain(f"Earlier events left out here: {left_out:,}"))] if left_out else []
    return Message(fallback(incident, f"timeline: {incident.title}"), [*heading(incident), *before, *shown])


def words_of(event: TimelineEvent) -> str:
    """Say what somebody did, for plain_text: `@ben acknowledged it`."""
    return cut(f"{name_of(event.actor)} {_DID[event.kind](event)}", LINE_LIMIT)


def _line(event: TimelineEvent) -> Block:
    link = f"<{escape(event.permalink)}|message>" if event.permalink else ""
    spoken_of = [mrkdwn(words) for words in (_person(event), _moment(event), link) if words]
    return context(mrkdwn(when(event.at)), plain(words_of(event)), *spoken_of)


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
    EventKind.DECLARED: lambda event: _said(f"declared it ({event.details.get('severity', 'no severity')})")(
        event
    ),
    EventKind.ACKNOWLEDGED: _acknowledged,
    EventKind.UNACKNOWLEDGED: _said("took the acknowledgement back"),
    EventKind.STATUS_CHANGED: lambda event: f"moved it{_from_to(event.details)}",
    EventKind.SEVERITY_CHANGED: _severity_changed,
    EventKind.LEAD_ASSIGNED: lambda event: f"made @{event.text} the lead",
    EventKind.TITLE_CHANGED: _said("changed the title"),
    EventKind.START_CHANGED: _said("set the start to"),
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
}
