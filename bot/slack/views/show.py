"""One incident in full, for whoever asked."""

from datetime import datetime

from bot.slack.message import Block, Message, context, mrkdwn
from bot.slack.text import when, who
from bot.slack.views.card import affected, choices, description, last_update, state, was_acknowledged
from bot.slack.views.parts import fallback, heading, standing
from incidents.model import Incident

# Both together stay well within what a message takes, escaped or not.
IN_FULL = 2_500


def show(incident: Incident, now: datetime) -> Message:
    """Show what the card shows, its texts at length, and who declared it."""
    blocks = [
        *heading(incident),
        state(incident, now),
        *was_acknowledged(incident),
        *description(incident, IN_FULL),
        *affected(incident),
        *last_update(incident, IN_FULL),
        _declared(incident),
        choices(incident),
    ]
    return Message(fallback(incident, f"{standing(incident, now)}: {incident.title}"), blocks)


def _declared(incident: Incident) -> Block:
    return context(mrkdwn(f"Declared by {who(incident.declared.by)}, {when(incident.declared.at)}"))
