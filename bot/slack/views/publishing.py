"""What is said about publishing beside its form: from which page something shall be taken, and that it was. Pure."""

from collections.abc import Sequence
from typing import Any

from bot.slack.buttons import PUBLISH, value_of
from bot.slack.message import Block, Message, actions, plain, section
from bot.slack.text import cut, escape
from bot.slack.views.outside import NAME_LIMIT
from bot.slack.views.parts import headline
from incidents.catalogue import StatusPage
from incidents.model import Incident


def which_page(incident: Incident, pages: Sequence[Block]) -> Message:
    """Ask from which page it shall be taken; the buttons ask once more."""
    asked = f"Take {incident.reference} off which page? The public no longer sees it there then."
    return Message(
        escape(asked), [section(plain(asked)), section(plain(headline(incident))), actions(*pages)]
    )


def gone_modal(incident: Incident, page: StatusPage) -> dict[str, Any]:
    """Say that it is off the page, in the place of the form."""
    told = f"{incident.reference} is taken off {cut(page.name, NAME_LIMIT)}. It can be published again from its card."
    return {
        "type": "modal",
        "callback_id": PUBLISH,
        "private_metadata": value_of(incident),
        "title": plain("Taken off"),
        "close": plain("Close"),
        "blocks": [section(plain(told))],
    }
