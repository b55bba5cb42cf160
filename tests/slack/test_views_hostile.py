"""Whatever people paste, at whatever length: Slack takes it, and it neither mentions nor links."""

import json
from datetime import timedelta
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.public_json import public_incident_json
from bot.slack.views import answers
from bot.slack.views.announcement import announcement
from bot.slack.views.card import card
from bot.slack.views.declare_modal import declare_modal
from bot.slack.views.edit_modal import edit_modal
from bot.slack.views.help import help_page
from bot.slack.views.here import here
from bot.slack.views.listing import listing
from bot.slack.views.note_modal import note_modal
from bot.slack.views.notice import lead_notice, recovered_notice, worse_notice
from bot.slack.views.page import page, settled_page
from bot.slack.views.resolve_modal import resolve_modal
from bot.slack.views.show import show
from bot.slack.views.thread import thread_message
from bot.slack.views.timeline import timeline
from bot.slack.views.update_modal import update_modal
from incidents.catalogue import Component
from incidents.commands import Draft
from incidents.errors import Conflict, Stale
from incidents.model import (
    Actor,
    ActorKind,
    Deed,
    Door,
    EventKind,
    Incident,
    Kind,
    Person,
    Severity,
    Status,
    TimelineEvent,
    Update,
)
from incidents.plan import Plan
from incidents.public import Shown, public_incident
from incidents.publishing import Publication, PublishedUpdate
from tests.slack.public_samples import CODE
from tests.slack.samples import HOSTILE, NOW, STATES, ensure_takeable, minutes_ago, pressables, wrongs

ANYTHING = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60
)
FRAGMENTS = st.lists(st.sampled_from(HOSTILE) | ANYTHING, min_size=1, max_size=6).map(" ".join)


def _up_to(limit: int) -> st.SearchStrategy[str]:
    """Give hostile text, as often as not as long as the rules let it be."""
    long = FRAGMENTS.map(lambda text: (text * limit)[:limit])
    return (FRAGMENTS.map(lambda text: text[:limit]) | long).map(lambda text: text.strip() or "x")


TITLES = _up_to(255).map(lambda text: " ".join(text.split()) or "x")
TEXTS = _up_to(10_000)
ACTORS = st.builds(Actor, st.sampled_from(ActorKind), st.just("U0ACTOR"), _up_to(300), st.sampled_from(Door))
PEOPLE = st.builds(Person, st.sampled_from(["U0CLEO", "U0ACTOR", "<!channel>", "t" * 300]), _up_to(300))
DEEDS = st.builds(Deed, ACTORS, st.sampled_from([NOW, minutes_ago(90)]))
INCIDENTS = st.builds(
    Incident,
    id=st.just("f" * 32),
    number=st.integers(1, 10**7),
    title=TITLES,
    severity=st.sampled_from(Severity),
    declared=DEEDS,
    started_at=st.just(minutes_ago(5_000)),
    waiting_since=st.just(minutes_ago(90)),
    moved=DEEDS,
    description=st.just("") | TEXTS,
    kind=st.sampled_from(Kind),
    status=st.sampled_from(Status),
    acknowledged=st.none() | DEEDS,
    lead=st.none() | PEOPLE,
    monitors=st.lists(TITLES, max_size=60).map(tuple),
    last_update=st.none() | st.builds(Update, TEXTS, ACTORS, st.just(NOW)),
    resolved=DEEDS,
    round=st.integers(1, 10**6),
    version=st.integers(1, 10**9),
    planned=st.none() | st.just(Plan(minutes_ago(30), NOW)),
)
EVENTS = st.builds(
    TimelineEvent,
    st.sampled_from(EventKind),
    ACTORS,
    st.just(NOW),
    st.just("") | TEXTS,
    st.just({"until": NOW.isoformat(), "to": NOW.isoformat(), "from": "minor", "downtime": 60}),
)
LEAD = "<@U0CLEO>"

# To shrink texts of ten thousand characters takes minutes and shows nothing more.
some = settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


@some
@given(INCIDENTS)
def test_the_card_is_taken_and_mentions_the_lead_alone(incident: Incident) -> None:
    """Nobody else is mentioned, least of all who acted."""
    for message in (card(incident, NOW), show(incident, NOW)):
        ensure_takeable(message, *_mentions_allowed(incident))
        assert incident.reference in message.text


@some
@given(INCIDENTS, TITLES, TEXTS)
def test_what_a_page_tells_a_channel_is_taken_and_links_to_the_page_alone(
    incident: Incident, name: str, said: str
) -> None:
    """Title, page, components and what was said mention nobody."""
    shown = Publication("acme", incident.id, CODE, None, NOW)
    components = [Component("acme", monitor, monitor, (monitor,)) for monitor in incident.monitors]
    update = PublishedUpdate("1" * 32, said, "identified", NOW)
    told = public_incident_json(public_incident(Shown(incident, shown, [update]), components))
    path = f"/status/acme/incidents/{CODE}"
    body = {"data": {"page": {"name": name}, "path": path, "incident": told}}
    ensure_takeable(announcement(body, "https://t.example"), f"<https://t.example{path}|Read on>")


@some
@given(INCIDENTS, st.none() | st.integers(0, 99), st.none() | st.just(timedelta(days=40)))
def test_reminders_are_taken_and_mention_nobody(
    incident: Incident, turn: int | None, late: timedelta | None
) -> None:
    """A reminder reaches its person as a direct message; it need not mention them."""
    for message in (page(incident, turn, turn, NOW, late), settled_page(incident)):
        ensure_takeable(message)
        assert incident.reference in message.text


@some
@given(INCIDENTS, EVENTS)
def test_threads_notices_and_answers_are_taken_and_mention_nobody(
    incident: Incident, event: TimelineEvent
) -> None:
    """Ten thousand characters go into as many sections as they need."""
    ensure_takeable(lead_notice(incident, event))
    ensure_takeable(recovered_notice(incident, event))
    ensure_takeable(worse_notice(incident, event))
    ensure_takeable(answers.done(incident, f"{incident.reference}: {event.text}", {"undo": "severity"}))
    ensure_takeable(answers.refused(event.text))
    ensure_takeable(answers.conflict(Conflict(incident, incident.status, event.actor, NOW), NOW))
    ensure_takeable(answers.conflict(Stale(incident, incident.status, event.actor, NOW), NOW))
    if event.kind in (EventKind.UPDATE_POSTED, EventKind.NOTE_ADDED, EventKind.RESOLVED, EventKind.REOPENED):
        ensure_takeable(thread_message(incident, event))


@some
@given(INCIDENTS, TEXTS)
def test_updates_and_notes_of_any_length_are_taken(incident: Incident, text: str) -> None:
    """The longest text that the rules let in fits into one message of the thread."""
    for kind in (EventKind.UPDATE_POSTED, EventKind.NOTE_ADDED):
        event = TimelineEvent(kind, incident.declared.by, NOW, text)
        ensure_takeable(thread_message(incident, event))


@some
@given(st.lists(INCIDENTS, min_size=1, max_size=4), st.integers(1, 30), TITLES, TEXTS)
def test_lists_of_many_incidents_are_taken(few: list[Incident], times: int, word: str, text: str) -> None:
    """A storm is one message that Slack takes, with a word about what is left out."""
    incidents = few * times
    ensure_takeable(here(incidents, NOW), "<!here>")
    ensure_takeable(help_page({"Take it": [("ack", "Say <that>")]}, incidents, NOW))
    ensure_takeable(listing(word, incidents, NOW, more=False, which="all"))
    ensure_takeable(answers.pick_list("note", text, incidents, NOW))
    ensure_takeable(answers.declare_as(text))
    ensure_takeable(answers.drill_or_trouble(text, text))
    ensure_takeable(answers.did_you_mean(word, "resolve", text))


@some
@given(INCIDENTS, st.lists(EVENTS, min_size=1, max_size=5), st.integers(1, 30))
def test_a_long_timeline_is_taken(incident: Incident, few: list[TimelineEvent], times: int) -> None:
    """The last events are shown, as many as fit."""
    ensure_takeable(timeline(incident, few * times))


@some
@given(INCIDENTS, TEXTS)
def test_forms_are_taken_with_whatever_they_are_filled_in(incident: Incident, text: str) -> None:
    """What is prefilled is never longer than what may be typed."""
    draft = Draft(incident.title, incident.severity, text, incident.monitors, incident.lead)
    makers = (update_modal, note_modal, resolve_modal, edit_modal)
    for modal in (declare_modal(draft), *(make(incident) for make in makers)):
        assert not wrongs("Modal", modal)
        for block in modal["blocks"]:
            _ensure_within_its_own_limits(block["element"])


@some
@given(INCIDENTS)
def test_what_buttons_carry_is_never_too_long(incident: Incident) -> None:
    """An option's value may have 75 characters, whatever the version has grown to."""
    for pressed in pressables(card(incident, NOW).blocks):
        assert len(pressed["value"]) <= (2_000 if "action_id" in pressed else 75)


def test_no_view_mentions_the_person_who_acted() -> None:
    """Ann declared, Ben did the rest; neither is notified of it."""
    for incident in STATES:
        for message in (card(incident, NOW), show(incident, NOW), page(incident, 1, 1, NOW, None)):
            shown = json.dumps([message.text, message.blocks])
            assert "<@U0ANN>" not in shown
            assert "<@U0BEN>" not in shown


def _mentions_allowed(incident: Incident) -> tuple[str, ...]:
    lead = incident.lead
    return (LEAD,) if lead and lead.id == "U0CLEO" else ()


def _ensure_within_its_own_limits(element: dict[str, Any]) -> None:
    assert len(element.get("initial_value", "")) <= element.get("max_length", 0)
    if "initial_option" in element:
        assert element["initial_option"] in element["options"]
