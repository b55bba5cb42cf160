"""How what happens on a status page is told to its subscribers: a unit's own part, run where the change is saved.

What is told is made here and now from `incidents.public` alone, as a snapshot: the same for mail, webhooks and Slack.
"""

import json
from collections.abc import Mapping, Sequence

from bot import outgoing
from bot.public_json import public_incident_json
from bot.wire import instant
from incidents.affecting import affects
from incidents.model import EventKind, Incident, TimelineEvent
from incidents.public import PublicIncident, public_incident
from incidents.publishing import Publication
from incidents.subscribing import Medium, News, Subscriber, goes_by_mail, news_of
from storage import components, letters, publications, status_pages, subscribers, webhooks
from storage.store import Transaction


def announce(tx: Transaction, incident: Incident, events: Sequence[TimelineEvent]) -> None:
    """Have the subscribers of every page that shows the incident told of what happened to it."""
    for event in events:
        _mend_what_waits(tx, incident, event)
    for publication in publications.of(tx, incident.id):
        news = news_of(publication.page, events)
        # What was over when it was recorded belongs into the history: nobody is written to about the past.
        if news is None or (news is News.PUBLISHED and incident.is_past) or publication.is_withdrawn:
            continue
        if subscribers.has_any(tx, publication.page):
            _announce(tx, incident, publication, news)


def _mend_what_waits(tx: Transaction, incident: Incident, event: TimelineEvent) -> None:
    """What was withdrawn or corrected before it went out does not go out as it was."""
    if event.kind is EventKind.WITHDRAWN:
        letters.take_back(tx, incident.id, str(event.details["page"]))
        webhooks.take_back(tx, incident.id, str(event.details["page"]))
        tell_withdrawn(tx, incident, str(event.details["page"]))
    if event.kind is EventKind.UPDATE_CORRECTED:
        letters.reword(tx, incident.id, f"upd_{event.details['update']}", event.text)


def tell_withdrawn(tx: Transaction, incident: Incident, page: str) -> None:
    """Tell programs, which may show it still, where it stood; to people a mistake is not told a second time."""
    publication = next((each for each in publications.of(tx, incident.id) if each.page == page), None)
    if publication is None or not subscribers.has_any(tx, page):
        return
    concerned = tuple(each.id for each in components.of(tx, page) if affects(incident, each))
    body = _message(tx, "withdrawn", page, publication.code, {})
    for subscriber in subscribers.wanting(tx, page, concerned):
        _tell_program(tx, subscriber, "withdrawn", body, None)  # kept when the incident is deleted


def _announce(tx: Transaction, incident: Incident, publication: Publication, news: News) -> None:
    page = publication.page
    shown = publications.by_code(tx, page, publication.code)
    if shown is None or not shown.is_public:
        return
    public = public_incident(shown, components.of(tx, page))
    body = _body(tx, page, public, news)
    told = letters.announce(tx, page, incident.id, body)
    if goes_by_mail(news) and letters.to_subscribers(tx, told, page, public.component_ids):
        outgoing.send_letters(tx)
    for subscriber in subscribers.wanting(tx, page, public.component_ids):
        _tell(tx, subscriber, incident, news, told, body)


def _tell(
    tx: Transaction, subscriber: Subscriber, incident: Incident, news: News, announcement: str, body: str
) -> None:
    if subscriber.medium is Medium.SLACK and goes_by_mail(news):
        outgoing.announce_in_channel(tx, incident, announcement, subscriber)
    _tell_program(tx, subscriber, news, body, incident.id)


def _tell_program(
    tx: Transaction, subscriber: Subscriber, news: str, body: str, incident_id: str | None
) -> None:
    webhook = webhooks.by_id(tx, subscriber.id) if subscriber.medium is Medium.WEBHOOK else None
    if webhook and webhook.disabled_at is None:
        webhooks.put(tx, [webhook], f"status.{news}", body, incident_id)
        outgoing.send_webhook(tx, webhook.id)


def _body(tx: Transaction, page: str, incident: PublicIncident, news: News) -> str:
    return _message(tx, news, page, incident.code, {"incident": public_incident_json(incident)})


def _message(tx: Transaction, news: str, page: str, code: str, more: Mapping[str, object]) -> str:
    site = status_pages.by_slug(tx, page)
    told = {
        "page": {"slug": page, "name": site.name if site else page},
        "path": f"/status/{page}/incidents/{code}",
        **more,
    }
    return json.dumps({"type": f"status.{news}", "timestamp": instant(tx.now), "data": told})
