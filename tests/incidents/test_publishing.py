"""What is published, by whom and by itself: pure rules, told as a table of cases."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from incidents import facts, publishing
from incidents.affecting import monitors_affecting
from incidents.catalogue import Component, StatusPage
from incidents.commands import Draft, declare, post_update
from incidents.errors import Invalid, NotFound
from incidents.model import Actor, ActorKind, Change, Door, EventKind, Incident, Kind, Severity, TimelineEvent
from incidents.publishing import (
    PagesPolicy,
    Publication,
    PublishedUpdate,
    PublishRule,
    Release,
    Site,
    with_publications,
)

NOON = datetime(2026, 4, 4, 12, tzinfo=UTC)
ANN = Actor(ActorKind.PERSON, "U0ANN", "ann.demo", Door.SLACK)
PROBE = Actor(ActorKind.MONITOR, "db-7.internal", "db-7.internal", Door.MONITOR)
PAGE = StatusPage("acme", "Acme Cloud")
SHOP = Component("acme", "shop", "Shop", ("shop-web", "shop-db"))
SITES = {"acme": Site(PAGE, [SHOP]), "other": Site(StatusPage("other", "Other"), [])}
RULES = PagesPolicy(rules=(PublishRule("acme", Severity.MAJOR, "shop"),))
NO_RULES = PagesPolicy()


def declared(by: Actor = ANN, **draft: Any) -> Change:
    return declare(Draft(**{"title": "db-7 refuses connections"} | draft), "a" * 32, 1, by, NOON)


def standing(page: str = "acme", *, title: str | None = None, withdrawn: bool = False) -> Publication:
    return Publication(page, "a" * 32, "0123456789ab", title, NOON, withdrawn)


def along(
    change: Change, policy: PagesPolicy = NO_RULES, known: tuple[Publication, ...] = ()
) -> list[TimelineEvent]:
    """Give what is published and withdrawn along with a change."""
    whole = with_publications(change, policy, {each.page: each for each in known}, SITES)
    return [event for event in whole.events if event not in change.events]


def pages(events: list[TimelineEvent]) -> list[tuple[EventKind, str]]:
    return [(event.kind, event.details["page"]) for event in events]


def test_an_incident_without_a_page_is_published_nowhere() -> None:
    """Without a rule nothing goes out by itself."""
    assert along(declared(severity=Severity.CRITICAL, monitors=("shop-db",))) == []


def test_one_declared_on_a_page_is_published_there_before_its_first_update() -> None:
    """So that the update goes along."""
    change = with_publications(declared(page="acme", update="We are on it."), NO_RULES, {}, SITES)
    assert [event.kind for event in change.events] == [
        EventKind.DECLARED,
        EventKind.PUBLISHED,
        EventKind.UPDATE_POSTED,
    ]
    assert change.events[1].details == {"page": "acme", "title": None, "updates": {}}


def test_what_a_machine_declares_is_called_by_what_it_affects() -> None:
    """Its own words may hold addresses and errors; a page that knows no component of it gives its own name."""
    [known] = along(declared(PROBE, page="acme", monitors=("shop-db",)))
    [unknown] = along(declared(PROBE, page="other"))
    assert (known.details["title"], unknown.details["title"]) == ("Shop", "Other")


def test_another_page_takes_the_place_of_the_former() -> None:
    """And no page leaves it without one."""
    incident = declared(page="acme").incident
    moved = along(facts.set_page(incident, "other", ANN, NOON), known=(standing(),))
    assert pages(moved) == [(EventKind.WITHDRAWN, "acme"), (EventKind.PUBLISHED, "other")]
    gone = along(facts.set_page(incident, None, ANN, NOON), known=(standing(),))
    assert pages(gone) == [(EventKind.WITHDRAWN, "acme")]


@pytest.mark.parametrize(
    ("draft", "published"),
    [
        ({"severity": Severity.MAJOR, "monitors": ("shop-db",)}, True),
        ({"severity": Severity.CRITICAL, "monitors": ("shop-web", "x")}, True),
        ({"severity": Severity.MINOR, "monitors": ("shop-db",)}, False),
        ({"severity": Severity.MAJOR, "monitors": ("x",)}, False),
        ({"severity": Severity.MAJOR, "monitors": ("shop-db",), "kind": Kind.MAINTENANCE}, False),
    ],
)
def test_a_rule_publishes_what_is_bad_enough_and_affects_the_component(
    *, draft: dict[str, Any], published: bool
) -> None:
    assert bool(along(declared(**draft), RULES)) is published


def test_a_rule_publishes_what_becomes_so_later() -> None:
    """When the severity is raised."""
    incident = declared(monitors=("shop-db",)).incident
    assert pages(along(facts.set_severity(incident, Severity.CRITICAL, ANN, NOON), RULES)) == [
        (EventKind.PUBLISHED, "acme")
    ]


@pytest.mark.parametrize("withdrawn", [True, False])
def test_a_rule_puts_back_nothing_that_somebody_has_decided(*, withdrawn: bool) -> None:
    incident = declared(monitors=("shop-db",)).incident
    change = facts.set_severity(incident, Severity.CRITICAL, ANN, NOON)
    assert along(change, RULES, (standing(withdrawn=withdrawn),)) == []


def test_what_a_guest_does_publishes_nothing() -> None:
    """Neither by a page nor by a rule."""
    change = publishing.by_guest(
        declared(page="acme", severity=Severity.CRITICAL, monitors=("shop-db",), update="x")
    )
    assert along(change, RULES) == []


def publish(incident: Incident, release: Release, known: Publication | None = None) -> list[TimelineEvent]:
    said = replace(post_update(incident, "First words.", ANN, NOON).events[-1], id="e1")
    return list(publishing.publish(incident, release, [said], known, ANN, NOON).events)


def test_publishing_shows_the_incidents_own_title_unless_another_is_given() -> None:
    """One that is the same is none."""
    incident = declared().incident
    for title, shown in (
        (None, None),
        ("db-7 refuses connections", None),
        (" Logins\nfail ", "Logins fail"),
    ):
        [event] = publish(incident, Release("acme", title))
        assert event.details["title"] == shown


def test_what_was_said_before_goes_out_only_if_it_is_chosen() -> None:
    """In other words, if some are given; what is no update of the incident is refused."""
    incident = declared().incident
    assert publish(incident, Release("acme"))[0].details["updates"] == {}
    assert publish(incident, Release("acme", None, {"e1": None}))[0].details["updates"] == {"e1": None}
    [event] = publish(incident, Release("acme", None, {"e1": "Kinder words."}))
    assert event.details["updates"] == {"e1": "Kinder words."}
    with pytest.raises(Invalid, match="e2 is no update"):
        publish(incident, Release("acme", None, {"e2": None}))


def test_publishing_twice_changes_nothing_and_publishing_anew_does() -> None:
    incident = declared().incident
    assert publish(incident, Release("acme"), standing()) == []
    assert publish(incident, Release("acme", "Another"), standing()) != []
    assert publish(incident, Release("acme"), standing(withdrawn=True)) != []


def test_only_what_stands_on_a_page_can_be_taken_off_it() -> None:
    incident = declared().incident
    [event] = publishing.withdraw(incident, "acme", standing(), ANN, NOON).events
    assert (event.kind, event.details) == (EventKind.WITHDRAWN, {"page": "acme"})
    for known in (None, standing(withdrawn=True)):
        with pytest.raises(NotFound):
            publishing.withdraw(incident, "acme", known, ANN, NOON)


def test_a_correction_keeps_what_was_said_first() -> None:
    """The same words are none, and what no page shows cannot be corrected."""
    incident, said = declared().incident, PublishedUpdate("e1", "Frist words.", "investigating", NOON)
    [event] = publishing.correct(incident, said, " First words. ", ANN, NOON).events
    assert event.text == "First words."
    assert event.details == {"update": "e1", "from": "Frist words."}
    assert publishing.correct(incident, said, "Frist words.", ANN, NOON).events == ()
    with pytest.raises(NotFound):
        publishing.correct(incident, None, "x", ANN, NOON)


API = Component("acme", "api", "Public API", ("gateway",))


@pytest.mark.parametrize(
    ("monitors", "chosen", "then"),
    [
        ((), ["shop"], ("shop-web", "shop-db")),
        (("shop-db", "inner"), ["shop"], ("shop-db", "inner")),
        (("shop-db", "inner"), ["api"], ("inner", "gateway")),
        (("shop-db", "gateway", "inner"), [], ("inner",)),
    ],
)
def test_choosing_components_says_which_monitors_are_affected(
    monitors: tuple[str, ...], chosen: list[str], then: tuple[str, ...]
) -> None:
    """All of a component's where none of it was; what the page does not show stays as it is."""
    incident = declared(monitors=monitors).incident
    assert monitors_affecting(incident, [SHOP, API], chosen) == then


def test_a_component_that_the_page_does_not_have_cannot_be_chosen() -> None:
    """And the sentence names it."""
    with pytest.raises(Invalid, match="shipping is no component"):
        monitors_affecting(declared().incident, [SHOP], ["shipping"])


def test_a_monitor_of_two_components_stays_while_one_of_them_is_chosen() -> None:
    """It is what makes the other one affected too, which the preview shows."""
    both = replace(API, monitors=("shop-web", "gateway"))
    incident = declared(monitors=("shop-web",)).incident
    assert monitors_affecting(incident, [SHOP, both], ["shop"]) == ("shop-web",)
