"""The timeline: what happened, one line each, the last ones that fit."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.slack.message import Block, Message, context, mrkdwn, plain
from bot.slack.text import cut, escape, lasting, name_of, when
from bot.slack.views.parts import fallback, heading
from incidents.model import EventKind, Incident, TimelineEvent

# Slack takes 50 blocks and about 13,000 characters; the heading needs some of both.
LINES = 45
LINE_LIMIT = 300
TEXT_LIMIT = 11_000


def timeline(incident: Incident, events: Sequence[TimelineEvent], now: datetime) -> Message:  # noqa: ARG001 - called as every view is
    """Tell what happened, oldest first, each time in the reader's own zone."""
    shown = _last_that_fit([_line(event) for event in events])
    left_out = len(events) - len(shown)
    before = [context(plain(f"Earlier events left out here: {left_out:,}"))] if left_out else []
    return Message(fallback(incident, f"timeline: {incident.title}"), [*heading(incident), *before, *shown])


def _last_that_fit(lines: list[Block]) -> list[Block]:
    fitting, length = 0, 0
    for line in reversed(lines[-LINES:]):
        length += sum(len(escape(element["text"])) for element in line["elements"])
        if length > TEXT_LIMIT:
            break
        fitting += 1
    return lines[len(lines) - fitting :]


def words_of(event: TimelineEvent) -> str:
    """Say what somebody did, for plain_text: `@ben acknowledged it`."""
    return cut(f"{name_of(event.actor)} {_DID[event.kind](event)}", LINE_LIMIT)


def _line(event: TimelineEvent) -> Block:
    elements = [mrkdwn(when(event.at)), plain(words_of(event))]
    moment = _moment(event)
    if moment:
        elements.append(mrkdwn(when(moment)))
    if event.permalink:
        elements.append(mrkdwn(f"<{escape(event.permalink)}|message>"))
    return context(*elements)


def _moment(event: TimelineEvent) -> datetime | None:
    """Give the time that an event speaks of, which is not the time at which it happened."""
    named = {EventKind.START_CHANGED: "to", EventKind.SNOOZED: "until"}.get(event.kind)
    return datetime.fromisoformat(event.details[named]) if named in event.details else None


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


def _reminder(start: str) -> Callable[[TimelineEvent], str]:
    def told(event: TimelineEvent) -> str:
        details = event.details
        person = f" {details.get('name') or details.get('person') or ''}".rstrip()
        late = f", late by {lasting(timedelta(seconds=details['late']))}" if details.get("late") else ""
        reason = f": {event.text}" if event.text else ""
        return f"{start}{person}{late}{reason}"

    return told


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
    EventKind.REMINDER_SENT: _reminder("reminded"),
    EventKind.REMINDER_FAILED: _reminder("could not remind"),
    EventKind.CHANNEL_REMINDED: _reminder("called the channel"),
}
