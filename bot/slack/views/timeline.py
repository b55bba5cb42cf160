"""The timeline: what happened, one line each; how it began and the last ones that fit."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from bot.slack.message import Block, Message, context, mrkdwn, plain, that_fit
from bot.slack.text import cut, escape, is_user_id, name_of, when
from bot.slack.views.parts import fallback, heading
from incidents.deeds import deed_of, time_spoken_of, words_with
from incidents.lengths import lasting
from incidents.model import EventKind, Incident, TimelineEvent

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
    return cut(f"{name_of(event.actor)} {_deed(event)}", LINE_LIMIT)


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
    at = time_spoken_of(event)
    return when(at) if at else ""


def _deed(event: TimelineEvent) -> str:
    """Say it as every door does; who leads is named as people are named here."""
    if event.kind is EventKind.LEAD_ASSIGNED:
        return f"made @{event.text} the lead"
    words = " ".join(words_with(event).split())
    return f"{deed_of(event)}: {words}" if words else deed_of(event)
