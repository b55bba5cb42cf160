"""The reminder by direct message, and what it becomes when it is no longer needed."""

from datetime import datetime, timedelta

from bot.slack import buttons
from bot.slack.buttons import button, value_of
from bot.slack.message import Block, Message, actions, context, mrkdwn, section
from bot.slack.text import escape, name_of, when, who
from bot.slack.views.parts import (
    acknowledge_button,
    fallback,
    gravity,
    heading,
    resolve_button,
    update_button,
    waiting,
)
from incidents.lengths import lasting
from incidents.model import Incident

# The first page goes out with the declaration: how many seconds later tells nobody anything.
_JUST_NOW = timedelta(seconds=10)


def page(
    incident: Incident,
    turn_number: int | None,
    step: int | None,
    now: datetime,
    late: timedelta | None,
    *,
    can_pass_on: bool = True,
    card_link: str | None = None,
) -> Message:
    """Ask somebody to look: what it is, how long it has waited, and what to press.

    `turn_number` is what can be passed on: nothing after a snooze, when it is None. `step` is the
    escalation step, None when everybody on it is reminded. `late` says by how much the reminder is.
    """
    length = waiting(incident, now)
    is_new = length < _JUST_NOW
    told = (
        f"*{gravity(incident).capitalize()}* · nobody has acknowledged it"
        f" {'yet' if is_new else f'for {lasting(length)}'}"
    )
    blocks = [
        *heading(incident),
        section(mrkdwn(told)),
        context(mrkdwn(_small(incident, step, late, card_link))),
    ]
    since = "" if is_new else f", {lasting(length)}"
    text = fallback(incident, f"waits for somebody, {gravity(incident)}{since}: {incident.title}")
    return Message(text, [*blocks, _answers(incident, turn_number, can_pass_on=can_pass_on)])


def settled_page(incident: Incident) -> Message:
    """Say by whom and when it was settled; whoever acknowledged it goes on from here."""
    became, text = _became(incident)
    timeline = button("Timeline", buttons.TIMELINE, value_of(incident))
    blocks = [*heading(incident), section(mrkdwn(became)), actions(*_next_steps(incident), timeline)]
    return Message(fallback(incident, f"{text}: {incident.title}"), blocks)


def _small(incident: Incident, step: int | None, late: timedelta | None, card_link: str | None) -> str:
    sent_to = f"escalation step {step}" if step else "everybody on call"
    parts = [f"Declared by {who(incident.declared.by)}, {when(incident.declared.at)}", f"sent to {sent_to}"]
    if late:
        parts.append(f"*late by {lasting(late)}*")
    if card_link:
        parts.append(f"<{escape(card_link)}|open the card>")
    return " · ".join(parts)


def _answers(incident: Incident, turn_number: int | None, *, can_pass_on: bool) -> Block:
    pressed = [
        acknowledge_button(incident),
        button("Snooze 15 min", buttons.SNOOZE, value_of(incident)),
    ]
    if can_pass_on and turn_number is not None:
        pressed.append(button("Pass on", buttons.PASS_ON, value_of(incident, turn=turn_number)))
    return actions(*pressed)


def _next_steps(incident: Incident) -> list[Block]:
    if incident.is_active and incident.acknowledged:
        return [update_button(incident), resolve_button(incident)]
    return []


def _became(incident: Incident) -> tuple[str, str]:
    """Say what became of it, for mrkdwn and for the notification."""
    if not incident.is_active:
        said, deed = incident.status.value, incident.moved
    elif incident.acknowledged:
        said, deed = "acknowledged", incident.acknowledged
    else:
        return f"Superseded by a newer reminder: it waits since {when(incident.waiting_since)}.", "waits anew"
    return f"*{said.capitalize()}* by {who(deed.by)}, {when(deed.at)}", f"{said} by {name_of(deed.by)}"
