"""Every view as it is, kept as JSON beside the test. `UPDATE_GOLDEN=1 pytest tests/slack` writes it anew."""

import json
import os
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.rotas import Covered
from bot.slack.message import Message
from bot.slack.views import answers
from bot.slack.views.announcement import announcement
from bot.slack.views.card import card
from bot.slack.views.correct_modal import correct_modal
from bot.slack.views.cover import cover_notice, covered, uncovered
from bot.slack.views.declare_modal import declare_modal
from bot.slack.views.edit_modal import edit_modal
from bot.slack.views.help import help_page, help_word
from bot.slack.views.here import here, settled_here
from bot.slack.views.listing import listing
from bot.slack.views.maintenance_modal import maintenance_modal, replan_modal
from bot.slack.views.note_modal import note_modal
from bot.slack.views.notice import lead_notice, recovered_notice, worse_notice
from bot.slack.views.oncall import oncall
from bot.slack.views.outside import withdraw_button
from bot.slack.views.page import page, settled_page
from bot.slack.views.postmortem import postmortem
from bot.slack.views.publish_modal import publish_modal
from bot.slack.views.publishing import gone_modal, which_page
from bot.slack.views.resolve_modal import resolve_modal
from bot.slack.views.show import show
from bot.slack.views.thread import thread_message
from bot.slack.views.timeline import timeline
from bot.slack.views.update_modal import update_modal
from bot.wire import actor_json
from incidents.errors import Conflict, Stale
from incidents.escalation import Policy
from incidents.model import CLOCK, EventKind, Kind, Status, TimelineEvent
from incidents.publishing import Outside
from incidents.rota import Cover
from tests.alerts.acting import PROMETHEUS
from tests.slack.public_samples import FIRST, ON_ACME, PAGES, PROOF, PUBLISHED, told
from tests.slack.samples import (
    ACKNOWLEDGED,
    ANN,
    BEN,
    CLOSED,
    COMPLETED,
    IN_PROGRESS,
    NOW,
    PLAIN,
    RESOLVED,
    SCHEDULED,
    WAITING,
    ensure_takeable,
    event,
    minutes_ago,
    payload,
    wrongs,
)
from tests.slack.test_oncall import POLICY as ON_CALL
from tests.slack.test_oncall import duty

GOLDEN = Path(__file__).parent / "golden"
LATE = timedelta(minutes=8)
WORDS = {
    "Take it": [("ack", "Say that you are on it"), ("lead", "Make somebody the incident lead")],
    "End it": [("resolve", "Say that service is restored")],
}
DRILL = replace(WAITING, kind=Kind.DRILL)
STORY = [
    event(EventKind.DECLARED, "checkout is failing", ANN, severity="critical", kind="incident"),
    event(EventKind.REMINDER_SENT, "", CLOCK, person="U0BEN", step=1, late_seconds=480),
    event(EventKind.ACKNOWLEDGED, by="update_posted"),
    event(EventKind.UPDATE_POSTED, "We are\nrolling back."),
    event(EventKind.START_CHANGED, **{"from": "x", "to": minutes_ago(20).isoformat()}),
    TimelineEvent(
        EventKind.RESOLVED, BEN, NOW, details={"downtime": 1140}, permalink="https://demo.slack.example/p1"
    ),
]

REMINDED = [
    STORY[0],
    event(EventKind.REMINDER_SENT, "", CLOCK, person="U0BEN", step=1, late_seconds=480),
    event(EventKind.REMINDER_FAILED, "user_disabled", CLOCK, person="U0GONE", step=1),
    event(EventKind.REMINDER_SENT, "", CLOCK, person="U0BEN", step=1, late_seconds=0),
    event(EventKind.REMINDER_FAILED, "user_disabled", CLOCK, person="U0GONE", step=1),
    replace(
        event(EventKind.CHANNEL_REMINDED, "", CLOCK, late_seconds=0),
        at=NOW,
        permalink="https://demo.slack.example/p1",
    ),
    event(EventKind.ACKNOWLEDGED),
]

COVER = Cover(1, "primary", "U0CLEO", minutes_ago(5), NOW + timedelta(hours=4), ANN)
MESSAGES: dict[str, Callable[[], Message]] = {
    "card_waiting": lambda: card(WAITING, NOW),
    "card_acknowledged": lambda: card(ACKNOWLEDGED, NOW),
    "card_resolved": lambda: card(RESOLVED, NOW),
    "card_closed": lambda: card(CLOSED, NOW),
    "card_plain": lambda: card(PLAIN, NOW),
    "card_publishable": lambda: card(ACKNOWLEDGED, NOW, Outside(PAGES)),
    "card_published": lambda: card(ACKNOWLEDGED, NOW, PUBLISHED, "https://tocsin.example.com"),
    "which_page": lambda: which_page(
        ACKNOWLEDGED, [withdraw_button(ACKNOWLEDGED, page, page.name) for page in PAGES]
    ),
    "thread_update": lambda: thread_message(WAITING, event(EventKind.UPDATE_POSTED, "We are rolling back.")),
    "thread_note": lambda: thread_message(WAITING, event(EventKind.NOTE_ADDED, "It was release 81.")),
    "thread_resolved": lambda: thread_message(RESOLVED, event(EventKind.RESOLVED, downtime=1140)),
    "thread_reopened": lambda: thread_message(WAITING, event(EventKind.REOPENED, to="investigating")),
    "page": lambda: page(WAITING, 2, 1, NOW, None, card_link="https://demo.slack.example/p1"),
    "page_at_once": lambda: page(WAITING, 2, 1, WAITING.waiting_since, None),
    "page_late_without_next_step": lambda: page(WAITING, 2, None, NOW, LATE, can_pass_on=False),
    "settled_page_acknowledged": lambda: settled_page(ACKNOWLEDGED),
    "settled_page_resolved": lambda: settled_page(RESOLVED),
    "settled_page_superseded": lambda: settled_page(WAITING),
    "here": lambda: here([WAITING, PLAIN], NOW),
    "settled_here": lambda: settled_here([WAITING], NOW),
    "settled_here_empty": lambda: settled_here([], NOW),
    "here_one": lambda: here([WAITING], NOW),
    "notice_lead": lambda: lead_notice(WAITING, event(EventKind.LEAD_ASSIGNED, "", BEN)),
    "notice_recovered": lambda: recovered_notice(
        RESOLVED, event(EventKind.RESOLVED, "", PROMETHEUS, downtime=522)
    ),
    "notice_recovered_and_asks": lambda: recovered_notice(
        ACKNOWLEDGED, event(EventKind.NOTE_ADDED, "All is well.", PROMETHEUS, recovered=True)
    ),
    "notice_worse": lambda: worse_notice(
        ACKNOWLEDGED, event(EventKind.SEVERITY_CHANGED, "", ANN, **{"from": "minor", "to": "critical"})
    ),
    "card_scheduled": lambda: card(SCHEDULED, NOW, Outside(PAGES)),
    "card_in_progress": lambda: card(IN_PROGRESS, NOW, PUBLISHED, "https://tocsin.example.com"),
    "card_completed": lambda: card(COMPLETED, NOW),
    "announcement_published": lambda: announcement(told(ACKNOWLEDGED), "https://tocsin.example.com"),
    "announcement_scheduled": lambda: announcement(told(SCHEDULED), "https://tocsin.example.com"),
    "card_drill": lambda: card(DRILL, NOW),
    "page_drill": lambda: page(DRILL, 2, 1, NOW, None),
    "settled_page_drill": lambda: settled_page(replace(ACKNOWLEDGED, kind=Kind.DRILL)),
    "here_drill": lambda: here([DRILL], NOW),
    "here_drill_and_trouble": lambda: here([WAITING, DRILL], NOW),
    "thread_drill": lambda: thread_message(DRILL, event(EventKind.NOTE_ADDED, "The runbook is out of date.")),
    "done": lambda: answers.done(WAITING, "INC-42 is waiting again."),
    "done_undo": lambda: answers.done(ACKNOWLEDGED, "INC-42 is yours.", {"undo": "acknowledge"}),
    "refused": lambda: answers.refused("There is no incident 99."),
    "conflict_acknowledged": lambda: answers.conflict(
        Conflict(ACKNOWLEDGED, "acknowledged", BEN, NOW - timedelta(seconds=12)), NOW
    ),
    "conflict_stale": lambda: answers.conflict(
        Stale(ACKNOWLEDGED, Status.IDENTIFIED, BEN, minutes_ago(8)), NOW
    ),
    "broken": lambda: answers.broken("7f3a"),
    "pick_list": lambda: answers.pick_list("resolve", "bad deploy", [WAITING, PLAIN], NOW),
    "over_already": lambda: answers.over_already(RESOLVED, "update", "42 requests failed", [PLAIN], NOW),
    "over_already_alone": lambda: answers.over_already(CLOSED, "note", "42 in all", [], NOW),
    "declare_as": lambda: answers.declare_as("checkout is failing"),
    "drill_or_trouble": lambda: answers.drill_or_trouble("drill press on fire", "press on fire"),
    "did_you_mean": lambda: answers.did_you_mean("resolv", "resolve", "42 rolled back"),
    "help_page": lambda: help_page(WORDS, [WAITING, PLAIN], NOW),
    "help_unknown_word": lambda: help_page(WORDS, [], NOW, unknown="<!channel> " * 20),
    "help_word": lambda: help_word("ack", "/incident ack [INC-42]", "Say that you are on it."),
    "listing": lambda: listing("Open incidents", [WAITING, PLAIN], NOW, more=True, which="active"),
    "listing_empty": lambda: listing("Open incidents", [], NOW, more=False, which="active"),
    "oncall": lambda: oncall(duty(ON_CALL)),
    "oncall_covered": lambda: oncall(duty(ON_CALL, COVER)),
    "cover": lambda: covered(Covered(COVER, ("U0BEN",), (replace(COVER, person="U0ANN"),)), "U0CLEO"),
    "cover_taken_back": lambda: uncovered(Covered(COVER, ("U0BEN",), ()), "U0BEN"),
    "cover_notice": lambda: cover_notice(
        {
            "person": "U0BEN",
            "reason": "covered",
            "rota": "primary",
            "covers": "U0CLEO",
            "until": COVER.end.isoformat(),
            "by": actor_json(ANN),
        }
    ),
    "oncall_without_rota": lambda: oncall(duty(Policy(steps=(("U0BEN",),)))),
    "show": lambda: show(ACKNOWLEDGED, NOW),
    "show_resolved": lambda: show(RESOLVED, NOW),
    "postmortem": lambda: postmortem(
        RESOLVED, "# Postmortem of INC-42: <!channel> fails\n\n- **Severity:** major\n"
    ),
    "postmortem_long": lambda: postmortem(RESOLVED, "- <b> & *so* on\n" * 900),
    "timeline": lambda: timeline(RESOLVED, STORY),
    "timeline_many_reminders": lambda: timeline(RESOLVED, REMINDED),
}
ALLOWED = defaultdict[str, tuple[str, ...]](
    tuple,
    announcement=(ON_ACME.replace("Acme Cloud", "Read on"),),
    card=("<@U0CLEO>", ON_ACME),
    cover=("<@U0BEN>", "<@U0CLEO>", "<@U0ANN>"),
    oncall=("<@U0BEN>", "<@U0CLEO>", "<!subteam^S0TEAM>"),
    show=("<@U0CLEO>",),
    here=("<!here>",),
    page=("<https://demo.slack.example/p1|open the card>",),
    timeline=("<@U0BEN>", "<@U0GONE>", "<https://demo.slack.example/p1|open>"),
)
MODALS: dict[str, Callable[[], dict[str, Any]]] = {
    "declare_modal": lambda: declare_modal(channel="C0CHECKOUT"),
    "update_modal": lambda: update_modal(ACKNOWLEDGED),
    "note_modal": lambda: note_modal(ACKNOWLEDGED),
    "resolve_modal": lambda: resolve_modal(ACKNOWLEDGED),
    "maintenance_modal": lambda: maintenance_modal(PAGES, NOW, "C0CHECKOUT"),
    "maintenance_modal_without_pages": lambda: maintenance_modal((), NOW, None),
    "replan_modal_scheduled": lambda: replan_modal(SCHEDULED),
    "replan_modal_in_progress": lambda: replan_modal(IN_PROGRESS),
    "edit_modal": lambda: edit_modal(ACKNOWLEDGED),
    "publish_modal": lambda: publish_modal(PROOF),
    "publish_modal_published": lambda: publish_modal(
        replace(PROOF, outside=PUBLISHED, there=[FIRST], chosen=(), title="Payments fail")
    ),
    "correct_modal": lambda: correct_modal(ACKNOWLEDGED, FIRST),
    "gone_modal": lambda: gone_modal(ACKNOWLEDGED, PAGES[0]),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_as_it_was_agreed(name: str) -> None:
    """A changed view shows in the diff of its golden file, and Slack takes it."""
    message = MESSAGES[name]()
    ensure_takeable(message, *ALLOWED[name.partition("_")[0]])
    _ensure_golden(name, payload(message))


@pytest.mark.parametrize("name", MODALS)
def test_a_modal_is_as_it_was_agreed(name: str) -> None:
    """A changed form shows in the diff of its golden file, and Slack takes it."""
    modal = MODALS[name]()
    assert not wrongs("Modal", modal)
    _ensure_golden(name, modal)


def test_no_golden_file_is_left_over() -> None:
    """A view that is gone takes its golden file with it."""
    assert {file.stem for file in GOLDEN.glob("*.json")} == {*MESSAGES, *MODALS}


def _ensure_golden(name: str, shown: dict[str, Any]) -> None:
    file = GOLDEN / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(json.dumps(shown, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert shown == json.loads(file.read_text(encoding="utf-8"))
