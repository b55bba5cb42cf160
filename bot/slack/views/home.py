"""The App Home: what is going on, with the next step to press, and how to declare. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.slack import buttons
from bot.slack.buttons import button, value_of
from bot.slack.message import Block, Message, actions, context, header, mrkdwn, plain, section, that_fit
from bot.slack.views.parts import acknowledge_button, one_line
from incidents.model import Incident

BLOCKS_EACH = 3
MOST_BLOCKS = 20 * BLOCKS_EACH  # a view takes a hundred
ALL_QUIET = "Nothing is going on. All quiet."
HOW = "`/incident critical what is wrong` declares from any channel; `/incident help` explains the rest."


def home(active: Sequence[Incident], now: datetime, answer: Message | None = None) -> dict[str, Any]:
    """Show the open incidents, those first that nobody is on; on top what came of what was pressed here."""
    urgent_first = sorted(active, key=_urgency)
    rows = that_fit([row for incident in urgent_first for row in _rows(incident, now)], MOST_BLOCKS)
    shown = len(rows) // BLOCKS_EACH
    answered = [*answer.blocks, {"type": "divider"}] if answer else []
    blocks = [
        *answered,
        header("Open incidents"),
        *(rows[: shown * BLOCKS_EACH] or [section(plain(ALL_QUIET)), {"type": "divider"}]),
        *_left_out(len(active) - shown),
        actions(
            button("Declare an incident…", buttons.DECLARE, "home"),
            button("Refresh", buttons.HOME, "home"),
        ),
        context(mrkdwn(HOW)),
    ]
    return {"type": "home", "blocks": blocks}


def _urgency(incident: Incident) -> tuple[bool, int, int]:
    return not incident.is_waiting, incident.severity.rank, -incident.number


def _rows(incident: Incident, now: datetime) -> list[Block]:
    show = button("Show", buttons.SHOW, value_of(incident))
    first = [acknowledge_button(incident)] if incident.is_waiting else []
    return [section(plain(one_line(incident, now))), actions(*first, show), {"type": "divider"}]


def _left_out(number: int) -> list[Block]:
    return [context(plain(f"And {number} more: /incident list shows every one."))] if number > 0 else []
