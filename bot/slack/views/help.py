"""Help: what can be typed, and what is open now."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.slack import buttons
from bot.slack.buttons import button, fields_value
from bot.slack.message import Block, Message, actions, context, mrkdwn, plain, section, that_fit
from bot.slack.text import cut, escape
from bot.slack.views.parts import one_line
from incidents.model import Incident

OPEN_SHOWN = 10
UNKNOWN_LIMIT = 40
MORE = (
    "`/incident critical checkout is failing` declares in one line. The other words take a number, as in "
    "`/incident ack INC-42`, or none when it is clear which. `/incident help resolve` explains one word."
)


def help_page(
    words: Mapping[str, Sequence[tuple[str, str]]],
    open_incidents: Sequence[Incident],
    now: datetime,
    unknown: str = "",
) -> Message:
    """Show what is open, the Declare button, and every word with what it does, by what people come for.

    `unknown` is what help was asked about though there is no such word.
    """
    counted = _counted(len(open_incidents))
    no_word = f"There is no word “{cut(unknown, UNKNOWN_LIMIT)}”. " if unknown else ""
    blocks = [
        *([section(plain(no_word))] if no_word else []),
        section(mrkdwn(f"*{counted}*")),
        *_open(open_incidents, now),
        actions(button("Declare", buttons.DECLARE, fields_value(), "primary")),
        *_words(words),
        context(mrkdwn(MORE)),
    ]
    return Message(f"{escape(no_word)}{counted}. Help for /incident.", blocks)


def help_word(word: str, usage: str, text: str) -> Message:
    """Explain one word."""
    return Message(f"/incident {escape(word)}", [section(mrkdwn(f"`{escape(usage)}`\n{escape(text)}"))])


def _open(incidents: Sequence[Incident], now: datetime) -> list[Block]:
    rows = that_fit((section(plain(one_line(incident, now))) for incident in incidents), OPEN_SHOWN)
    left_out = len(incidents) - len(rows)
    return [*rows, context(plain(f"and {left_out} more: /incident list"))] if left_out else rows


def _words(words: Mapping[str, Sequence[tuple[str, str]]]) -> list[Block]:
    """A line for each: it must fit into the width of a phone, so the usage is left to `help word`."""
    return [
        section(mrkdwn("\n".join([f"*{purpose}*", *(f"`{name}`  {escape(does)}" for name, does in grouped)])))
        for purpose, grouped in words.items()
    ]


def _counted(count: int) -> str:
    if count == 0:
        return "No open incidents"
    return "1 open incident" if count == 1 else f"{count} open incidents"
