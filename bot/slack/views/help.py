"""Help: what can be typed, and what is open now."""

from collections.abc import Sequence
from datetime import datetime

from bot.slack import buttons
from bot.slack.buttons import button, fields_value
from bot.slack.message import TEXT_LIMIT, Block, Message, actions, context, mrkdwn, plain, section, that_fit
from bot.slack.text import escape, pieces
from bot.slack.views.parts import one_line
from incidents.model import Incident

OPEN_SHOWN = 10


def help_page(
    words: Sequence[tuple[str, str, str]], open_incidents: Sequence[Incident], now: datetime
) -> Message:
    """Show what is open, the Declare button and every word as (word, usage, sentence)."""
    counted = _counted(len(open_incidents))
    blocks = [
        section(mrkdwn(f"*{counted}*")),
        *_open(open_incidents, now),
        actions(button("Declare", buttons.DECLARE, fields_value(), "primary")),
        *_words(words),
    ]
    return Message(f"{counted}. Help for /incident.", blocks)


def help_word(word: str, usage: str, text: str) -> Message:
    """Explain one word."""
    return Message(f"/incident {escape(word)}", [section(mrkdwn(f"`{escape(usage)}`\n{escape(text)}"))])


def _open(incidents: Sequence[Incident], now: datetime) -> list[Block]:
    rows = that_fit((section(plain(one_line(incident, now))) for incident in incidents), OPEN_SHOWN)
    left_out = len(incidents) - len(rows)
    return [*rows, context(plain(f"and {left_out} more: /incident list"))] if left_out else rows


def _words(words: Sequence[tuple[str, str, str]]) -> list[Block]:
    lines = [f"`{escape(usage)}` {escape(sentence)}" for _, usage, sentence in words]
    return [section(mrkdwn(piece)) for piece in pieces("\n".join(lines), TEXT_LIMIT)]


def _counted(count: int) -> str:
    if count == 0:
        return "No open incidents"
    return "1 open incident" if count == 1 else f"{count} open incidents"
