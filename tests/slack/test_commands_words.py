"""What each word does beyond finding its incident: its text and its answer."""

from types import ModuleType

import pytest

from bot.slack import commands
from bot.slack.words import WordsError, load_words
from incidents.model import EventKind, Severity
from tests.slack.talking import DM, Talk, utc


async def test_help_alone_shows_what_is_open_and_a_declare_button(talk: Talk) -> None:
    """`/incident` and `/incident help` are the same, and only the caller sees it."""
    await talk.declares()
    for text in ("", "  ", "help"):
        heard = await talk.types(text)
        assert "checkout is failing" in heard.words
        assert "Declare" in heard.labels()
        opened = await talk.presses(heard.button("Declare"), private="1.1")
        assert opened.views[0]["callback_id"] == "declare"


async def test_help_explains_every_word_by_each_of_its_names(talk: Talk) -> None:
    """Help is the docstring of the word's file."""
    page = (await talk.types("help")).words
    for name, word in talk.door.desk.words.items():
        assert f"`{word.name}`" in page
        heard = await talk.types(f"help {name}")
        assert word.help.splitlines()[0] in heard.words.replace("\\n", " ")


async def test_a_lead_without_a_name_in_the_mention_is_looked_up(talk: Talk) -> None:
    """Slack sends the bare id when it likes."""
    await talk.declares()
    await talk.types("lead 1 <@U0CLEO>")
    lead = (await talk.now("INC-1")).lead
    assert lead is not None
    assert lead.name == "cleo.demo"


@pytest.mark.parametrize(
    "typed", ["severity", "severity awful", "status", "status better", "lead", "lead ben", "title", "started"]
)
async def test_a_missing_or_strange_text_is_answered_with_how_to_type_it(talk: Talk, typed: str) -> None:
    """And changes nothing."""
    await talk.declares()
    before = await talk.now("INC-1")
    assert f"/incident {typed.partition(' ')[0]} [INC-42]" in (await talk.types(typed)).words
    assert await talk.now("INC-1") == before


@pytest.mark.parametrize(
    "typed",
    [
        *["status 1 foo", "status foo", "severity 1 awful", "lead 1 nobody", "started 1 tomorrow", "title 1"],
        *["title " + "x" * 256, "note 1 " + "x" * 10_001, "update " + "x" * 10_001, "started soonish"],
    ],
    ids=lambda typed: typed[:12],
)
async def test_a_refused_text_names_the_incident_that_it_was_taken_for(talk: Talk, typed: str) -> None:
    """Also when the reference was left out."""
    await talk.declares()
    before = await talk.happened("INC-1")
    assert (await talk.types(typed)).message["text"].startswith("INC-1: ")
    assert await talk.happened("INC-1") == before


async def test_setting_what_is_so_already_says_so(talk: Talk) -> None:
    """No event, no undo."""
    await talk.declares()
    happened = await talk.happened("INC-1")
    heard = await talk.types("severity critical")
    assert "already" in heard.words
    assert not heard.labels()
    assert await talk.happened("INC-1") == happened


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("started 14:02", utc(13, 2)),
        ("started 1 14:02", utc(13, 2)),
        ("started yesterday 23:10", utc(22, 10, day=21)),
        ("started INC-1 yesterday 23:10", utc(22, 10, day=21)),
        ("started 1 yesterday at 23:10", utc(22, 10, day=21)),
        ("started 20 min ago", utc(17, 21)),
        ("started 1 20 min ago", utc(17, 21)),
        ("started 1 min ago", utc(17, 40)),
        ("started 2 pm", utc(13, 0)),
        ("started 1 h ago", utc(16, 41)),
        ("started 23:10", utc(22, 10, day=21)),
        ("started 18:42", utc(17, 42, day=21)),
        ("started 14:02 UTC", utc(14, 2)),
        ("started now", utc(17, 41)),
    ],
)
async def test_started_is_read_in_the_time_zone_of_who_types(talk: Talk, typed: str, at: object) -> None:
    """It is 18:41 in Berlin; the last such time is meant, and the answer says which it is."""
    await talk.declares()
    heard = await talk.types(typed)
    assert (await talk.now("INC-1")).started_at == at
    assert "<!date^" in heard.words


@pytest.mark.parametrize("typed", ["tomorrow 10:00", "in 5 minutes", "1 1402", "soonish", "14:02 " * 100])
async def test_a_start_that_is_no_time_past_is_refused(talk: Talk, typed: str) -> None:
    """A future time, a year, a word."""
    await talk.declares()
    before = await talk.now("INC-1")
    heard = await talk.types(f"started {typed}")
    assert "hen the trouble began" in heard.words
    assert await talk.now("INC-1") == before


async def test_lists_by_whose_they_are(talk: Talk) -> None:
    """Open ones, mine, all; newest first."""
    await talk.declares("one", who="U0ANN")
    await talk.declares("two", who="U0BEN")
    await talk.declares("three", who="U0BEN")
    await talk.types("resolve 3")
    assert _numbers((await talk.types("list")).words) == [2, 1]
    assert _numbers((await talk.types("list mine")).words) == [1]
    assert _numbers((await talk.types("list mine", who="U0BEN")).words) == [2]
    assert _numbers((await talk.types("list all", channel=DM)).words) == [3, 2, 1]
    assert "/incident list" in (await talk.types("list yours")).words


async def test_a_long_list_has_pages(talk: Talk) -> None:
    """`More` goes on where the page ended, until there is no more."""
    for number in range(45):
        await talk.declares(f"trouble {number}")
    for which in ("list", "list all", "list mine"):
        heard = await talk.types(which)
        seen = _numbers(heard.words)
        while "More" in heard.labels():
            heard = await talk.presses(heard.button("More"), private="1.1")
            assert heard.message["replace_original"] is True
            seen += _numbers(heard.words)
        assert seen == list(range(45, 0, -1))


async def test_every_word_has_a_file_with_its_help(talk: Talk) -> None:
    """A word claimed twice, or without a docstring, stops the start."""
    names = set(talk.door.desk.words)
    assert {"declare", "critical", "major", "minor", "ack", "unack", "update", "note", "status"} <= names
    assert {"severity", "lead", "title", "started", "resolve", "reopen", "close"} <= names
    assert {"list", "show", "timeline", "help"} <= names


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"one": '"""Help."""\nWORDS = ("same",)', "two": '"""Help."""\nWORDS = ("same",)'}, "'same'"),
        ({"one": 'WORDS = ("same",)'}, "docstring"),
        ({"one": '"""Help."""'}, "WORDS"),
    ],
    ids=["twice", "no docstring", "no words"],
)
def test_a_broken_word_stops_the_start(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, str],
    complaint: str,
) -> None:
    """And the message says which file or word."""
    folder = tmp_path_factory.mktemp("words")
    name = f"words_{folder.name}"
    package = folder / name
    package.mkdir()
    (package / "__init__.py").touch()
    for file, text in files.items():
        rest = '\nUSAGE = ""\nPURPOSE = "Look"\nAMONG = None\nasync def run(command): ...\n'
        (package / f"{file}.py").write_text(text + rest, encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    module = __import__(name)
    assert isinstance(module, ModuleType)
    with pytest.raises(WordsError, match=complaint):
        load_words(module)


def test_the_words_of_the_bot_load() -> None:
    """As they do at start."""
    assert load_words(commands)["ack"].name == "ack"


def _numbers(words: str) -> list[int]:
    """Read the incidents of a list in order, from its short text."""
    text = words.split('"text": "', 1)[1].split('"', 1)[0]
    return [int(part.strip().removeprefix("INC-")) for part in text.split(":", 1)[1].split(",")]


@pytest.mark.parametrize("typed", ["ack INC-1 I am on it", "ack I am on it", "timeline 1 please"])
async def test_words_behind_a_command_that_takes_none_are_not_dropped_in_silence(
    talk: Talk, typed: str
) -> None:
    """Whoever wrote them reads that they are not kept, and what keeps them."""
    await talk.declares()
    assert "is not kept. /incident note keeps" in (await talk.types(typed)).words
    assert "is not kept" not in (await talk.types("show INC-1")).words


async def test_snooze_is_a_word_too(talk: Talk) -> None:
    """It does what the button of a reminder does, and declares nothing."""
    await talk.declares()
    heard = await talk.types("snooze")
    assert "No reminders of INC-1 for you until" in heard.words
    assert (await talk.happened("INC-1"))[-1] is EventKind.SNOOZED
    assert await talk.incident("INC-2") is None


@pytest.mark.parametrize("typed", ["warning disk nearly full", "Warning: disk nearly full"])
async def test_warning_declares_as_the_other_severities_do(talk: Talk, typed: str) -> None:
    """In one line, and nobody is asked."""
    await talk.types(typed)
    incident = await talk.now("INC-1")
    assert (incident.severity, incident.title) == (Severity.WARNING, "disk nearly full")
