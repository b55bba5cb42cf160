"""The form that posts an update for the public."""

from typing import Any

from bot.slack.buttons import UPDATE, value_of
from bot.slack.views.forms import modal, status_field, text_field
from incidents.model import Incident

HINT = "The public reads it on every status page that shows the incident; the responders read it here."


def update_modal(incident: Incident) -> dict[str, Any]:
    """Ask for the words, and for the new status if it has changed."""
    words = text_field("update", "Update", multiline=True, hint=HINT)
    fields = [words, *status_field(incident, current=False)]
    return modal(UPDATE, f"Update {incident.reference}", "Post", value_of(incident), fields)
