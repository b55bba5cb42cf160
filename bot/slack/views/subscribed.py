"""Private answers about a channel that reads a status page."""

from collections.abc import Sequence

from bot.slack.message import Message, mrkdwn, section
from bot.slack.text import escape
from incidents.catalogue import StatusPage


def subscribed(site: StatusPage, components: Sequence[str], *, is_new: bool) -> Message:
    """Say what the channel reads from now on, or did already."""
    some = f" of {', '.join(components)}" if components else ""
    if not is_new:
        return _said(f"This channel is subscribed to {site.name}{some} already.")
    return _said(
        f"From now on this channel reads what {site.name} tells the public{some}. /incident unsubscribe ends it."
    )


def unsubscribed(pages: list[str]) -> Message:
    """Say what the channel reads no more."""
    if not pages:
        return _said("This channel is not subscribed to that. /incident subscribe page subscribes it.")
    return _said(f"This channel reads no more of {', '.join(pages)}.")


def _said(words: str) -> Message:
    return Message(escape(words), [section(mrkdwn(escape(words)))])
