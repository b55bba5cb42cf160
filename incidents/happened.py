"""What happened, as a list by days in Markdown: readable also when machines repeated themselves. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import groupby

from incidents.deeds import deed_of, time_spoken_of, words_with
from incidents.effects import is_noted_by_machine
from incidents.markdown import inline, quote
from incidents.model import EventKind, TimelineEvent

# So many of a kind in a row are told in one line, with so many of their different words.
MANY, DIFFERENT = 3, 5
# Longer words stand below the line, as they were written.
BESIDE = 160
NOTE_SHOWN = 300

Run = Sequence[TimelineEvent]


def days_of(events: Sequence[TimelineEvent]) -> Iterator[str]:
    """Give a heading and a list for each day, in the order in which things happened."""
    in_order = sorted(events, key=lambda event: event.at)
    for day, found in groupby(in_order, _day_of):
        yield f"### {day} (UTC)"
        yield "\n".join(_line(run[0]) if len(run) == 1 else _line_of_many(run) for run in _runs(found))


def _runs(events: Iterator[TimelineEvent]) -> Iterator[Run]:
    """Put many reminders, and many notes of one machine, in a row together; everything else stands alone."""
    for repeated, found in groupby(events, _repeated):
        run = tuple(found)
        yield from [run] if repeated and len(run) >= MANY else ((event,) for event in run)


def _repeated(event: TimelineEvent) -> tuple[str, ...]:
    """Name what it is one of many of; nothing for what counts by itself."""
    if event.kind.is_delivery:
        return ("reminders",)
    return ("notes", event.actor.name) if is_noted_by_machine(event) else ()


def _line(event: TimelineEvent) -> str:
    at = time_spoken_of(event)
    spoken_of = f" {_moment(at, event)}" if at else ""
    told = f"- **{_clock(event.at)}** {_name(event)} {inline(deed_of(event))}{spoken_of}"
    words = words_with(event).strip()
    if not words:
        return told
    if len(words) <= BESIDE and len(words.splitlines()) == 1:
        return f"{told}: {inline(words)}"
    return f"{told}:\n{quote(words, '  ')}"


def _line_of_many(run: Run) -> str:
    stretch = f"- **{_clock(run[0].at)} to {_clock(run[-1].at)}**"
    if run[0].kind.is_delivery:
        failed = sum(event.kind is EventKind.REMINDER_FAILED for event in run)
        return f"{stretch} {len(run):,} reminders" + (f", {failed:,} of them failed" if failed else "")
    return f"{stretch} {_name(run[0])} noted {len(run):,} times:\n{quote(_each_once(run), '  ')}"


def _each_once(run: Run) -> str:
    """Give the different words, the most frequent first, and how often each was said."""
    said = Counter(" ".join(event.text.split()) for event in run)
    told = [
        _cut(words) + (f" ({count:,} times)" if count > 1 else "")
        for words, count in said.most_common(DIFFERENT)
    ]
    others = len(said) - DIFFERENT
    return "\n".join([*told, f"... and {others:,} more like these."] if others > 0 else told)


def _cut(words: str) -> str:
    return words if len(words) <= NOTE_SHOWN else f"{words[: NOTE_SHOWN - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"


def _name(event: TimelineEvent) -> str:
    return inline(event.actor.name) or "somebody"


def _moment(at: datetime, event: TimelineEvent) -> str:
    """Give a time that is spoken of; with its day where that is another one."""
    day = "" if at.astimezone(UTC).date() == _day_of(event) else f"{at.astimezone(UTC):%Y-%m-%d} "
    return f"{day}{_clock(at)}"


def _clock(at: datetime) -> str:
    return f"{at.astimezone(UTC):%H:%M:%S}"


def _day_of(event: TimelineEvent) -> date:
    return event.at.astimezone(UTC).date()
