"""How what happens to an incident reaches the status pages: units' own parts, run where the change is saved.

The timeline is the truth: what is published, withdrawn and corrected stands there, and the rows follow its events.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot import announcing
from bot.caller import Caller
from bot.texts import words_of
from incidents import facts, publishing
from incidents.affecting import monitors_affecting
from incidents.errors import Forbidden, NotFound, Unacquainted
from incidents.model import Actor, Change, EventKind, Incident, Kind, TimelineEvent
from incidents.own_words import own_words
from incidents.public import PublicIncident, Shown, public_incident
from incidents.publishing import (
    GUEST,
    PagesPolicy,
    Publication,
    PublishedUpdate,
    Release,
    Site,
    reads_otherwise,
)
from storage import components, letters, people, publications, status_pages, timeline
from storage.store import Transaction

SHOWN_OUTSIDE = frozenset(
    {
        EventKind.DECLARED,
        EventKind.STATUS_CHANGED,
        EventKind.SEVERITY_CHANGED,
        EventKind.TITLE_CHANGED,
        EventKind.START_CHANGED,
        EventKind.EDITED,
        EventKind.UPDATE_POSTED,
        EventKind.RESOLVED,
        EventKind.REOPENED,
        EventKind.PUBLISHED,
        EventKind.WITHDRAWN,
        EventKind.UPDATE_CORRECTED,
    }
)

_WORDS = frozenset({EventKind.UPDATE_POSTED, EventKind.TITLE_CHANGED})


def publish(tx: Transaction, incident: Incident, release: Release, caller: Caller) -> Change:
    """Decide to show an incident on a page, and which of its components it affects."""
    _ensure_may_publish(tx, caller)
    _ensure_page(tx, release.page)
    said, shown = timeline.updates(tx, incident.id), publication_of(tx, incident, release.page)
    there, actor = publications.updates(tx, incident.id, release.page), caller.actor
    affecting = _affecting(tx, incident, release, actor)
    new = without_published(release, there)
    change = publishing.publish(affecting.incident, new, said, shown, actor, tx.now)
    corrected = publishing.corrections(affecting.incident, release, there, actor, tx.now)
    return Change(incident, affecting.incident, (*affecting.events, *change.events, *corrected))


def _affecting(tx: Transaction, incident: Incident, release: Release, actor: Actor) -> Change:
    if release.affected is None:
        return Change(incident, incident)
    monitors = monitors_affecting(incident, components.of(tx, release.page), release.affected)
    return facts.set_monitors(incident, monitors, actor, tx.now)


def without_published(release: Release, published: Sequence[PublishedUpdate]) -> Release:
    """Leave out of the chosen updates those that the page shows already; other words for them correct those."""
    there = {update.id for update in published}
    left = {update: words for update, words in release.updates.items() if update not in there}
    return replace(release, updates=left)


def withdraw(tx: Transaction, incident: Incident, page: str, caller: Caller) -> Change:
    """Decide to take an incident off a page."""
    _ensure_may_publish(tx, caller)
    return publishing.withdraw(incident, page, publication_of(tx, incident, page), caller.actor, tx.now)


def correct(tx: Transaction, incident: Incident, update: str, words: str, caller: Caller) -> Change:
    """Decide to change the words of an update that the public has read."""
    _ensure_may_publish(tx, caller)
    published = publications.update(tx, incident.id, update)
    return publishing.correct(incident, published, words, caller.actor, tx.now)


def preview(tx: Transaction, incident: Incident, release: Release, caller: Caller) -> PublicIncident:
    """Give what the page would show if that were published, and change nothing."""
    page, known = release.page, publication_of(tx, incident, release.page)
    change = publish(tx, incident, release, caller)
    events, incident = change.events, change.incident
    corrected = {
        event.details["update"]: event for event in events if event.kind is EventKind.UPDATE_CORRECTED
    }
    there = [
        _as_corrected(update, corrected.get(update.id))
        for update in publications.updates(tx, incident.id, page)
    ]
    published = next((event.details for event in events if event.kind is EventKind.PUBLISHED), None)
    chosen = published["updates"] if published else {}
    told = [
        _as_published(each, chosen[each.id] or _in_its_language(tx, page, incident, each))
        for each in timeline.updates(tx, incident.id)
        if each.id in chosen
    ]
    title = published["title"] if published else known.title if known else None
    code = known.code if known else "preview"
    shown = Publication(page, incident.id, code, title, known.published_at if known else tx.now)
    updates = sorted([*there, *told], key=lambda update: update.at)
    return public_incident(Shown(incident, shown, updates), components.of(tx, page))


def _as_published(update: TimelineEvent, words: str | None) -> PublishedUpdate:
    said = update.text if words is None else words
    return PublishedUpdate(update.id, said, str(update.details["status"]), update.at)


def _as_corrected(update: PublishedUpdate, correction: TimelineEvent | None) -> PublishedUpdate:
    if correction is None:
        return update
    return replace(update, said=correction.text, corrected_at=correction.at)


def is_by_guest(tx: Transaction, policy: PagesPolicy, change: Change, actor: Actor) -> bool:
    """Whether somebody is a guest, where that counts: where the change would show on a page.

    Raises `Unacquainted` when nobody knows, and `Forbidden` when other than words would show.
    """
    if not (actor.is_person_in_slack and _would_show(tx, policy, change) and _is_guest(tx, actor)):
        return False
    if _is_read_otherwise(change) and _is_shown(tx, change.incident):
        raise Forbidden(
            f"{change.incident.reference} stands on a status page. Guests and people of other workspaces cannot "
            "change how it stands there. Ask somebody of this workspace."
        )
    return True


def _would_show(tx: Transaction, policy: PagesPolicy, change: Change) -> bool:
    if published_along(tx, policy, change).events != change.events:
        return True
    said = change.before is not None and any(event.kind in _WORDS for event in change.events)
    return (said or _is_read_otherwise(change)) and _is_shown(tx, change.incident)


def _is_read_otherwise(change: Change) -> bool:
    return change.before is not None and reads_otherwise(change.before, change.incident)


def _is_shown(tx: Transaction, incident: Incident) -> bool:
    return any(not each.is_withdrawn for each in publications.of(tx, incident.id))


def _is_guest(tx: Transaction, actor: Actor) -> bool:
    known = people.known(tx, actor.id)
    if known is None or not known.standing:
        raise Unacquainted(actor.id)
    return known.standing == GUEST


def _ensure_may_publish(tx: Transaction, caller: Caller) -> None:
    if caller.actor.is_person_in_slack and _is_guest(tx, caller.actor):
        raise Forbidden(
            "Guests and people of other workspaces cannot publish. Ask somebody of this workspace."
        )


def publication_of(tx: Transaction, incident: Incident, page: str) -> Publication | None:
    """Find how an incident stands, or stood, on a page."""
    return next((each for each in publications.of(tx, incident.id) if each.page == page), None)


def published_along(tx: Transaction, policy: PagesPolicy, change: Change) -> Change:
    """Add to a change what it publishes and withdraws by itself: by the incident's page, and by the policy's rules."""
    if not publishing.may_publish_by_itself(change, policy):
        return change
    known = {each.page: each for each in publications.of(tx, change.incident.id)} if change.before else {}
    wanted = {change.incident.page, *(rule.page for rule in policy.rules)} - {None}
    sites = {page: site for page in wanted if page and (site := _site(tx, page))}
    return publishing.with_publications(change, policy, known, sites)


def follow(tx: Transaction, incident: Incident, events: Sequence[TimelineEvent], *, is_new: bool) -> None:
    """Have the rows of publications follow what happened; the events are those that were recorded."""
    outside = [event for event in events if event.kind in SHOWN_OUTSIDE]
    if not any(event.kind is EventKind.PUBLISHED for event in outside) and (
        is_new or not outside or not publications.of(tx, incident.id)
    ):
        return
    for event in outside:
        _follow(tx, incident, event)
    _say_what_nobody_said(tx, incident, outside)
    publications.move(tx, incident)
    status_pages.have_changed(tx, incident.id)
    announcing.announce(tx, incident, outside)


def _follow(tx: Transaction, incident: Incident, event: TimelineEvent) -> None:
    told, by_guest = event.details, publishing.is_by_guest(event)
    match event.kind:
        case EventKind.PUBLISHED:
            publications.put(tx, incident, told["page"], told["title"])
            for update, words in told["updates"].items():
                said = timeline.event(tx, update)
                if said is not None:
                    publications.say_on(
                        tx, told["page"], said, words or _in_its_language(tx, told["page"], incident, said)
                    )
        case EventKind.WITHDRAWN:
            publications.withdraw(tx, incident.id, told["page"])
        case EventKind.UPDATE_CORRECTED:
            publications.correct(tx, told["update"], event.text)
        case EventKind.UPDATE_POSTED if not by_guest:
            _say(tx, incident, event)
        case EventKind.TITLE_CHANGED if by_guest:
            publications.keep_title(tx, incident.id, told["from"])


def _say(tx: Transaction, incident: Incident, update: TimelineEvent) -> None:
    if own_words(update) is None:
        publications.say(tx, update)
        return
    for shown in publications.of(tx, incident.id):
        if not shown.is_withdrawn:
            words = _in_its_language(tx, shown.page, incident, update)
            publications.say_on(tx, shown.page, update, words)


def _say_what_nobody_said(tx: Transaction, incident: Incident, events: Sequence[TimelineEvent]) -> None:
    """Have the last words on a page fit its status when it is over, or not after all, and nobody said so outside."""
    if incident.kind is Kind.MAINTENANCE or any(event.kind is EventKind.UPDATE_POSTED for event in events):
        return
    for event in events:
        if event.kind in (EventKind.RESOLVED, EventKind.REOPENED):
            _say(tx, incident, replace(event, details={"status": incident.status.value}))


def _in_its_language(tx: Transaction, page: str, incident: Incident, update: TimelineEvent) -> str | None:
    """Give what clock or machines said as the page says it; None when somebody wrote it."""
    own = own_words(update)
    if own is None:
        return None
    words = words_of(status_pages.by_slug(tx, page))
    return words("own", own, lasted=words.lasted(incident.downtime(update.at)))


def delete(tx: Transaction, incident: Incident) -> None:
    """Take a deleted incident off every page, and tell the programs that may show it still."""
    for shown in publications.of(tx, incident.id):
        if not shown.is_withdrawn:
            announcing.tell_withdrawn(tx, incident, shown.page)
    status_pages.have_changed(tx, incident.id)
    publications.delete(tx, incident.id)
    letters.delete_of(tx, incident.id)


def _site(tx: Transaction, slug: str) -> Site | None:
    page = status_pages.by_slug(tx, slug)
    return Site(page, components.of(tx, slug)) if page else None


def _ensure_page(tx: Transaction, slug: str) -> None:
    if status_pages.by_slug(tx, slug) is None:
        raise NotFound(slug, "status page")
