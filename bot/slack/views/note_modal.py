"""The form that adds a note for the responders."""

from typing import Any

from bot.slack.buttons import NOTE, value_of
from bot.slack.views.forms import modal, text_field
from incidents.model import Incident


def note_modal(incident: Incident) -> dict[str, Any]:
    """Ask for the words."""
    words = text_field("note", "Internal note", multiline=True)
    return modal(NOTE, f"Note on {incident.reference}", "Add", value_of(incident), [words])
