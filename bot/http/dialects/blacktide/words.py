"""blacktide's words for what an incident is."""

from bot.http.answers.blacktide import StatusWord, Word
from bot.http.words import Severities
from incidents.model import Incident, Severity

SEVERITIES: Severities[Word] = Severities(
    {
        Severity.CRITICAL: "critical",
        Severity.MAJOR: "high",
        Severity.MINOR: "medium",
        Severity.WARNING: "low",
        Severity.NONE: "low",
    },
    {
        "critical": Severity.CRITICAL,
        "high": Severity.MAJOR,
        "medium": Severity.MINOR,
        "low": Severity.WARNING,
    },
)


def status_word(incident: Incident) -> StatusWord:
    """Give the status: closed reads resolved, and active ones read open or acknowledged."""
    if not incident.is_active:
        return "resolved"
    return "acknowledged" if incident.acknowledged else "open"
