"""What README and docs/ say is what the code does."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import outgoing
from bot.cli import app
from bot.http import native
from bot.http.app import SLACK
from bot.metrics import Metrics
from bot.settings import Settings
from bot.slack.words import load_words
from incidents import lifecycle
from incidents.commands import Draft, declare
from incidents.escalation import SNOOZE, Policy, Turn, first_due, next_due, turn_of
from incidents.lengths import lasting
from incidents.model import Actor, ActorKind, Door, Incident, Kind, Severity, Status
from tests.documents import ROOT, Document, documents

DOCUMENTS = documents()
README, GLOSSARY, LIFECYCLE, RUNNING = (
    Document(ROOT / name)
    for name in ("README.md", "docs/glossary.md", "docs/lifecycle.md", "docs/running.md")
)
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
WORDS = load_words()

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.path.stem)


@each_document
def test_every_link_leads_somewhere(document: Document) -> None:
    """To a file or folder that is there, and to a heading that is in it."""
    for link in document.links:
        if link.startswith(("https://", "http://")):
            continue
        place, _, anchor = link.partition("#")
        target = (document.path.parent / place).resolve() if place else document.path
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        assert not anchor or anchor in Document(target).anchors, link


def test_every_picture_is_shown_somewhere() -> None:
    """One that no page shows is taken anew each time, and seen by nobody."""
    shown = {(document.path.parent / link).resolve() for document in DOCUMENTS for link in document.links}
    assert set((ROOT / "docs/pictures").iterdir()) <= shown


@each_document
def test_every_command_that_is_mentioned_exists(document: Document) -> None:
    """Of `tocsin`, of `./dev`, and of `/incident`."""
    for code in document.code:
        assert set(re.findall(r"\btocsin ([a-z][\w-]*)", code)) <= commands_of_tocsin(), code
        assert set(re.findall(r"\./dev ([a-z][\w-]*)", code)) <= commands_of_dev(), code
        assert set(re.findall(r"/incident ([a-z]\w*)", code)) <= WORDS.keys(), code


def commands_of_tocsin() -> set[str]:
    """Name what the command line registers."""
    commands = {
        command.name or command.callback.__name__.replace("_", "-")
        for command in app.registered_commands
        if command.callback
    }
    return commands | {str(group.name) for group in app.registered_groups}


def commands_of_dev() -> set[str]:
    """Name what ./dev takes."""
    return set(re.findall(r'add_parser\("(\w+)"', (ROOT / "dev").read_text(encoding="utf-8")))


def test_the_readme_lists_the_subcommands_that_there_are_and_no_other() -> None:
    """The rows of its table that begin with `/incident`."""
    rows = "\n".join(line for line in README.text.splitlines() if line.startswith("| `/incident"))
    typed = [span.removeprefix("/incident ").split()[0] for span in re.findall(r"`([^`]+)`", rows)]
    assert set(typed) <= WORDS.keys()
    assert {WORDS[word].name for word in typed} == {word.name for word in WORDS.values()}


def test_the_readme_names_the_statuses_in_their_order() -> None:
    """From the first to the last."""
    assert README.fenced("text") == [" → ".join(Status) + "\n"]


@each_document
def test_a_drawn_lifecycle_is_the_one_of_the_table(document: Document) -> None:
    """Wherever it is drawn."""
    for drawing in document.fenced("mermaid"):
        assert drawing.rstrip("\n") == lifecycle.mermaid()


def test_the_lifecycle_is_drawn_between_its_markers() -> None:
    """It is the one drawing of its page."""
    assert LIFECYCLE.between("lifecycle") == f"```mermaid\n{lifecycle.mermaid()}\n```\n"


def test_the_timetable_is_the_one_that_the_rules_keep() -> None:
    """Computed turn by turn, with two steps in the policy."""
    rows = LIFECYCLE.between("timetable").splitlines()[2:]
    nagged = [list(turns(severity)) for severity in (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR)]
    expected = [
        f"| {' | '.join('at once' if not at else lasting(at) for at, _ in turn)} | {who(turn[0][1])} |"
        for turn in zip(*nagged, strict=True)
    ]
    assert rows == expected


def turns(severity: Severity) -> Iterator[tuple[timedelta, Turn]]:
    """Give the first six turns: how long after the declaration, and whom."""
    policy, began = Policy(steps=(("U0BEN",), ("U0CLEO",))), datetime(2026, 1, 1, tzinfo=UTC)
    incident = declared(severity, began)
    due = first_due(policy, incident, began)
    assert due is not None
    for number in range(6):
        turn = turn_of(policy, incident, number)
        yield due - began, turn
        due = next_due(policy, incident, turn, due)


def declared(severity: Severity, at: datetime) -> Incident:
    """Give an incident that waits."""
    ann = Actor(ActorKind.PERSON, "U0ANN", "ann.demo", Door.SLACK)
    return declare(Draft("checkout is failing", severity), "1" * 32, 1, ann, at).incident


def who(turn: Turn) -> str:
    """Say whom the turn reminds, as the table does."""
    if turn.here:
        assert turn.notify == ("U0BEN", "U0CLEO")
        return "everyone, and `@here`"
    return f"step {turn.step}{' again' if turn.number == 1 else ''}"


def test_the_times_in_the_text_are_those_of_the_rules() -> None:
    """The pause, the least time between two @here, and the snooze."""
    prose = " ".join(LIFECYCLE.prose.split())
    minutes = {name: int(time.total_seconds()) // 60 for name, time in TIMES.items()}
    assert f"again every {minutes['repeat']} minutes" in prose
    assert f"at most one in {minutes['here']} minutes" in prose
    assert f"**Snooze {minutes['snooze']} min**" in prose


TIMES = {"repeat": Policy().repeat, "here": Policy().here, "snooze": SNOOZE}


@pytest.mark.parametrize(
    "words",
    [Severity, Kind, Status, Door, ActorKind, outgoing.LANES],
    ids=["severity", "kind", "status", "door", "actor", "lane"],
)
def test_the_glossary_knows_the_words_of_the_code(words: list[str]) -> None:
    """Each value that the code gives a name stands in it."""
    text = GLOSSARY.text.lower()
    for word in words:
        assert re.search(rf"[*`]{word.replace('_', ' ')}[*`]", text), word


def test_every_word_of_the_glossary_has_one_sentence() -> None:
    """`- **word**: what it is`, and each word once."""
    entries = [line for line in GLOSSARY.text.splitlines() if line.startswith("-")]
    words = [word for entry in entries for word in re.findall(r"\*\*([^*]+)\*\*", entry.partition(": ")[0])]
    assert all(re.match(r"- \*\*[\w ]+\*\*(, \*\*[\w ]+\*\*)*: ", entry) for entry in entries)
    assert len(words) == len(set(words))


@each_document
def test_every_variable_that_is_set_in_code_is_a_setting(document: Document) -> None:
    """`NAME=value` in a block of shell is something that Tocsin reads, or another program's word."""
    for block in document.fenced("sh"):
        for name in re.findall(r"^ *([A-Z][A-Z_]+)=", block, re.MULTILINE):
            assert name.lower().removesuffix("_file") in Settings.model_fields, name


def test_the_metrics_that_are_named_exist() -> None:
    """An alarm on a name that is never set would never ring."""
    known = {metric.name for metric in Metrics().registry.collect()}
    for name in re.findall(r"`(tocsin_\w+)`", RUNNING.text):
        assert name in known


def test_each_decision_has_a_number_of_its_own() -> None:
    """A gap is a number that was given out and not needed."""
    numbers = [page.name[:4] for page in DECISIONS]
    assert sorted(set(numbers)) == numbers


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_decisions_are_numbered_and_say_why_what_and_what_then(page: Path) -> None:
    """Each in half a page."""
    text = page.read_text(encoding="utf-8")
    assert re.match(r"\d{4}-", page.name)
    assert text.startswith(f"# {page.name[:4]}. ")
    assert re.findall(r"^\*\*(\w+)\.\*\* ", text, re.MULTILINE) == ["Context", "Choice", "Consequence"]
    assert len(text.split()) <= 300


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_the_files_that_a_decision_names_are_there(page: Path) -> None:
    """A decision that points nowhere is read by nobody."""
    for code in Document(page).code:
        if re.fullmatch(r"[\w./]+/[\w.]+\.(?:py|sql|yml)", code):
            assert (ROOT / code).exists(), code


def test_a_page_is_exported_in_the_folder_that_the_service_runs_in() -> None:
    """Anywhere else there is no `.env`, and so no database."""
    [unit] = RUNNING.fenced("ini")
    [cron] = [code for code in Document(ROOT / "docs/status-pages.md").fenced("sh") if "export-page" in code]
    folder = re.search(r"^WorkingDirectory=(.+)$", unit, re.MULTILINE)
    assert folder
    assert f"* cd {folder[1]} && " in cron
    assert f"mkdir {folder[1]} " in RUNNING.text


def test_the_proxy_of_the_docs_lets_through_what_is_for_the_world_and_nothing_else() -> None:
    """The APIs, alerts, pages and Slack's door; not what only this machine should see."""
    [proxy] = [code for code in RUNNING.fenced("") if "reverse_proxy" in code]
    public = re.search(r"@public path (.+)", proxy)
    assert public
    let_through = {path.removesuffix("*") for path in public[1].split()}
    assert let_through == {SLACK, "/status/", "/api/", "/alerts/", "/compat/"}
    assert native.MOUNT.startswith("/api/")
