"""The App Home: what is going on, with the next step to press, and how to declare. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.slack import buttons
from bot.slack.buttons import button, value_of
from bot.slack.message import Block, Message, actions, context, header, mrkdwn, plain, section, that_fit
from bot.slack.views.parts import acknowledge_button, one_line
from incidents.model import Incident

MOST_BLOCKS = 40  # two for each incident; a view takes a hundred
ALL_QUIET = "Nothing is going on. All quiet."
HOW = "`/incident what is wrong` declares from any channel; `/incident help` shows what else there is."


def home(active: Sequence[Incident], now: datetime, answer: Message | None = None) -> dict[str, Any]:
    """Show the open incidents, those first that nobody is on; on top what came of what was pressed here."""
    urgent_first = sorted(active, key=_urgency)
    rows = that_fit([row for incident in urgent_first for row in _rows(incident, now)], MOST_BLOCKS)
    answered = [*answer.blocks, {"type": "divider"}] if answer else []
    blocks = [
        *answered,
        header("Open incidents"),
        *(rows or [section(plain(ALL_QUIET))]),
        *_left_out(len(active) - len(rows) // 2),
        {"type": "divider"},
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
    return [section(plain(one_line(incident, now))), actions(*first, show)]


def _left_out(number: int) -> list[Block]:
    return [context(plain(f"And {number} more: /incident list shows every one."))] if number > 0 else []
