"""How an incident stands to the public, as responders read it: on which pages, and the way there. Pure."""

from bot.slack import buttons
from bot.slack.buttons import button, value_of
from bot.slack.message import Block, confirm, context, mrkdwn, section
from bot.slack.text import cut, escape
from incidents.catalogue import StatusPage
from incidents.model import Change, EventKind, Incident, TimelineEvent
from incidents.publishing import Outside, Publication, is_by_guest

NAME_LIMIT = 60


def published_on(outside: Outside, base_url: str) -> list[Block]:
    """Say quietly on which pages it stands, if it stands on any."""
    return [context(mrkdwn(f"Public on {_links(outside, base_url)}"))] if outside.shown else []


def publish_button(incident: Incident, outside: Outside) -> list[Block]:
    """Give the way to the public, where there is a page: to publish it, or to change what is published."""
    if not outside.pages:
        return []
    return [button("Public…" if outside.shown else "Publish…", buttons.PUBLISH, value_of(incident))]


def withdraw_button(incident: Incident, page: StatusPage, label: str) -> Block:
    """Give the button that takes it off a page; asks first."""
    told = f"The public no longer sees {incident.reference} on {cut(page.name, NAME_LIMIT)}. It can be published again."
    asked = confirm("Take it off the page?", told, "Take it off", "Leave it")
    value = value_of(incident, page=page.slug)
    return button(label, f"{buttons.WITHDRAW}:{page.slug}", value, "danger", asked)


def told_outside(incident: Incident, change: Change, outside: Outside, base_url: str) -> list[Block]:
    """Say where the public reads what was just posted or published; nothing when it reads nothing of it."""
    update = public_update(change)
    if update:
        return said_outside(incident, update, outside, base_url)
    is_new = any(event.kind is EventKind.PUBLISHED for event in change.events)
    return [section(mrkdwn(_read_on(outside, base_url)))] if is_new and outside.shown else []


def public_update(change: Change) -> TimelineEvent | None:
    """Find the update that a change has posted, unless it stays inside because a guest wrote it."""
    updates = (event for event in change.events if event.kind is EventKind.UPDATE_POSTED)
    return next((event for event in updates if not is_by_guest(event)), None)


def said_outside(incident: Incident, update: TimelineEvent, outside: Outside, base_url: str) -> list[Block]:
    """Say to whoever posted an update that the public reads it, with the way to mend it; nothing when it does not."""
    if not outside.shown:
        return []
    mend = button("Correct…", buttons.CORRECT, value_of(incident, update=update.id))
    return [section(mrkdwn(_read_on(outside, base_url)), mend)]


def _read_on(outside: Outside, base_url: str) -> str:
    return f"The public reads it on {_links(outside, base_url)}."


def _links(outside: Outside, base_url: str) -> str:
    return ", ".join(_link(outside, publication, base_url) for publication in outside.shown)


def _link(outside: Outside, publication: Publication, base_url: str) -> str:
    names = [page.name for page in outside.pages if page.slug == publication.page]
    name = escape(cut(names[0] if names else publication.page, NAME_LIMIT))
    address = f"{base_url}/status/{publication.page}/incidents/{publication.code}"
    return f"<{address}|{name.replace('|', '¦')}>" if base_url else name
