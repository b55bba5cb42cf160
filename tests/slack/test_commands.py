"""What people type, and what becomes of it."""

import pytest

from incidents.model import Severity, Status
from tests.slack.talking import CHECKOUT, DM, GENERAL, INCIDENTS, Talk


async def test_one_line_declares(talk: Talk) -> None:
    """The severity and a title are enough."""
    heard = await talk.types("critical checkout is failing")
    assert "INC-1" in heard.words
    incident = await talk.now("INC-1")
    assert (incident.title, incident.severity) == ("checkout is failing", Severity.CRITICAL)
    assert incident.declared.by.name == "ann.demo"


@pytest.mark.parametrize(
    ("text", "severity", "title"),
    [
        ("critical checkout", Severity.CRITICAL, "checkout"),
        ("Major: checkout", Severity.MAJOR, "checkout"),
        ("minor payload parser fails", Severity.MINOR, "payload parser fails"),
        ("declare checkout", Severity.MINOR, "checkout"),
        ("declare major checkout", Severity.MAJOR, "checkout"),
        ("DECLARE critical: 500 errors", Severity.CRITICAL, "500 errors"),
        ("declare warning disk is at 80%", Severity.WARNING, "disk is at 80%"),
        ("declare Warning: disk is at 80%", Severity.WARNING, "disk is at 80%"),
        ("declare none of the pages load", Severity.MINOR, "none of the pages load"),
        (
            "critical <@U0BEN|ben.demo> says &lt;b&gt; &amp; more",
            Severity.CRITICAL,
            "@ben.demo says <b> & more",
        ),
        (
            "critical see <https://example.com/a|example.com/a>",
            Severity.CRITICAL,
            "see https://example.com/a",
        ),
        ("critical two\nlines", Severity.CRITICAL, "two lines"),
    ],
)
async def test_declaring_reads_severity_and_title(
    talk: Talk, text: str, severity: Severity, title: str
) -> None:
    """With and without the word `declare`, as it was typed."""
    await talk.types(text)
    incident = await talk.now("INC-1")
    assert (incident.severity, incident.title) == (severity, title)


@pytest.mark.parametrize(("here", "channel"), [(GENERAL, GENERAL), (INCIDENTS, None), (DM, None)])
async def test_an_incident_belongs_to_the_channel_it_was_declared_in(
    talk: Talk, here: str, channel: str | None
) -> None:
    """Unless that is a direct message or the incidents channel, where all of them are."""
    await talk.declares(channel=here)
    assert (await talk.now("INC-1")).channel == channel


@pytest.mark.parametrize("text", ["declare", "critical", "declare major", "Declare  "])
async def test_declare_without_a_title_opens_the_form(talk: Talk, text: str) -> None:
    """The severity that was named is chosen there; nothing is declared yet."""
    heard = await talk.types(text, channel=CHECKOUT)
    assert not heard.body
    assert heard.views[0]["callback_id"] == "declare"
    assert await talk.incident("INC-1") is None
    await talk.submits(heard.views[0], title="from the form")
    incident = await talk.now("INC-1")
    wanted = {"critical": Severity.CRITICAL, "declare major": Severity.MAJOR}.get(text, Severity.MINOR)
    assert (incident.title, incident.severity, incident.channel) == ("from the form", wanted, CHECKOUT)


@pytest.mark.parametrize("text", ["checkout is failing", "hello", "none", "500 errors on checkout"])
async def test_any_other_first_word_declares_nothing_by_accident(talk: Talk, text: str) -> None:
    """It asks how bad it is; one press declares."""
    heard = await talk.types(text)
    assert await talk.incident("INC-1") is None
    button = next(button for button in heard.buttons() if button["action_id"] == "declare_as:major")
    answer = await talk.presses(button, private="1.1")
    assert "INC-1" in answer.words
    assert answer.message["replace_original"] is True
    incident = await talk.now("INC-1")
    assert (incident.title, incident.severity) == (text, Severity.MAJOR)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("reslove 1 all good", "resolve"),
        ("akc", "ack"),
        ("upadte we are on it", "update"),
        ("critcal db", "critical"),
    ],
)
async def test_a_typo_is_asked_about(talk: Talk, typed: str, meant: str) -> None:
    """Nothing happens until the suggestion is pressed, and then it does what was typed."""
    await talk.declares()
    before = await talk.now("INC-1")
    heard = await talk.types(typed)
    assert f"Did you mean {meant}?" in heard.words
    assert await talk.now("INC-1") == before
    answer = await talk.presses(heard.button(meant), private="1.1")
    assert "INC-" in answer.words
    if meant == "critical":
        assert (await talk.now("INC-2")).title == "db"
    else:
        assert (await talk.now("INC-1")).acknowledged


async def test_a_typo_that_was_a_title_declares_as_it_was_typed(talk: Talk) -> None:
    """The other buttons take the whole line, with what Slack had escaped."""
    heard = await talk.types("statsu page shows List&lt;T&gt;")
    button = next(button for button in heard.buttons() if button["action_id"] == "declare_as:minor")
    await talk.presses(button, private="1.1")
    assert (await talk.now("INC-1")).title == "statsu page shows List<T>"


async def test_a_suggestion_that_is_pressed_takes_the_text_as_it_was_typed(talk: Talk) -> None:
    """Escapes and mentions come through the button as Slack sent them, once."""
    await talk.declares()
    heard = await talk.types("ntoe ask <@U0BEN|ben.demo> about List&lt;T&gt; &amp;lt;")
    await talk.presses(heard.button("note"), private="1.1")
    assert (await talk.service.timeline("INC-1"))[1][-1].text == "ask @ben.demo about List<T> &lt;"
    heard = await talk.types("laed <@U0BEN|ben.demo>")
    await talk.presses(heard.button("lead"), private="1.2")
    lead = (await talk.now("INC-1")).lead
    assert lead is not None
    assert lead.id == "U0BEN"


async def test_acknowledging_names_the_incident_and_can_be_undone(talk: Talk) -> None:
    """Undo begins a new round."""
    await talk.declares()
    heard = await talk.types("ack", who="U0BEN")
    assert "acknowledged INC-1" in heard.words
    acknowledged = (await talk.now("INC-1")).acknowledged
    assert acknowledged is not None
    assert acknowledged.by.id == "U0BEN"
    await talk.presses(heard.button("Undo"), who="U0BEN", private="1.1")
    incident = await talk.now("INC-1")
    assert (incident.acknowledged, incident.round, incident.status) == (None, 2, Status.INVESTIGATING)


@pytest.mark.parametrize("typed", ["INC-1 ack", "inc-1 ack", "#1 acknowledge", "1 ack"])
async def test_the_reference_may_stand_first(talk: Talk, typed: str) -> None:
    """People name what they mean, then what is to be done."""
    await talk.declares()
    assert "acknowledged INC-1" in (await talk.types(typed)).words


@pytest.mark.parametrize("typed", ["INC-1", "#1", "1"])
async def test_a_reference_alone_shows_the_incident(talk: Talk, typed: str) -> None:
    """And never asks whether it should be declared."""
    await talk.declares()
    heard = (await talk.types(typed)).words
    assert "INC-1" in heard
    assert "Declare this" not in heard


async def test_a_misspelt_severity_is_asked_about(talk: Talk) -> None:
    """As a title it would be declared as minor, and its first page would come an hour late."""
    heard = await talk.types("declare critcal db down")
    assert "Did you mean critical?" in heard.words
    button = next(button for button in heard.buttons() if button["text"]["text"] == "critical")
    assert "INC-1 as critical" in (await talk.presses(button)).words


async def test_the_bot_cannot_lead(talk: Talk) -> None:
    """It could not be told."""
    await talk.declares()
    assert "cannot lead" in (await talk.types("lead <@U0BOT|tocsin>")).words
