"""The form that publishes an incident on a status page, with what the public will see of it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.slack.buttons import PUBLISH, RENEW, button, value_of
from bot.slack.message import (
    LABEL_LIMIT,
    Block,
    actions,
    context,
    header,
    mrkdwn,
    plain,
    section,
)
from bot.slack.text import cut, cut_escaped, escape, when
from bot.slack.views.forms import modal, select_field, text_field
from bot.slack.views.outside import withdraw_button
from incidents.catalogue import Component, StatusPage
from incidents.model import Incident, Kind, TimelineEvent
from incidents.public import PublicIncident
from incidents.publishing import Outside, PublishedUpdate
from incidents.text import TITLE_LIMIT

# Slack's checkboxes hold ten; of what is older, the API publishes and corrects.
MOST_UPDATES = 10
MOST_CORRECTED = 5
SHOWN_UPDATES = 5
EXCERPT = 400

PAGE, TITLE, AFFECTED, UPDATES, WORDS, THERE = "page", "title", "affected", "updates", "words", "there"
MOST_COMPONENTS = 100


@dataclass(frozen=True, slots=True)
class Proof:
    """What the form shows: the page that is chosen, what may go there, what is there, and what the public will see.

    `chosen` are the ids of the updates that go out. Fields that belong to a page or an update are named `title@page`.
    """

    incident: Incident
    outside: Outside
    page: StatusPage
    title: str
    said: Sequence[TimelineEvent]
    there: Sequence[PublishedUpdate]
    chosen: Sequence[str]
    preview: PublicIncident
    components: Sequence[Component] = ()


def publish_modal(proof: Proof) -> dict[str, Any]:
    """Ask where it stands, under which title and with which words."""
    is_shown = proof.outside.on(proof.page.slug) is not None
    fields = [
        *_pages(proof),
        text_field(f"{TITLE}@{proof.page.slug}", "Public title", value=proof.title, limit=TITLE_LIMIT),
        *_affected(proof),
        *_published(proof),
        *_to_publish(proof),
        *_preview(proof),
        _presses(proof, is_shown=is_shown),
    ]
    about = value_of(proof.incident, page=proof.page.slug)
    title = f"{'Publication of' if is_shown else 'Publish'} {proof.incident.reference}"
    return modal(PUBLISH, title, "Save" if is_shown else "Publish", about, fields)


def _pages(proof: Proof) -> list[Block]:
    if len(proof.outside.pages) == 1:
        return []
    choices: Mapping[str, str] = {page.slug: cut(page.name, LABEL_LIMIT) for page in proof.outside.pages}
    field = select_field(PAGE, "Page", choices, proof.page.slug)
    return [{**field, "dispatch_action": True, "element": {**field["element"], "action_id": f"{RENEW}:page"}}]


def _affected(proof: Proof) -> Iterator[Block]:
    """Ask which of the page's systems it affects: only those are shown as down."""
    if not proof.components:
        return
    options = [
        {"text": plain(component.name, LABEL_LIMIT), "value": component.id}
        for component in proof.components[:MOST_COMPONENTS]
    ]
    chosen = [option for option in options if option["value"] in proof.preview.component_ids]
    menu = {"type": "multi_static_select", "action_id": f"{RENEW}:affected", "options": options}
    yield _choice(proof, AFFECTED, "Affected systems", menu, chosen)


def _published(proof: Proof) -> Iterator[Block]:
    """Have the wording of what is read there corrected; pages tell that it was."""
    for update in proof.there[-MOST_CORRECTED:]:
        label = f"On the page since {_at(proof.page, update.at)}"
        yield text_field(f"{THERE}@{update.id}", label, value=update.said, multiline=True)


def _to_publish(proof: Proof) -> Iterator[Block]:
    there = {update.id for update in proof.there}
    offered = [update for update in proof.said if update.id not in there][-MOST_UPDATES:]
    if not offered:
        return
    options = [
        {
            "text": plain(" ".join(update.text.split()), LABEL_LIMIT),
            "description": plain(f"{_at(proof.page, update.at)}, {update.details['status']}"),
            "value": update.id,
        }
        for update in offered
    ]
    ticked = [option for option in options if option["value"] in proof.chosen]
    boxes = {"type": "checkboxes", "action_id": f"{RENEW}:updates", "options": options}
    yield _choice(proof, UPDATES, "Updates so far that go out too", boxes, ticked)
    for update in offered:
        if update.id in proof.chosen:
            label = f"Words of {_at(proof.page, update.at)}"
            yield text_field(f"{WORDS}@{update.id}", label, value=update.text, multiline=True)


def _choice(proof: Proof, name: str, label: str, element: Block, chosen: Sequence[Block]) -> Block:
    """Ask for some of several; each change renews the preview."""
    return {
        "type": "input",
        "block_id": f"{name}@{proof.page.slug}",
        "label": plain(label),
        "optional": True,
        "dispatch_action": True,
        "element": element | ({"initial_options": list(chosen)} if chosen else {}),
    }


def _preview(proof: Proof) -> Iterator[Block]:
    shown = proof.preview
    yield {"type": "divider"}
    yield context(mrkdwn("*What the public will see*"), plain(proof.page.name, LABEL_LIMIT))
    yield header(shown.title)
    affects = f" · affects {', '.join(shown.components)}" if shown.components else ""
    yield context(mrkdwn(f"{_standing(shown)}{escape(cut(affects, EXCERPT))}"))
    for update in shown.updates[:SHOWN_UPDATES]:
        edited = " · edited" if update.corrected_at else ""
        yield context(mrkdwn(f"*{update.status}* · {when(update.at)}{edited}"))
        yield section(plain(cut_escaped(update.words, EXCERPT)))
    if not shown.updates:
        yield context(plain("No update yet: the page says that more will be told."))


def _standing(shown: PublicIncident) -> str:
    if shown.planned and shown.is_open:
        return f"{shown.stage(shown.status)}: {when(shown.planned.start)} until {when(shown.planned.end)}"
    gravity = "maintenance" if shown.kind is Kind.MAINTENANCE else str(shown.severity)
    return f"{shown.stage(shown.status)} · {gravity}"


def _presses(proof: Proof, *, is_shown: bool) -> Block:
    renew = button("Renew the preview", f"{RENEW}:press", "renew")
    off = [withdraw_button(proof.incident, proof.page, "Take it off the page…")] if is_shown else []
    return actions(renew, *off)


def _at(page: StatusPage, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(page.zone)):%d %b %H:%M}"
