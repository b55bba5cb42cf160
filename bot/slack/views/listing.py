"""A list of incidents, one page at a time."""

from collections.abc import Sequence
from datetime import datetime

from bot.slack import buttons
from bot.slack.buttons import button, fields_value, value_of
from bot.slack.message import (
    FALLBACK_LIMIT,
    Block,
    Message,
    actions,
    context,
    header,
    plain,
    section,
    that_fit,
)
from bot.slack.text import cut, escape
from bot.slack.views.parts import name, one_line
from incidents.model import Incident

PAGE_SIZE = 20


def listing(title: str, incidents: Sequence[Incident], now: datetime, *, more: bool, which: str) -> Message:
    """List up to `PAGE_SIZE` incidents; `more` adds a button with {"which", "before": last number}."""
    rows = that_fit((_row(incident, now) for incident in incidents), PAGE_SIZE)
    shown = incidents[: len(rows)]
    blocks = [header(title), *(rows or [context(plain("None."))])]
    if shown and (more or len(incidents) > len(shown)):
        further = fields_value(which=which, before=shown[-1].number)
        blocks.append(actions(button("More", buttons.LIST_PAGE, further)))
    references = ", ".join(map(name, shown)) or "none"
    return Message(escape(cut(f"{title}: {references}", FALLBACK_LIMIT)), blocks)


def _row(incident: Incident, now: datetime) -> Block:
    show = button("Show", buttons.SHOW, value_of(incident))
    return section(plain(one_line(incident, now)), show)
