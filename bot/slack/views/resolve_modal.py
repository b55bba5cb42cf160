"""The form that resolves an incident."""

from typing import Any

from bot.slack.buttons import RESOLVE, value_of
from bot.slack.views.forms import modal, text_field
from incidents.model import Incident


def resolve_modal(incident: Incident) -> dict[str, Any]:
    """Ask for a word to the responders, which may be left out."""
    words = text_field("note", "What fixed it? (internal)", multiline=True, optional=True)
    return modal(RESOLVE, f"Resolve {incident.reference}", "Resolve", value_of(incident), [words])
