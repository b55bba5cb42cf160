"""An example of each body of uptimeio, by the name of its shape in the document."""

from bot.http.dialects.uptimeio.asked import Stretched
from bot.http.dialects.uptimeio.changes import events_json
from bot.http.dialects.uptimeio.told import check_json, commented, incident_json, whole
from bot.http.document import Examples
from bot.http.sample import ACKNOWLEDGED, MONITOR, NOTE, NOTED
from incidents.catalogue import Monitor

_DOWN = frozenset({MONITOR.id})


def _page(*shown: object) -> Examples:
    return {"success": True, "data": list(shown), "pagination": Stretched().place(len(shown))}


def _checks(*monitors: Monitor) -> Examples:
    return _page(*(check_json(monitor, _DOWN) for monitor in monitors))


EXAMPLES: Examples = {
    "NewIncident": {
        "title": ACKNOWLEDGED.incident.title,
        "severity": "critical",
        "affected_monitor_ids": [MONITOR.id],
    },
    "Put": {"severity": "major"},
    "NewStatus": {"status": "acknowledged"},
    "Whole": whole(ACKNOWLEDGED),
    "Incidents": _page(incident_json(ACKNOWLEDGED)),
    "Checks": _checks(MONITOR),
    "Events": _page(*events_json(NOTED.events)),
    "Comment": {"message": NOTE},
    "Commented": commented(NOTED),
}
