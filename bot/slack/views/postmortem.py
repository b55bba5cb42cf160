"""The draft of a postmortem, as Markdown in a frame, so that it is copied as it is. Pure."""

from bot.caller import Dossier
from bot.drafting import postmortem_of
from bot.slack.message import BODY_LIMIT, TEXT_LIMIT, Block, Message, context, mrkdwn, section
from bot.slack.text import cut_escaped, readable
from bot.slack.views.parts import fallback
from incidents.model import Incident

# The words around the draft need some of what one message takes.
DRAFT_LIMIT = BODY_LIMIT - 1_000


def drafted(told: Dossier) -> Message:
    """Draft it from all that belongs to the incident."""
    return postmortem(told.incident, postmortem_of(told))


def postmortem(incident: Incident, draft: str) -> Message:
    """Show the draft, and what prints all of it when one message does not take it."""
    whole, command = readable(draft).strip(), f"`tocsin incident postmortem {incident.reference}`"
    shown = cut_escaped(whole, DRAFT_LIMIT)
    beginning = (
        f"*Draft of the postmortem of {incident.reference}.* Copy it into a document and answer what it asks."
    )
    end = (
        f"{command} prints it, too."
        if shown == whole
        else f"The rest does not fit here: {command} prints all."
    )
    return Message(
        fallback(incident, f"draft of the postmortem: {incident.title}"),
        [section(mrkdwn(beginning)), _framed(shown), context(mrkdwn(end))],
    )


def _framed(text: str) -> Block:
    starts = range(0, len(text), TEXT_LIMIT)
    parts = [{"type": "text", "text": text[start : start + TEXT_LIMIT]} for start in starts]
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": parts}]}
