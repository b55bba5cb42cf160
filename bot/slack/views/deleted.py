"""What a message becomes when its incident was deleted: which one, and by whom. Nothing of its content stays."""

from bot.slack.message import Message, context, mrkdwn
from bot.slack.text import who
from incidents.model import Actor


def deleted(reference: str, by: Actor | None) -> Message:
    """Say that the incident is gone."""
    told = f"{reference} was deleted by {who(by)}." if by else f"{reference} was deleted."
    return Message(told, [context(mrkdwn(told))])
