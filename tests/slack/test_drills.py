"""Drills from Slack: said in the line or in the form, shown as practice wherever they are, called for as if real."""

import pytest

from bot.slack.drills import practised
from incidents.model import EventKind, Kind, Severity
from tests.slack.talking import Talk


@pytest.mark.parametrize(
    ("typed", "severity", "title"),
    [
        ("declare drill: checkout is failing", Severity.MINOR, "checkout is failing"),
        ("declare drill: critical checkout is failing", Severity.CRITICAL, "checkout is failing"),
        ("declare Drill critical: checkout is failing", Severity.CRITICAL, "checkout is failing"),
        ("declare critical drill: checkout", Severity.CRITICAL, "checkout"),
        ("critical drill: checkout", Severity.CRITICAL, "checkout"),
        ("declare DRILL: warning lights", Severity.WARNING, "lights"),
        ("drill major test the pager", Severity.MAJOR, "test the pager"),
        ("drill: critical checkout", Severity.CRITICAL, "checkout"),
    ],
)
async def test_a_drill_is_declared_in_a_line(talk: Talk, typed: str, severity: Severity, title: str) -> None:
    """Before the severity or behind it; the answer says what it is."""
    heard = await talk.types(typed)

    incident = await talk.now("INC-1")
    assert (incident.kind, incident.severity, incident.title) == (Kind.DRILL, severity, title)
    assert f"as {severity} drill" in heard.words


@pytest.mark.parametrize(
    "text", ["drill press on fire", "drills: none", "the drill: x", "fire drill: x", "drill"]
)
def test_a_title_that_only_speaks_of_a_drill_is_trouble(text: str) -> None:
    """Taken for practice, trouble would be waited out."""
    assert practised(text) == (Kind.INCIDENT, text)


async def test_a_slip_in_the_severity_of_a_drill_is_asked_about(talk: Talk) -> None:
    """And the drill stays one."""
    heard = await talk.types("declare drill: critcal checkout")
    assert await talk.incident("INC-1") is None
    await talk.presses(heard.button("critical"), private="1.1")

    incident = await talk.now("INC-1")
    assert (incident.kind, incident.severity, incident.title) == (Kind.DRILL, Severity.CRITICAL, "checkout")


async def test_a_drill_without_declare_is_asked_about_and_stays_one(talk: Talk) -> None:
    """The buttons say how bad it is, the text that it is practice."""
    heard = await talk.types("drill: checkout")
    button = next(button for button in heard.buttons() if button["action_id"] == "declare_as:major")
    await talk.presses(button, private="1.1")

    incident = await talk.now("INC-1")
    assert (incident.kind, incident.severity, incident.title) == (Kind.DRILL, Severity.MAJOR, "checkout")


async def test_the_form_asks_for_the_kind(talk: Talk) -> None:
    """It is an incident unless somebody says otherwise."""
    form = (await talk.types("declare")).views[0]
    await talk.submits(form, title="real")
    await talk.submits((await talk.types("declare drill:")).views[0], title="said in the line")
    await talk.submits((await talk.types("declare")).views[0], title="chosen", kind="drill")

    kinds = [(await talk.now(f"INC-{number}")).kind for number in (1, 2, 3)]
    assert kinds == [Kind.INCIDENT, Kind.DRILL, Kind.DRILL]


async def test_a_drill_that_turns_out_real_is_edited_and_calls_anew(talk: Talk) -> None:
    """Whoever let it ring because it was practice hears of it again; undo makes it a drill again."""
    await talk.types("declare drill: critical checkout")
    before = await talk.now("INC-1")
    shown = await talk.types("show 1")
    menu = next(
        element
        for block in shown.message["blocks"]
        for element in block.get("elements", [])
        if element["type"] == "overflow"
    )
    form = (await talk.chooses(menu, "Edit")).views[0]
    answer = await talk.submits(form, kind="incident")

    now = await talk.now("INC-1")
    assert (now.kind, now.severity, now.round) == (Kind.INCIDENT, Severity.CRITICAL, before.round + 1)
    assert "it is now a real incident" in answer.words
    assert (await talk.happened("INC-1"))[-1] is EventKind.EDITED
    assert "from drill to incident" in (await talk.types("timeline 1")).words

    await talk.presses(answer.button("Undo"), private="1.1")
    assert (await talk.now("INC-1")).kind is Kind.DRILL


async def test_a_drill_is_told_from_trouble_in_lists_and_on_the_timeline(talk: Talk) -> None:
    """By the words and by the sign."""
    await talk.types("declare drill: critical checkout")
    for typed in ("list", "show 1", "timeline 1", "help"):
        words = (await talk.types(typed)).words
        assert "🧯 Drill: INC-1" in words, typed
    assert "declared it as a drill (critical)" in (await talk.types("timeline 1")).words


async def test_drill_alone_opens_the_form_for_one(talk: Talk) -> None:
    """With the kind chosen already."""
    await talk.submits((await talk.types("drill")).views[0], title="practice")
    assert (await talk.now("INC-1")).kind is Kind.DRILL


async def test_a_line_that_begins_with_drill_and_no_severity_is_asked_about(talk: Talk) -> None:
    """It may be practice or a title; one press says which."""
    heard = await talk.types("drill press on fire")
    assert "Is it a drill? “drill press on fire”" in heard.words
    await talk.presses(heard.button("Declare a drill"), private="1.1")
    trouble = next(button for button in heard.buttons() if button["action_id"] == "declare_as:critical")
    await talk.presses(trouble, private="1.2")
    declared = [await talk.now(f"INC-{number}") for number in (1, 2)]
    assert [(each.kind, each.title) for each in declared] == [
        (Kind.DRILL, "press on fire"),
        (Kind.INCIDENT, "drill press on fire"),
    ]
