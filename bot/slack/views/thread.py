"""What is posted into the card's thread: updates, notes, and the news that it is over or not over."""

from collections.abc import Callable
from datetime import timedelta

from bot.slack.message import BODY_LIMIT, Message, context, mrkdwn, paragraphs
from bot.slack.text import cut_escaped, escape, name_of, when, who
from bot.slack.views.parts import fallback, name
from incidents.lengths import lasting
from incidents.model import EventKind, Incident, TimelineEvent


def thread_message(incident: Incident, event: TimelineEvent) -> Message:
    """Tell of one event, its text whole as far as Slack takes it."""
    said = _SAID[event.kind](event)
    told = context(mrkdwn(f"*{said}* · {name(incident)} · {who(event.actor)}, {when(event.at)}"))
    text = f": {event.text}" if event.text else ""
    body = paragraphs(cut_escaped(event.text, BODY_LIMIT))
    return Message(fallback(incident, f"· {said} by {name_of(event.actor)}{text}"), [told, *body])


def _resolved(event: TimelineEvent) -> str:
    downtime = event.details.get("downtime")
    return (
        f"✅ Resolved after {lasting(timedelta(seconds=downtime))}" if downtime is not None else "✅ Resolved"
    )


_SAID: dict[EventKind, Callable[[TimelineEvent], str]] = {
    EventKind.UPDATE_POSTED: lambda _: "Update",
    EventKind.NOTE_ADDED: lambda _: "Internal note",
    EventKind.RESOLVED: _resolved,
    EventKind.REOPENED: lambda _: "Reopened",
    EventKind.PUBLISHED: lambda event: f"Published on {escape(str(event.details.get('page')))}",
    EventKind.WITHDRAWN: lambda event: f"Taken off {escape(str(event.details.get('page')))}",
    EventKind.UPDATE_CORRECTED: lambda _: "Published update corrected",
}
