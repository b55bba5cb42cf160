"""Private answers: what was done and how to undo it, why something was refused, and questions back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.slack import buttons
from bot.slack.buttons import button, fields_value, fits, value_of
from bot.slack.message import (
    FALLBACK_LIMIT,
    TEXT_LIMIT,
    Block,
    Message,
    actions,
    context,
    mrkdwn,
    plain,
    section,
    that_fit,
)
from bot.slack.text import ago, as_typed, cut, cut_escaped, escape, guarded, name_of
from bot.slack.views.parts import SIGNS, headline, one_line, standing, status_and_deed
from incidents.errors import Conflict, Stale
from incidents.model import Incident, Severity, Status

PICKABLE = 20
QUOTED = 200
REFUSAL_LIMIT = 1_000
DECLARABLE = (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR)


def done(
    incident: Incident,
    sentence: str,
    undo: Mapping[str, Any] | None = None,
    beside: Block | None = None,
) -> Message:
    """Confirm in a sentence of mrkdwn, with the way back where there is one, or with another button.

    Foreign words in the sentence are made safe here, escaped or not; times are given by `when`.
    """
    told = guarded(cut_escaped(sentence, TEXT_LIMIT))
    back = button("Undo", buttons.UNDO, value_of(incident, **undo)) if undo else beside
    return Message(told, [section(mrkdwn(told), back), context(plain(headline(incident)))])


def unheard(answer: Message, word: str, typed: str) -> Message:
    """Add that what was typed behind a word that takes no text is kept nowhere; nothing when nothing was."""
    if not typed:
        return answer
    told = f"What you typed after {word} is not kept. /incident note keeps words for the responders."
    return Message(f"{answer.text} {escape(told)}", [*answer.blocks, context(plain(told))])


def refused(text: str) -> Message:
    """Say why not, and what to do instead; any text."""
    shown = plain(text, REFUSAL_LIMIT)
    return Message(escape(cut(shown["text"], FALLBACK_LIMIT)), [section(shown)])


def conflict(conflict: Conflict, now: datetime) -> Message:
    """Say that somebody was first, who and when; nothing has happened."""
    return refused(_stale(conflict, now) if isinstance(conflict, Stale) else _too_late(conflict, now))


def broken(ref: str) -> Message:
    """Say that it is our fault, and what to look for in the log."""
    return refused(f"Something broke on our side: ref {ref}. Try again; if it stays, the ref is in the log.")


def pick_list(
    word: str, text: str, candidates: Sequence[Incident], now: datetime, doubt: str = ""
) -> Message:
    """Ask which incident `/incident word text` was meant for; `doubt` says before why that is asked at all.

    A text too long for a button is not cut: then the reference must be typed.
    """
    pressable = all(fits(_picked(incident, word, text)) for incident in candidates)
    which = f"Which incident is /incident {word} for?{'' if pressable else ' ' + _typed_with(word)}"
    asked = f"{doubt} {which}".lstrip()
    offered = (_candidate(incident, word, text, now, pressable=pressable) for incident in candidates)
    rows = that_fit(offered, PICKABLE)
    left_out = len(candidates) - len(rows)
    rest = [context(plain(f"and {left_out} more. {_typed_with(word)}"))] if left_out else []
    return Message(escape(asked), [section(plain(asked)), *rows, *rest])


def over_already(
    named: Incident, word: str, text: str, candidates: Sequence[Incident], now: datetime
) -> Message:
    """Say that the incident whose number stands in front of the text is over, and ask which one is meant.

    The candidates are those that the whole text, number and all, may be for.
    """
    over = (
        f"{named.reference} is already {status_and_deed(named, now)}, so nothing was done. "
        f"If it is meant all the same, type /incident {word} {named.reference} …"
    )
    if not candidates:
        return refused(over)
    return pick_list(word, text, candidates, now, f"{over} If the number belongs to your text:")


def declare_as(text: str) -> Message:
    """Ask how bad it is, where nothing says that an incident was meant at all."""
    asked = f"Declare this as an incident? “{cut(text, QUOTED)}”"
    return _question(asked, _declaring(text), "Nothing was declared. Shorten it: /incident declare <title>")


def drill_or_trouble(title: str, text: str) -> Message:
    """Ask whether it is practice; `text` followed the word drill, which may begin a title as well."""
    asked = f"Is it a drill? “{cut(title, QUOTED)}”"
    use = button(
        "Declare a drill", buttons.USE_WORD, fields_value(word="declare", text=f"drill: {text}"), "primary"
    )
    otherwise = "Nothing was declared. Shorten it: /incident declare drill: <title>"
    return _question(asked, [use, *_declaring(title)], otherwise)


def did_you_mean(word: str, suggestion: str, text: str) -> Message:
    """Ask whether the word was a slip; `text` followed it, as Slack sent it. If not, both may be a title."""
    asked = f"There is no word “{cut(word, QUOTED)}”. Did you mean {suggestion}?"
    use = button(suggestion, buttons.USE_WORD, fields_value(word=suggestion, text=text), "primary")
    title = f"{word} {as_typed(text)}".strip()
    return _question(asked, [use, *_declaring(title)], "Type it again, please.")


def _question(asked: str, pressed: list[Block], otherwise: str) -> Message:
    possible = [element for element in pressed if fits(element["value"])]
    answer = actions(*possible) if possible else context(plain(otherwise))
    return Message(escape(asked), [section(plain(asked)), answer])


def _declaring(title: str) -> list[Block]:
    return [
        button(
            f"{SIGNS[severity]} Declare {severity}",
            f"{buttons.DECLARE_AS}:{severity}",
            fields_value(severity=severity.value, title=title),
        )
        for severity in DECLARABLE
    ]


def _candidate(incident: Incident, word: str, text: str, now: datetime, *, pressable: bool) -> Block:
    pick = button(incident.reference, buttons.PICK, _picked(incident, word, text))
    return section(plain(one_line(incident, now)), pick if pressable else None)


def _picked(incident: Incident, word: str, text: str) -> str:
    return value_of(incident, word=word, text=text)


def _typed_with(word: str) -> str:
    return f"Name it: /incident {word} INC-42 …"


def _stale(conflict: Conflict, now: datetime) -> str:
    incident = conflict.incident
    is_now = f"{incident.reference} is now {standing(incident, now)}."
    return f"That was from an earlier moment, so nothing was changed. {is_now}"


def _too_late(conflict: Conflict, now: datetime) -> str:
    reference = conflict.incident.reference
    by = f"{name_of(conflict.by)}, {ago(now - conflict.at)}"
    match str(conflict.state):
        case "unacknowledged":
            return f"{reference} is not acknowledged, so there is nothing to take back."
        case Status.RESOLVED:
            return f"{reference} is already resolved by {by}. Reopen it if it is not over."
        case Status.CLOSED:
            return f"{reference} is already closed by {by}. If it is back, declare a new incident."
        case "acknowledged":
            return f"{reference} is already acknowledged by {by}."
    return f"{reference} is still {conflict.state} ({by}). Resolve it first."
