"""uptimeio's words for what an incident is."""

from bot.http.answers.uptimeio import StatusWord, Word
from bot.http.words import Severities
from incidents.model import Incident, Severity

SEVERITIES: Severities[Word] = Severities(
    {
        Severity.CRITICAL: "critical",
        Severity.MAJOR: "major",
        Severity.MINOR: "minor",
        Severity.WARNING: "warning",
        Severity.NONE: "warning",
    },
    {word: Severity(word) for word in ("critical", "major", "minor", "warning")},
)


def status_word(incident: Incident) -> StatusWord:
    """Give the status: active ones read open or acknowledged."""
    if incident.is_active:
        return "acknowledged" if incident.acknowledged else "open"
    return "closed" if incident.closed else "resolved"
