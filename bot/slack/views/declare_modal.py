"""The form that declares an incident; the title alone is enough."""

from typing import Any

from bot.slack.buttons import DECLARE, fields_value
from bot.slack.views.forms import (
    description_field,
    kind_field,
    lead_field,
    modal,
    monitors_field,
    severity_field,
    text_field,
)
from incidents.commands import Draft
from incidents.text import TITLE_LIMIT


def declare_modal(draft: Draft | None = None, channel: str | None = None) -> dict[str, Any]:
    """Ask what is wrong; private_metadata is {"channel": where it was asked for}."""
    draft = draft or Draft("")
    fields = [
        text_field("title", "Title", value=draft.title, limit=TITLE_LIMIT),
        severity_field(draft.severity),
        kind_field(draft.kind),
        description_field(draft.description),
        monitors_field(draft.monitors),
        lead_field(draft.lead),
    ]
    return modal(
        DECLARE, "Declare an incident", "Declare", fields_value(channel=channel or draft.channel), fields
    )
