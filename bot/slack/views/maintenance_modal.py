"""The forms of planned maintenance: what is announced, and other times for what is planned. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.slack.buttons import MAINTENANCE, REPLAN, fields_value, value_of
from bot.slack.message import LABEL_LIMIT
from bot.slack.text import cut
from bot.slack.views.forms import modal, moment_field, select_field, text_field
from incidents.catalogue import StatusPage
from incidents.model import Incident
from incidents.planning import plan_of
from incidents.text import TITLE_LIMIT

STARTS, ENDS = "starts_at", "ends_at"
HOUR = timedelta(hours=1)


def maintenance_modal(pages: Sequence[StatusPage], now: datetime, channel: str | None) -> dict[str, Any]:
    """Ask what is worked on and when, which is the next full hour at first.

    private_metadata is {"channel": where it was asked for}.
    """
    start = now.replace(minute=0, second=0, microsecond=0) + HOUR
    fields = [
        text_field("title", "Title", limit=TITLE_LIMIT),
        text_field(
            "monitors",
            "Affected monitors",
            multiline=True,
            optional=True,
            hint="One a line, or with commas between them. Their alerts and checks are silent meanwhile.",
        ),
        moment_field(STARTS, "From", start),
        moment_field(ENDS, "To", start + HOUR),
    ]
    if pages:
        names = {page.slug: cut(page.name, LABEL_LIMIT) for page in pages}
        fields.append(select_field("page", "Status page that announces it", names, None, optional=True))
    return modal(MAINTENANCE, "Plan maintenance", "Announce", fields_value(channel=channel), fields)


def replan_modal(incident: Incident) -> dict[str, Any]:
    """Ask for other times; what has begun has its start behind it."""
    plan = plan_of(incident)
    start = [moment_field(STARTS, "From", plan.start)] if incident.is_scheduled else []
    fields = [*start, moment_field(ENDS, "To", plan.end)]
    return modal(REPLAN, f"Times of {incident.reference}", "Save", value_of(incident), fields)
