"""An example of each body of blacktide, by the name of its shape in the document."""

from bot.http.dialects.blacktide.timeline import events_json
from bot.http.dialects.blacktide.told import (
    acknowledged_json,
    created_json,
    item_json,
    note_json,
    reopened_json,
    resolved_json,
    stats_json,
    whole_json,
)
from bot.http.document import Examples
from bot.http.sample import ACKNOWLEDGED, DECLARED, MONITOR, NOTE, NOTED, REOPENED, RESOLVED, STATISTICS

EXAMPLES: Examples = {
    "Incidents": {"data": [item_json(ACKNOWLEDGED)], "meta": {"page": 1, "limit": 20, "total": 1}},
    "Incident": whole_json(NOTED),
    "Timeline": {"events": events_json(RESOLVED.events)},
    "Statistics": stats_json(STATISTICS),
    "NewIncident": {"title": DECLARED.incident.title, "severity": "critical", "monitorId": MONITOR.id},
    "Created": created_json(DECLARED),
    "NewNote-Input": {"text": NOTE},
    "NewNote-Output": note_json(NOTED),
    "Acknowledged": acknowledged_json(ACKNOWLEDGED),
    "Resolution": {"resolutionNote": NOTE},
    "Resolved": resolved_json(RESOLVED, NOTE),
    "Reopening": {"reason": NOTE},
    "Reopened": reopened_json(REOPENED),
}
