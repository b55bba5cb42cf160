"""Made-up status pages, and what of an incident stands on them."""

from dataclasses import replace
from typing import Any

from bot.public_json import public_incident_json
from bot.slack.views.publish_modal import Proof
from incidents.catalogue import Component, StatusPage
from incidents.model import EventKind, Incident
from incidents.public import Shown, public_incident
from incidents.publishing import Outside, Publication, PublishedUpdate
from tests.slack.samples import ACKNOWLEDGED, event, minutes_ago

CODE = "0123456789ab"
PAGES = (StatusPage("acme", "Acme Cloud", "Europe/Berlin"), StatusPage("beta", "Beta"))
ON_ACME = f"<https://tocsin.example.com/status/acme/incidents/{CODE}|Acme Cloud>"
PUBLICATION = Publication("acme", ACKNOWLEDGED.id, CODE, None, minutes_ago(6))
PUBLISHED = Outside(PAGES, (PUBLICATION,))
SAID = [
    replace(event(EventKind.UPDATE_POSTED, words, status=status), id=name * 32)
    for name, words, status in (
        ("1", "We are looking\ninto it.", "investigating"),
        ("2", "db-7 has run out of disk.", "identified"),
    )
]
FIRST = PublishedUpdate("1" * 32, "We are looking\ninto it.", "investigating", minutes_ago(5), minutes_ago(4))
COMPONENT = Component("acme", "shop", "Shop", ("payments",))
PREVIEW = public_incident(Shown(ACKNOWLEDGED, PUBLICATION, [FIRST]), [COMPONENT])
PROOF = Proof(ACKNOWLEDGED, Outside(PAGES), PAGES[0], ACKNOWLEDGED.title, SAID, (), (SAID[1].id,), PREVIEW)


def told(incident: Incident) -> dict[str, Any]:
    """Give the body of what a page announces of an incident."""
    shown = public_incident(Shown(incident, PUBLICATION, [FIRST]), [COMPONENT])
    path = f"/status/acme/incidents/{CODE}"
    return {"data": {"page": {"name": "Acme Cloud"}, "path": path, "incident": public_incident_json(shown)}}
