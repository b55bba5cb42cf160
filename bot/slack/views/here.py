"""The one message that calls the channel to all that stands unacknowledged: a storm is one message."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.slack.message import Block, Message, context, mrkdwn, plain, section, that_fit
from bot.slack.views.parts import acknowledge_button, gravity, headline, name, waiting
from incidents.lengths import lasting
from incidents.model import Incident

LISTED = 20
# More than two buttons that stand out are none.
PRIMARY = 2


def here(incidents: Sequence[Incident], now: datetime, late: timedelta | None = None) -> Message:
    """Call everybody who is there to the incidents, given in the order in which they matter.

    `late` is by how much the message missed its time.
    """
    called = f"<!here> {_counted(incidents)}{f' (late by {lasting(late)})' if late else ''}"
    rows = _rows(incidents, now)
    left_out = len(incidents) - len(rows)
    rest = [context(plain(f"and {left_out} more: /incident list shows them all"))] if left_out else []
    references = ", ".join(map(name, incidents[: len(rows)]))
    return Message(f"{called}: {references}", [section(mrkdwn(called)), *rows, *rest])


def settled_here(still_waiting: Sequence[Incident], now: datetime) -> Message:
    """What the message becomes: a list of what still waits, until nothing does."""
    if not still_waiting:
        text = "The channel was called; somebody is on everything that was listed here."
        return Message(text, [context(plain(text))])
    called = _counted(still_waiting)
    called = called[:1].upper() + called[1:]
    rows = _rows(still_waiting, now)
    left_out = len(still_waiting) - len(rows)
    rest = [context(plain(f"and {left_out} more: /incident list shows them all"))] if left_out else []
    references = ", ".join(map(name, still_waiting[: len(rows)]))
    return Message(f"{called}: {references}", [section(mrkdwn(called)), *rows, *rest])


def _counted(incidents: Sequence[Incident]) -> str:
    count, what = len(incidents), "drill" if all(incident.is_drill for incident in incidents) else "incident"
    those = f"this {what}" if count == 1 else f"these {count} {what}s"
    return f"nobody has acknowledged {those}"


def _rows(incidents: Sequence[Incident], now: datetime) -> list[Block]:
    return that_fit(
        (_row(incident, now, primary=place < PRIMARY) for place, incident in enumerate(incidents)), LISTED
    )


def _row(incident: Incident, now: datetime, *, primary: bool) -> Block:
    line = f"{headline(incident)}\n{gravity(incident)}, waiting for {lasting(waiting(incident, now))}"
    return section(plain(line), acknowledge_button(incident, primary=primary))
