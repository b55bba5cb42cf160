"""Publishing from Slack: the form with its preview, what it asks for, and the ways back.

What the form holds is read from the view as Slack sends it. Whoever may not publish gets no form but a sentence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from bot.caller import Caller, Dossier
from bot.slack import told
from bot.slack.asking import Asked
from bot.slack.buttons import Press, read
from bot.slack.message import Message
from bot.slack.views.correct_modal import correct_modal
from bot.slack.views.outside import withdraw_button
from bot.slack.views.publish_modal import (
    AFFECTED,
    PAGE,
    THERE,
    TITLE,
    UPDATES,
    WORDS,
    Proof,
    publish_modal,
)
from bot.slack.views.publishing import gone_modal, which_page
from incidents.alerting import is_opened_by_machine
from incidents.catalogue import Component
from incidents.errors import Invalid
from incidents.model import Incident, TimelineEvent
from incidents.publishing import Outside, PublishedUpdate, Release


class Known(NamedTuple):
    """What the form is made of, read as one snapshot; the page is the one that is asked for."""

    incident: Incident
    outside: Outside
    page: str
    said: list[TimelineEvent]
    there: list[PublishedUpdate]
    components: list[Component]


class Typed(NamedTuple):
    """What the fields of the form hold; without a title the form has just been opened."""

    page: str | None = None
    title: str | None = None
    chosen: tuple[str, ...] = ()
    words: Mapping[str, str] = MappingProxyType({})
    there: Mapping[str, str] = MappingProxyType({})
    affected: tuple[str, ...] | None = None

    def release(self, page: str) -> Release:
        """Give what it asks to publish: the chosen updates, and other words for those that are on the page."""
        chosen = {update: self.words.get(update) for update in self.chosen}
        return Release(page, self.title, {**self.there, **chosen}, self.affected)


async def open_form(asked: Asked, incident: str) -> None:
    """Open the form: on the page that shows the incident, or on the first."""
    known = await _known(asked, incident, None)
    asked.form(publish_modal(await _proof(asked, known, Typed())))


async def renew(asked: Asked, view: dict[str, Any]) -> None:
    """Show the form anew, with what its fields hold now."""
    typed, press = _typed(view), read(view["private_metadata"])
    known = await _known(asked, press.incident, typed.page)
    if known.page != press.extra["page"]:
        typed = Typed(known.page)  # the other fields were another page's
    asked.change_form(view["id"], publish_modal(await _proof(asked, known, typed)))


async def publish(asked: Asked, view: dict[str, Any]) -> Message:
    """Do what the form asks for."""
    typed, press = _typed(view), read(view["private_metadata"])
    release = typed.release(typed.page or press.extra["page"])
    service = asked.service
    return await asked.act_on(press.incident, lambda i, by: service.publish(i, release, by), told.published)


async def withdraw(asked: Asked, press: Press, view: dict[str, Any] | None) -> Message:
    """Take it off the page; the form in which that was pressed is done with."""
    page, service = str(press.extra["page"]), asked.service
    known = await _known(asked, press.incident, page)
    shown = known.outside.on(page)
    answer = await asked.act_on(
        press.incident,
        lambda i, by: service.withdraw(i, page, by),
        lambda change: told.withdrawn(change, shown.title if shown else None),
    )
    if view:
        asked.change_form(view["id"], gone_modal(known.incident, known.outside.page(page)))
    return answer


async def ask_where_from(asked: Asked, incident: Incident) -> Message:
    """Ask from which page it shall be taken."""
    outside = (await _known(asked, incident.id, None)).outside
    if not outside.shown:
        raise Invalid("page", f"{incident.reference} stands on no status page.")
    return which_page(
        incident,
        [
            withdraw_button(incident, outside.page(each.page), outside.page(each.page).name)
            for each in outside.shown
        ],
    )


async def open_correction(asked: Asked, press: Press) -> None:
    """Open the form that corrects an update that is published."""
    update_id = str(press.extra["update"])

    def found(dossier: Dossier) -> tuple[Incident, PublishedUpdate | None]:
        pages = (dossier.published(each.page) for each in dossier.publications)
        updates = (update for page in pages for update in page if update.id == update_id)
        return dossier.incident, next(updates, None)

    incident, update = await asked.service.look(press.incident, found)
    if update is None:
        raise Invalid("update", "No status page shows that update any more.")
    asked.form(correct_modal(incident, update))


async def _known(asked: Asked, incident: str, page: str | None) -> Known:
    def known(dossier: Dossier) -> Known:
        outside = dossier.outside
        if not outside.pages:
            raise Invalid("page", _no_page(dossier.incident))
        shown_on = outside.shown[0].page if outside.shown else outside.pages[0].slug
        slug = outside.page(page or shown_on).slug
        components = dossier.components(slug)
        return Known(dossier.incident, outside, slug, dossier.updates, dossier.published(slug), components)

    return await asked.service.look(incident, known)


def _no_page(incident: Incident) -> str:
    return (
        f"There is no status page that could show {incident.reference}. "
        "Pages are named as [[page]] in policy.toml; drills are never published."
    )


async def _proof(asked: Asked, known: Known, typed: Typed) -> Proof:
    release = typed.release(known.page)
    if typed.title is None:
        shown = known.outside.on(known.page)
        release = Release(known.page, shown.title if shown else None)
    caller = Caller(asked.actor)
    preview = await asked.known(lambda: asked.service.preview(known.incident.id, release, caller))
    page = known.outside.page(known.page)
    title = release.title or known.incident.title
    if typed.title is None and is_opened_by_machine(known.incident) and known.outside.on(known.page) is None:
        title = ", ".join(preview.components) or page.name
        preview = replace(preview, title=title)
    return Proof(
        known.incident,
        known.outside,
        page,
        title,
        known.said,
        known.there,
        typed.chosen,
        preview,
        known.components,
    )


def _typed(view: Mapping[str, Any]) -> Typed:
    """Read the fields, whose names say what they belong to."""
    held: dict[str, dict[str, Any]] = {}
    for name, value in _fields(view):
        what, _, of = name.partition("@")
        held.setdefault(what, {})[of] = value
    title = "".join(held.get(TITLE, {}).values())
    chosen = [update for updates in held.get(UPDATES, {}).values() for update in updates]
    page = held.get(PAGE, {}).get("")
    affected = [tuple(chosen) for chosen in held.get(AFFECTED, {}).values()]
    there = held.get(THERE, {})
    return Typed(page, title, tuple(chosen), held.get(WORDS, {}), there, affected[0] if affected else None)


def _fields(view: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, elements in view["state"]["values"].items():
        for element in elements.values():
            match element:
                case {"selected_options": list(options)}:
                    yield name, [option["value"] for option in options]
                case {"selected_option": {"value": value}}:
                    yield name, value
                case {"type": "plain_text_input", "value": value}:
                    yield name, value or ""
