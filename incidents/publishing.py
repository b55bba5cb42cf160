"""What goes onto a status page, and who decides so: publishing, withdrawing, correcting what was said.

What a page then shows of it is built in `public`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from incidents import text
from incidents.affecting import affects
from incidents.alerting import is_opened_by_machine
from incidents.catalogue import Component, StatusPage
from incidents.changes import event_of
from incidents.errors import Invalid, NotFound
from incidents.model import Actor, Change, EventKind, Incident, Kind, Severity, Status, TimelineEvent

# Another kind of incident is practised, or is nobody's business outside: no page ever shows it.
PUBLIC_KINDS = frozenset({Kind.INCIDENT, Kind.MAINTENANCE})
# How somebody in Slack belongs to the workspace; what a guest does is marked with that word.
MEMBER, GUEST = "member", "guest"

_WORTH_A_LOOK = frozenset({EventKind.DECLARED, EventKind.SEVERITY_CHANGED, EventKind.EDITED})


@dataclass(frozen=True, slots=True)
class Release:
    """What somebody wants published: on which page, under which title, and which of the updates so far.

    Without a title the public reads the incident's own. `updates` are ids, each with other words or None for its own.
    `affected` are the ids of the page's components that it affects; None leaves that as the incident's monitors say.
    """

    page: str
    title: str | None = None
    updates: Mapping[str, str | None] = field(default_factory=dict)
    affected: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """An incident on a status page. `code` names it in public addresses; one that was withdrawn is not shown."""

    page: str
    incident_id: str
    code: str
    title: str | None
    published_at: datetime
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class PublishedUpdate:
    """An update as the public reads it; `corrected_at` when its words were others before."""

    id: str
    said: str
    status: str
    at: datetime
    corrected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """How an incident stands to the public: the pages that could show it, and where it is shown now, by page."""

    pages: tuple[StatusPage, ...] = ()
    shown: tuple[Publication, ...] = ()

    def page(self, slug: str) -> StatusPage:
        """Give the page of that slug. Raises `NotFound`."""
        found = next((page for page in self.pages if page.slug == slug), None)
        if found is None:
            raise NotFound(slug, "status page")
        return found

    def on(self, slug: str) -> Publication | None:
        """Give how it is shown on a page, None when it is not."""
        return next((each for each in self.shown if each.page == slug), None)


INSIDE = Outside()


@dataclass(frozen=True, slots=True)
class PublishRule:
    """Publish by itself what is this bad, or worse, and affects the component; None asks for nothing."""

    page: str
    severity: Severity | None = None
    component: str | None = None


@dataclass(frozen=True, slots=True)
class PagesPolicy:
    """The operator's wishes about status pages. Without `rules` nothing is published by itself."""

    pages: tuple[StatusPage, ...] = ()
    components: tuple[Component, ...] = ()
    rules: tuple[PublishRule, ...] = ()


def publish(
    incident: Incident,
    release: Release,
    updates: Sequence[TimelineEvent],
    published: Publication | None,
    actor: Actor,
    now: datetime,
) -> Change:
    """Show it on a page, or show it there otherwise. What is said from now on goes along; what was said, if chosen."""
    if incident.kind not in PUBLIC_KINDS:
        raise Invalid("page", f"{incident.reference} is a {incident.kind}, which no status page shows.")
    title = text.one_line("title", release.title) if release.title is not None else None
    title = None if title == incident.title else title
    chosen = dict(_chosen(release, updates))
    is_shown = published is not None and not published.is_withdrawn
    if is_shown and published and published.title == title and not chosen:
        return Change(incident, incident)
    told = {"page": release.page, "title": title, "updates": chosen}
    event = event_of(EventKind.PUBLISHED, actor, now, title or incident.title, told)
    return Change(incident, incident, (event,))


def _chosen(release: Release, updates: Sequence[TimelineEvent]) -> Iterator[tuple[str, str | None]]:
    said = {update.id: update.text for update in updates}
    for update_id, words in release.updates.items():
        if update_id not in said:
            raise Invalid("updates", f"{update_id} is no update of this incident.")
        others = None if words is None else text.many_lines("update", words)
        yield update_id, None if others == said[update_id] else others


def withdraw(
    incident: Incident, page: str, published: Publication | None, actor: Actor, now: datetime
) -> Change:
    """Take it off a page; no rule puts it back."""
    if published is None or published.is_withdrawn:
        raise NotFound(f"of {incident.reference} on {page}", "publication")
    return Change(incident, incident, (event_of(EventKind.WITHDRAWN, actor, now, "", {"page": page}),))


def correct(
    incident: Incident, update: PublishedUpdate | None, words: str, actor: Actor, now: datetime
) -> Change:
    """Change the words of an update on every page that shows it. The timeline keeps what was said first."""
    if update is None:
        raise NotFound("with that id on a status page", "update")
    words = text.many_lines("message", words)
    if words == update.said:
        return Change(incident, incident)
    told = {"update": update.id, "from": update.said}
    return Change(incident, incident, (event_of(EventKind.UPDATE_CORRECTED, actor, now, words, told),))


def corrections(
    incident: Incident, release: Release, published: Sequence[PublishedUpdate], actor: Actor, now: datetime
) -> tuple[TimelineEvent, ...]:
    """Tell the other words that a release has for what its page shows already."""
    others = [(update, release.updates.get(update.id)) for update in published]
    return tuple(
        event
        for update, words in others
        if words is not None
        for event in correct(incident, update, words, actor, now).events
    )


def by_guest(change: Change) -> Change:
    """Mark what a guest did, so that nothing of it is published by itself."""
    return replace(change, events=tuple(replace(e, details=e.details | {GUEST: True}) for e in change.events))


def is_by_guest(event: TimelineEvent) -> bool:
    """Whether a guest did it."""
    return bool(event.details.get(GUEST))


def may_publish_by_itself(change: Change, policy: PagesPolicy) -> bool:
    """Whether it is worth to look which pages the change concerns; most concern none."""
    kinds = {event.kind for event in change.events}
    names_page = change.incident.page is not None or bool(change.before and change.before.page)
    return bool(kinds & _WORTH_A_LOOK) and (names_page or bool(policy.rules))


class Site(NamedTuple):
    """A status page with its components."""

    page: StatusPage
    components: Sequence[Component]


def with_publications(
    change: Change, policy: PagesPolicy, known: Mapping[str, Publication], sites: Mapping[str, Site]
) -> Change:
    """Add to a change that it is published where its page or a rule says so, and withdrawn where its page was.

    A rule publishes once: where somebody has published or withdrawn the incident, that counts.
    """
    events: list[TimelineEvent] = []
    handled: set[str] = {page for page, publication in known.items() if not publication.is_withdrawn}
    for event in change.events:
        events.append(event)
        if is_by_guest(event) or change.incident.kind not in PUBLIC_KINDS:
            continue
        for page in _left(event, handled):
            handled.discard(page)
            events.append(event_of(EventKind.WITHDRAWN, event.actor, event.at, "", {"page": page}))
        for page in (
            *_named(event, change.incident),
            *_by_rule(event, change.incident, policy, known, sites),
        ):
            if page in sites and page not in handled:
                handled.add(page)
                events.append(_published(event, change.incident, sites[page]))
    return replace(change, events=tuple(events))


def _published(cause: TimelineEvent, incident: Incident, site: Site) -> TimelineEvent:
    """What a machine said may hold addresses and errors: such an incident is called by what it affects."""
    title = _affected(incident, site) if is_opened_by_machine(incident) else None
    told: dict[str, object] = {"page": site.page.slug, "title": title, "updates": {}}
    return event_of(EventKind.PUBLISHED, cause.actor, cause.at, title or incident.title, told)


def _affected(incident: Incident, site: Site) -> str:
    names = [component.name for component in site.components if affects(incident, component)]
    return text.cut_line("title", ", ".join(names) or site.page.name)


def _left(event: TimelineEvent, shown: Collection[str]) -> list[str]:
    former = _page_change(event).get("from")
    return [former] if former is not None and former in shown else []


def _named(event: TimelineEvent, incident: Incident) -> list[str]:
    named = incident.page if event.kind is EventKind.DECLARED else _page_change(event).get("to")
    return [named] if named else []


def _page_change(event: TimelineEvent) -> Mapping[str, str | None]:
    is_one = event.kind is EventKind.EDITED and event.details.get("field") == "page"
    return event.details if is_one else {}


def _by_rule(
    event: TimelineEvent,
    incident: Incident,
    policy: PagesPolicy,
    known: Mapping[str, Publication],
    sites: Mapping[str, Site],
) -> list[str]:
    if event.kind not in _WORTH_A_LOOK or incident.kind is not Kind.INCIDENT or not incident.is_active:
        return []
    return [
        rule.page
        for rule in policy.rules
        if rule.page in sites and rule.page not in known and _fits(rule, incident, sites[rule.page])
    ]


def _fits(rule: PublishRule, incident: Incident, site: Site) -> bool:
    if rule.severity is not None and rule.severity.is_worse_than(incident.severity):
        return False
    return rule.component is None or any(
        component.id == rule.component and affects(incident, component) for component in site.components
    )


def reads_otherwise(before: Incident, after: Incident) -> bool:
    """Whether the public would read other facts of it: all but its title and what was said."""
    return _facts(before) != _facts(after)


def _facts(incident: Incident) -> tuple[object, ...]:
    return (
        *(incident.kind, incident.severity, public_status(incident.status), incident.monitors),
        *(incident.started_at, incident.resolved_at, incident.planned),
    )


def public_status(status: Status) -> Status:
    """To close is work afterwards, which is nobody's business outside."""
    return Status.RESOLVED if status is Status.CLOSED else status
