"""The form that declares an incident; the title alone is enough."""

from typing import Any

from bot.slack.buttons import DECLARE, fields_value
from bot.slack.views.forms import kind_field, lead_field, modal, severity_field, text_field
from incidents.commands import Draft
from incidents.text import TITLE_LIMIT


def declare_modal(draft: Draft | None = None, channel: str | None = None) -> dict[str, Any]:
    """Ask what is wrong; private_metadata is {"channel": where it was asked for}."""
    draft = draft or Draft("")
    fields = [
        text_field("title", "Title", value=draft.title, limit=TITLE_LIMIT),
        severity_field(draft.severity),
        kind_field(draft.kind),
        text_field("description", "Description", value=draft.description, multiline=True, optional=True),
        text_field(
            "monitors",
            "Affected monitors",
            value="\n".join(draft.monitors),
            multiline=True,
            optional=True,
            hint="One a line, or with commas between them.",
        ),
        lead_field(draft.lead),
    ]
    return modal(
        DECLARE, "Declare an incident", "Declare", fields_value(channel=channel or draft.channel), fields
    )
