"""The form that corrects the words of an update that the public has read."""

from typing import Any

from bot.slack.buttons import CORRECT, value_of
from bot.slack.views.forms import modal, text_field
from incidents.model import Incident
from incidents.publishing import PublishedUpdate


def correct_modal(incident: Incident, update: PublishedUpdate) -> dict[str, Any]:
    """Ask for the right words."""
    hint = "The page shows the new words and that they were edited. The timeline keeps the first ones."
    words = text_field("message", "Update, for the public", value=update.said, multiline=True, hint=hint)
    return modal(
        CORRECT, f"Correct {incident.reference}", "Correct", value_of(incident, update=update.id), [words]
    )
