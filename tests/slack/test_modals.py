"""Forms: what they do, what they refuse beside the field, and what they leave to others."""

import json

import pytest

from incidents.model import EventKind, Severity, Status
from tests.slack.heard import Payload
from tests.slack.talking import CHECKOUT, Talk


async def _form(talk: Talk, text: str, **how: str) -> Payload:
    heard = await talk.types(text, **how)
    return heard.views[0]


async def test_declaring_by_the_form(talk: Talk) -> None:
    """Everything that it asks for arrives; the answer comes where the form was asked for."""
    view = await _form(talk, "declare", channel=CHECKOUT)
    heard = await talk.submits(
        view,
        title="checkout is failing",
        severity="major",
        description="since the release",
        monitors="api, web\nqueue,,",
        lead="U0CLEO",
    )
    assert not heard.body
    assert "INC-1" in heard.words
    incident = await talk.now("INC-1")
    assert (incident.title, incident.severity) == ("checkout is failing", Severity.MAJOR)
    assert (incident.description, incident.channel) == ("since the release", CHECKOUT)
    assert incident.monitors == ("api", "web", "queue")
    assert incident.lead is not None
    assert (incident.lead.id, incident.lead.name) == ("U0CLEO", "cleo.demo")


async def test_the_title_alone_is_enough(talk: Talk) -> None:
    """Everything else has a sensible default."""
    await talk.submits(await _form(talk, "declare"), title="checkout")
    incident = await talk.now("INC-1")
    assert (incident.severity, incident.description, incident.monitors, incident.lead) == (
        Severity.MINOR,
        "",
        (),
        None,
    )


async def test_a_form_sent_off_twice_declares_once(talk: Talk) -> None:
    """Both presses hear of the same incident."""
    view = await _form(talk, "declare")
    first = await talk.submits(view, title="checkout")
    second = await talk.submits(view, title="checkout")
    assert first.message["blocks"] == second.message["blocks"]
    assert await talk.incident("INC-2") is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "   "), ("title", "x" * 256), ("title", "half \ud800"), ("description", "x" * 10_001)],
    ids=["blank", "long", "surrogate", "long description"],
)
async def test_a_wrong_field_is_told_beside_it_and_can_be_mended(talk: Talk, field: str, value: str) -> None:
    """The form stays open, and sending it off again works."""
    view = await _form(talk, "declare")
    heard = await talk.submits(view, **{"title": "checkout", field: value})
    assert list(heard.errors) == [field]
    assert await talk.incident("INC-1") is None
    await talk.submits(view, title="checkout")
    assert (await talk.now("INC-1")).title == "checkout"


async def test_control_characters_are_taken_out(talk: Talk) -> None:
    """NUL cannot be stored by every database."""
    await talk.submits(await _form(talk, "declare"), title="check\x00out")
    assert (await talk.now("INC-1")).title == "checkout"


async def test_posting_an_update_with_a_status(talk: Talk) -> None:
    """Both in one go, and the status can be undone."""
    await talk.declares()
    heard = await talk.submits(await _form(talk, "update"), update="a fix is out", status="monitoring")
    incident = await talk.now("INC-1")
    assert incident.last_update is not None
    assert (incident.last_update.text, incident.status) == ("a fix is out", Status.MONITORING)
    assert "It is now monitoring" in heard.words
    assert "Undo" in heard.labels()


async def test_posting_an_update_alone(talk: Talk) -> None:
    """The status stays when none is chosen."""
    await talk.declares()
    await talk.submits(await _form(talk, "update INC-1"), update="we are on it")
    assert (await talk.now("INC-1")).status is Status.INVESTIGATING


async def test_adding_a_note(talk: Talk) -> None:
    """Internal, and no acknowledgement."""
    await talk.declares()
    await talk.submits(await _form(talk, "note"), note="it was DNS")
    assert EventKind.NOTE_ADDED in await talk.happened("INC-1")
    assert (await talk.now("INC-1")).is_waiting


async def test_editing_changes_what_was_changed_and_nothing_else(talk: Talk) -> None:
    """What somebody else changed while the form was open is not set back."""
    view = await _edit_form(talk)
    await talk.types("severity minor", who="U0BEN")
    heard = await talk.submits(view, title="a better title", lead="U0CLEO")
    incident = await talk.now("INC-1")
    assert (incident.title, incident.severity) == ("a better title", Severity.MINOR)
    assert incident.lead is not None
    assert "@cleo.demo is the lead" in heard.words
    await talk.presses(heard.button("Undo"), private="1.1")
    incident = await talk.now("INC-1")
    assert (incident.title, incident.severity) == ("checkout is failing", Severity.MINOR)


async def test_description_and_monitors_are_edited_and_taken_away(talk: Talk) -> None:
    """An emptied field means none; one that was left alone means nothing."""
    heard = await talk.submits(await _edit_form(talk), description="A 502.", monitors="shop, api")
    assert "INC-1" in heard.words
    incident = await talk.now("INC-1")
    assert (incident.description, incident.monitors) == ("A 502.", ("shop", "api"))
    await talk.submits(await _opened(talk, "Edit"), monitors="")
    incident = await talk.now("INC-1")
    assert (incident.description, incident.monitors) == ("A 502.", ())


async def test_editing_nothing_changes_nothing(talk: Talk) -> None:
    """And says so."""
    view = await _edit_form(talk)
    before = await talk.happened("INC-1")
    assert "nothing has changed" in (await talk.submits(view)).words
    assert await talk.happened("INC-1") == before


async def test_editing_is_all_or_nothing(talk: Talk) -> None:
    """A wrong title holds the rest back too."""
    view = await _edit_form(talk)
    before = await talk.now("INC-1")
    heard = await talk.submits(view, title="x" * 256, severity="minor")
    assert list(heard.errors) == ["title"]
    assert await talk.now("INC-1") == before


async def test_who_was_first_is_told_on_the_form(talk: Talk) -> None:
    """In plain words, for a field's error takes nothing else; what was typed stays."""
    view = await _resolve_form(talk)
    await talk.types("resolve", who="U0BEN")
    heard = await talk.submits(view, note="we rolled back <b>")
    assert heard.errors == {
        "note": "INC-1 is already resolved by @ben.demo, just now. Reopen it if it is not over."
    }


@pytest.mark.parametrize(
    ("label", "field", "values"),
    [
        ("Resolve", "note", {"note": "we rolled back"}),
        ("Post an update", "update", {"update": "a fix is out", "status": "monitoring"}),
        ("Edit", "title", {"title": "better"}),
    ],
)
async def test_a_form_of_a_former_round_is_refused_beside_its_first_field(
    talk: Talk, label: str, field: str, values: dict[str, str]
) -> None:
    """It was reopened while somebody typed; what they typed stays, and they read what is so now."""
    view = await _from_menu(talk, label)
    await talk.types("resolve", who="U0BEN")
    await talk.types("reopen", who="U0BEN")
    before = await talk.happened("INC-1")
    heard = await talk.submits(view, **values)
    assert list(heard.errors) == [field]
    assert "nothing was changed. INC-1 is now critical · investigating" in heard.errors[field]
    assert await talk.happened("INC-1") == before


@pytest.mark.parametrize(
    ("label", "values"),
    [("Post an update", {"update": "we are on it"}), ("Add a note", {"note": "it was DNS"})],
)
async def test_words_alone_are_taken_in_whichever_round(
    talk: Talk, label: str, values: dict[str, str]
) -> None:
    """They are as true as before."""
    view = await _from_menu(talk, label)
    await talk.types("resolve", who="U0BEN")
    await talk.types("reopen", who="U0BEN")
    assert "INC-1" in (await talk.submits(view, **values)).words
    assert not {EventKind.UPDATE_POSTED, EventKind.NOTE_ADDED}.isdisjoint(await talk.happened("INC-1"))


async def test_resolving_by_the_form_keeps_the_note(talk: Talk) -> None:
    """The note may be left out."""
    heard = await talk.submits(await _resolve_form(talk), note="we rolled back")
    assert "resolved INC-1" in heard.words
    assert (await talk.happened("INC-1"))[-1] is EventKind.NOTE_ADDED


async def test_closing_a_form_is_taken(talk: Talk) -> None:
    """Slack says so when it is asked to."""
    heard = await talk._interact(
        {
            "type": "view_closed",
            "user": {"id": "U0ANN", "username": "ann.demo"},
            "view": {"id": "V1", "callback_id": "declare", "type": "modal"},
            "is_cleared": False,
        }
    )
    assert (heard.status, heard.body) == (200, {})


async def test_an_unknown_form_is_answered(talk: Talk) -> None:
    """Of an older version, say."""
    view = await _form(talk, "declare")
    heard = await talk.submits({**view, "callback_id": "rocket"}, title="x")
    assert "another version" in heard.errors["title"]


async def test_a_form_knows_the_way_back(talk: Talk) -> None:
    """Slack gives none with a submission."""
    view = await _form(talk, "declare")
    assert json.loads(view["private_metadata"])["reply_to"].startswith(talk.url)


async def _edit_form(talk: Talk) -> Payload:
    return await _from_menu(talk, "Edit")


async def _resolve_form(talk: Talk) -> Payload:
    return await _from_menu(talk, "Resolve")


async def _from_menu(talk: Talk, label: str) -> Payload:
    await talk.declares()
    return await _opened(talk, label)


async def _opened(talk: Talk, label: str) -> Payload:
    shown = await talk.types("show")
    menu = next(
        element
        for block in shown.message["blocks"]
        for element in block.get("elements", [])
        if element["type"] == "overflow"
    )
    return (await talk.chooses(menu, label)).views[0]
