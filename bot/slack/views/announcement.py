"""What a subscribed channel reads of a status page: what the public reads, and nothing else. Pure."""

from datetime import datetime
from typing import Any

from bot.slack.message import (
    BODY_LIMIT,
    FALLBACK_LIMIT,
    HEADER_LIMIT,
    Message,
    context,
    header,
    mrkdwn,
    paragraphs,
    plain,
    section,
)
from bot.slack.text import cut, cut_escaped, escape, when
from bot.slack.views.parts import MAINTENANCE_SIGN, RESOLVED_SIGN, SIGNS
from incidents.model import Kind, Severity

_MAINTENANCE = {
    "scheduled": "Scheduled",
    "called_off": "Called off",
    "monitoring": "Verifying",
    "resolved": "Completed",
}


def announcement(body: dict[str, Any], base_url: str | None) -> Message:
    """Tell of an announcement; the link to the page needs our address."""
    told = body["data"]
    incident, page = told["incident"], told["page"]["name"]
    title, standing = incident["title"], _standing(incident)
    heading = f"{_sign(incident)} {title}"
    head = (
        [header(heading)]
        if len(heading) <= HEADER_LIMIT
        else [header(f"{_sign(incident)} {standing}"), section(plain(title))]
    )
    affected = f" · affects {escape(', '.join(incident['components']))}" if incident["components"] else ""
    link = f" · <{base_url}{told['path']}|Read on>" if base_url else ""
    shown = f"*{standing}*{_planned(incident)}{cut(affected, 500)} · {escape(cut(page, 200))}{link}"
    said = incident["updates"][0]["message"] if incident["updates"] else ""
    text = cut(f"{page}: {title} · {standing}", FALLBACK_LIMIT)
    return Message(
        cut_escaped(escape(text), FALLBACK_LIMIT),
        [*head, context(mrkdwn(shown)), *paragraphs(cut_escaped(said, BODY_LIMIT - 2000))],
    )


def _standing(incident: dict[str, Any]) -> str:
    stage = str(incident["stage"])
    if incident["kind"] == Kind.MAINTENANCE:
        return _MAINTENANCE.get(stage, "In progress")
    return stage.capitalize()


def _planned(incident: dict[str, Any]) -> str:
    if incident["starts_at"] is None or incident["resolved_at"]:
        return ""
    start, end = (when(datetime.fromisoformat(incident[name])) for name in ("starts_at", "ends_at"))
    return f": {start} until {end}" if incident["stage"] == "scheduled" else f" until {end}"


def _sign(incident: dict[str, Any]) -> str:
    if incident["resolved_at"]:
        return RESOLVED_SIGN
    return MAINTENANCE_SIGN if incident["kind"] == Kind.MAINTENANCE else SIGNS[Severity(incident["severity"])]
