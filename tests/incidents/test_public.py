"""The line between inside and outside: whatever an incident holds, the public sees what the allow-list names."""

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.catalogue import Component, StatusPage
from incidents.model import Incident, Kind, Severity, Status
from incidents.public import (
    PublicIncident,
    PublicMonth,
    PublicPage,
    Shown,
    State,
    public_incident,
    public_page,
)
from incidents.publishing import Publication, PublishedUpdate

NOON = datetime(2026, 4, 4, 12, tzinfo=UTC)
PAGE = StatusPage("acme", "Acme Cloud")
SHOP, API = Component("acme", "shop", "Shop", ("m1", "m2")), Component("acme", "api", "API", ("m3",))

# Every field that the public can ever see. Whoever adds one has thought about what it may tell.
PUBLIC = {
    *("PublicPage.site", "PublicPage.state", "PublicPage.groups", "PublicPage.incidents"),
    *("PublicPage.maintenance", "PublicPage.past", "PublicPage.changed_at"),
    *("PublicGroup.name", "PublicGroup.components"),
    *("PublicComponent.id", "PublicComponent.name", "PublicComponent.state", "PublicComponent.history"),
    *("PublicHistory.days", "PublicHistory.uptime", "PublicDay.day", "PublicDay.state", "PublicDay.downtime"),
    *("PublicIncident.code", "PublicIncident.title", "PublicIncident.kind", "PublicIncident.severity"),
    *("PublicIncident.status", "PublicIncident.started_at", "PublicIncident.resolved_at"),
    *("PublicIncident.changed_at", "PublicIncident.components", "PublicIncident.component_ids"),
    *(
        "PublicIncident.planned",
        "PublicIncident.lasted",
        "Plan.start",
        "Plan.end",
        "PublicIncident.updates",
        "PublicUpdate.id",
        "PublicUpdate.words",
        "PublicUpdate.status",
    ),
    *("PublicUpdate.at", "PublicUpdate.corrected_at"),
    *("PublicMonth.site", "PublicMonth.month", "PublicMonth.first", "PublicMonth.last"),
    *("PublicMonth.incidents", "PublicMonth.is_cut"),
    *("StatusPage.slug", "StatusPage.name", "StatusPage.zone", "StatusPage.language", "StatusPage.logo"),
}
PLAIN = (str, bool, float, datetime, date, timedelta, type(None))


def fields_within(kind: Any) -> Iterator[str]:
    """Name every field that can be reached from a type; anything else than values and public types fails."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        for field in dataclasses.fields(kind):
            yield f"{kind.__name__}.{field.name}"
            yield from fields_within(hints[field.name])
    elif typing.get_origin(kind) in (tuple, types.UnionType):
        for part in typing.get_args(kind):
            yield from fields_within(part) if part is not Ellipsis else ()
    else:
        assert kind in PLAIN or issubclass(kind, Enum), kind


def test_the_public_types_have_these_fields_and_no_other() -> None:
    """None for a person, a note, a reason or a channel; none that could hold anything."""
    reached = {name for kind in (PublicPage, PublicMonth, PublicIncident) for name in fields_within(kind)}
    assert reached == PUBLIC


def filled(kind: Any, where: str) -> Any:
    """Make a value of any type of the model with a marker in every text that it can hold."""
    origin, parts = typing.get_origin(kind), [p for p in typing.get_args(kind) if p is not type(None)]
    if origin in (types.UnionType, typing.Union):
        return filled(parts[0], where)
    if origin is tuple:
        return tuple(filled(part, f"{where}[{n}]") for n, part in enumerate(parts) if part is not Ellipsis)
    if dataclasses.is_dataclass(kind):
        assert isinstance(kind, type)
        hints = typing.get_type_hints(kind)
        return kind(
            **{f.name: filled(hints[f.name], f"{where}.{f.name}") for f in dataclasses.fields(kind) if f.init}
        )
    made: dict[Any, Any] = {str: f"zq-{where}", int: 7, bool: True, datetime: NOON, timedelta: timedelta()}
    return made[kind] if kind in made else next(iter(kind))


def markers(value: Any) -> set[str]:
    """Find every marker in a value, however deep."""
    match value:
        case str():
            return {value} if "zq-" in value else set()
        case Mapping():
            return set().union(*map(markers, [*value.keys(), *value.values()]))
        case Sequence():
            return set().union(*map(markers, value))
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return set().union(*(markers(getattr(value, f.name)) for f in dataclasses.fields(value)))
        case _:
            return set()


@given(
    kind=st.sampled_from([Kind.INCIDENT, Kind.MAINTENANCE]),
    status=st.sampled_from(Status),
    severity=st.sampled_from(Severity),
    title=st.sampled_from([None, "zq-public-title"]),
    said=st.lists(st.sampled_from(["zq-public-first", "zq-public-second"])),
)
def test_of_all_that_an_incident_holds_only_the_title_and_the_updates_get_out(
    kind: Kind, status: Status, severity: Severity, title: str | None, said: list[str]
) -> None:
    """Each text of the model, of today and of tomorrow, has a marker of its own: no other one is found outside."""
    whole = dataclasses.replace(
        filled(Incident, "incident"), kind=kind, status=status, severity=severity, monitors=("m1",)
    )
    assert len(markers(whole)) >= 20
    updates = [PublishedUpdate(f"e{n}", words, "identified", NOON) for n, words in enumerate(said)]
    shown = Shown(whole, Publication("acme", "zq-incident-id", "0123456789ab", title, NOON), updates)
    page = public_page(PAGE, [SHOP, API], [shown], [shown], NOON, {})

    assert markers(page) == {title or "zq-incident.title", *said}
    assert markers(public_incident(shown, [SHOP, API])) == markers(page)


def one(severity: Severity = Severity.MAJOR, *, withdrawn: bool = False, **more: Any) -> Shown:
    bare = dataclasses.replace(
        filled(Incident, "x"),
        **{
            "severity": severity,
            "kind": Kind.INCIDENT,
            "status": Status.IDENTIFIED,
            "resolved": None,
            "monitors": ("m2",),
        }
        | more,
    )
    return Shown(bare, Publication("acme", bare.id, "0123456789ab", None, NOON, withdrawn), [])


@pytest.mark.parametrize(
    ("going_on", "shop", "overall"),
    [
        ([], State.OPERATIONAL, State.OPERATIONAL),
        ([one(Severity.CRITICAL)], State.MAJOR_OUTAGE, State.MAJOR_OUTAGE),
        ([one(Severity.MAJOR)], State.PARTIAL_OUTAGE, State.PARTIAL_OUTAGE),
        ([one(Severity.MINOR)], State.DEGRADED, State.DEGRADED),
        ([one(Severity.WARNING)], State.OPERATIONAL, State.OPERATIONAL),
        ([one(Severity.MINOR), one(Severity.CRITICAL)], State.MAJOR_OUTAGE, State.MAJOR_OUTAGE),
        ([one(Severity.NONE, kind=Kind.MAINTENANCE)], State.MAINTENANCE, State.MAINTENANCE),
        ([one(Severity.MAJOR, monitors=())], State.OPERATIONAL, State.PARTIAL_OUTAGE),
        ([one(Severity.CRITICAL, withdrawn=True)], State.OPERATIONAL, State.OPERATIONAL),
    ],
)
def test_a_component_is_as_bad_as_the_worst_that_is_published(
    going_on: list[Shown], shop: State, overall: State
) -> None:
    """And the page as bad as the worst of all; what is withdrawn or affects nothing of it does not count."""
    page = public_page(PAGE, [SHOP, API], going_on, [], NOON, {})
    [group] = page.groups
    assert [component.state for component in group.components] == [shop, State.OPERATIONAL]
    assert page.state is overall


def test_components_of_a_group_stand_together_where_the_first_of_them_does() -> None:
    """In the order of the page."""
    listed = [
        dataclasses.replace(SHOP, id=name, group=group) for name, group in (("a", "X"), ("b", ""), ("c", "X"))
    ]
    page = public_page(PAGE, listed, [], [], NOON, {})
    assert [(group.name, [c.id for c in group.components]) for group in page.groups] == [
        ("X", ["a", "c"]),
        ("", ["b"]),
    ]


def test_closing_is_nobodys_business_outside() -> None:
    """It stays resolved."""
    assert public_incident(one(status=Status.CLOSED), []).status is Status.RESOLVED
