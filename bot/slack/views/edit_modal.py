"""The form that changes what an incident is and where it stands, filled in with what is so now."""

from typing import Any

from bot.slack.buttons import EDIT, value_of
from bot.slack.views.forms import (
    description_field,
    kind_field,
    lead_field,
    modal,
    monitors_field,
    severity_field,
    status_field,
    text_field,
)
from incidents.model import Incident, Kind
from incidents.text import TITLE_LIMIT


def edit_modal(incident: Incident) -> dict[str, Any]:
    """Ask what is different; maintenance has no severity to ask for, and is no practice."""
    planned = incident.kind is Kind.MAINTENANCE
    gravity = [] if planned else [severity_field(incident.severity), kind_field(incident.kind)]
    fields = [
        text_field("title", "Title", value=incident.title, limit=TITLE_LIMIT),
        *gravity,
        description_field(incident.description),
        monitors_field(incident.monitors),
        *status_field(incident, current=True),
        lead_field(incident.lead),
    ]
    return modal(EDIT, f"Edit {incident.reference}", "Save", value_of(incident), fields)
