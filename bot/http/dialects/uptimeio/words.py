"""uptimeio's words for what an incident is."""

from typing import Literal

from bot.http.words import Severities
from incidents.model import Incident, Severity

Word = Literal["critical", "major", "minor", "warning"]
StatusWord = Literal["open", "acknowledged", "resolved", "closed"]

SEVERITIES = Severities(
    {
        Severity.CRITICAL: "critical",
        Severity.MAJOR: "major",
        Severity.MINOR: "minor",
        Severity.WARNING: "warning",
        Severity.NONE: "warning",
    },
    {word: Severity(word) for word in ("critical", "major", "minor", "warning")},
)


def status_word(incident: Incident) -> str:
    """Give the status: active ones read open or acknowledged."""
    if incident.is_active:
        return "acknowledged" if incident.acknowledged else "open"
    return incident.status.value
