"""An example of each body of the native API, by the name of its shape in the document."""

from typing import Any

from bot.http.document import Examples
from bot.http.native.answers import Seen, Standing
from bot.http.native.roster import check_json
from bot.http.native.saying import note_json, update_json
from bot.http.native.statistics import statistics_json
from bot.http.sample import ACKNOWLEDGED, CI, MONITOR, NOON, NOTED, PUBLIC, STATISTICS, WORDS
from bot.public_json import public_incident_json
from bot.roster import Entry
from bot.wire import actor_json, event_json, incident_json, instant, monitor_json
from incidents.checks import Check, CheckKind
from incidents.model import Actor, ActorKind, Door
from incidents.stats import Period

_AT = instant(NOON)
_CLEO = Actor(ActorKind.PERSON, "U0CLEO", "cleo.demo", Door.SLACK)
INCIDENT: dict[str, Any] = {**incident_json(ACKNOWLEDGED.incident, ACKNOWLEDGED.now)}
_PAGE = {"slug": "acme-cloud", "name": "Acme"}
_COMPONENTS = {
    "components": [{"id": "payments", "name": "Payments", "group": "Shop", "monitors": [MONITOR.id]}]
}
_NOTES, _UPDATES = [note_json(each) for each in NOTED.notes], [update_json(each) for each in NOTED.updates]
_STANDING: Standing = {"failing": True, "failures": 3, "since": _AT}
_SEEN: Seen = {
    **_STANDING,
    "last_at": _AT,
    "last_ok_at": None,
    "last_error": "no answer within 10 s",
    "last_took_ms": None,
}
_RESULT = {"failure_type": "timeout", "error": "no answer within 10 s", "took_ms": None, "status": None}
_CHECK = {"kind": "http", "target": "https://shop.example.com/health", "name": "Shop"}
CHECK = check_json(
    Entry(Check(id="shop", kind=CheckKind.HTTP, target="https://shop.example.com/health"), is_made=True)
)
_WEBHOOK: dict[str, Any] = {
    "id": "whk_9f1a2b3c",
    "url": "https://example.com/hooks",
    "description": "",
    "events": ["incident.declared", "incident.resolved"],
    "created_at": _AT,
    "enabled": True,
    "disabled_at": None,
    "disabled_because": None,
    "former_secret_until": None,
}
_MESSAGE = {
    "id": "msg_9f1a2b3c",
    "position": 7,
    "event": "incident.declared",
    "state": "delivered",
    "attempts": 1,
    "status": 200,
    "error": None,
    "created_at": _AT,
    "tried_at": _AT,
    "next_try_at": None,
}
_NEW_TOKEN = {"name": "deploys", "scopes": ["incidents:read", "incidents:write"]}
_TOKEN = _NEW_TOKEN | {
    "id": "usr_9f1a2b3c",
    "hint": "tocsin_Zk3v",
    "rate": None,
    "created_at": _AT,
    "created_by": actor_json(CI),
    "expires_at": None,
    "revoked_at": None,
    "last_used_at": None,
}
_ENTRY = {
    "position": 7,
    "at": _AT,
    "by": actor_json(CI),
    "deed": "incident.deleted",
    "subject": "INC-41",
    "details": {},
}

_SUBSCRIBER = {
    "id": "whk_6f1c2d3e4a5b46878899aabbccddeeff",
    "medium": "webhook",
    "target": "https://example.com/status-hook",
    "components": ["checkout"],
    "created_at": _AT,
    "refused_at": None,
    "refused_because": None,
}

EXAMPLES: Examples = {
    "Incident": INCIDENT,
    "Told": INCIDENT | {"timeline": [event_json(event) for event in ACKNOWLEDGED.events]},
    "Incidents": {"incidents": [INCIDENT], "next_cursor": "42"},
    "Lead": {"id": "U0BEN", "name": "ben.demo"},
    "Reason": {"note": "The gateway is back."},
    "Reopening": {"status": "identified", "note": "It fails again."},
    "Timeline": {"events": [event_json(event) for event in NOTED.events], "next_after": None},
    "Update": _UPDATES[0],
    "Updates": {"updates": _UPDATES},
    "Note": _NOTES[0],
    "Notes": {"notes": _NOTES},
    "NewMonitor": {"id": MONITOR.id, "name": MONITOR.name},
    "Monitor": monitor_json(MONITOR),
    "Monitors": {"monitors": [monitor_json(MONITOR)]},
    "NewResult": {"ok": False, "failure_type": "timeout", "error": "no answer within 10 s"},
    "Standing": _STANDING,
    "Checks": {
        "standing": _SEEN,
        "results": [_RESULT | {"at": _AT, "ok": False, "region": "eu-west"}],
        "hours": [{"hour": _AT, "checks": 60, "failures": 3, "took_ms": 120}],
    },
    "NewCheck": _CHECK | {"id": "shop"},
    "CheckChange": {"interval": 30, "keyword": None},
    "Check": CHECK,
    "CheckList": {"checks": [CHECK], "next_after": None},
    "NewPage": _PAGE,
    "Page": _PAGE,
    "Pages": {"pages": [_PAGE]},
    "NewPublication": {"page": "acme-cloud", "title": "Payments fail", "updates": []},
    "Publications": {
        "publications": [
            {
                "page": "acme-cloud",
                "title": "Payments fail",
                "published_at": _AT,
                "path": "/status/acme-cloud/incidents/9f1a2b3c4d5e",
            }
        ]
    },
    "PublicIncidentJson": public_incident_json(PUBLIC),
    "Correction": {"message": WORDS},
    "Corrected": {"id": _UPDATES[0]["id"], "message": WORDS},
    "NewComponents": _COMPONENTS,
    "Components": _COMPONENTS,
    "NewSubscriber": {"url": _SUBSCRIBER["target"], "components": ["checkout"]},
    "SubscribersJson": {"subscribers": [_SUBSCRIBER], "next_after": None},
    "SubscriberWithSecret": _SUBSCRIBER | {"secret": "whsec_bWFkZSB1cCBmb3IgdGhlIGRvY3VtZW50"},
    "OnCallNow": {
        "rotas": [
            {
                "name": "primary",
                "person": {"id": "U0CLEO", "name": "cleo.demo"},
                "until": _AT,
                "then": {"id": "U0BEN", "name": "ben.demo"},
                "cover": {"until": _AT, "by": actor_json(_CLEO)},
            }
        ],
        "escalations": [{"name": None, "steps": [[{"id": "U0CLEO", "name": "cleo.demo"}]]}],
    },
    "Statistics": statistics_json(STATISTICS, Period.DAY, "UTC"),
    "Change": {"enabled": True},
    "Webhook": _WEBHOOK,
    "WebhookWithSecret": _WEBHOOK | {"secret": "whsec_bWFkZSB1cCBmb3IgdGhlIGRvY3VtZW50"},
    "Webhooks": {"webhooks": [_WEBHOOK]},
    "Sent": {"sent": True},
    "Replay": {"since": _AT},
    "Replayed": {"replayed": 1},
    "Deliveries": {"deliveries": [_MESSAGE], "next_before": None},
    "NewToken-Input": _NEW_TOKEN,
    "NewToken-Output": _TOKEN | {"token": "tocsin_" + "MadeUp" * 6 + "00"},
    "Tokens": {"tokens": [_TOKEN]},
    "Entries": {"entries": [_ENTRY], "next_after": None},
}
