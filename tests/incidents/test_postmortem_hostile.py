"""No foreign text can be more than text in the draft of a postmortem, however much it looks like Markdown or HTML."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from incidents import commands, facts
from incidents.catalogue import Monitor
from incidents.commands import Draft
from incidents.happened import BESIDE
from incidents.model import EventKind, Person, Severity
from incidents.postmortem import draft
from incidents.public import Shown
from incidents.publishing import Publication, PublishedUpdate
from incidents.text import is_blank
from tests.incidents.postmortems import ANN, BEN, MACHINE, MINUTE, NOON, OVER, Story

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# What Markdown and HTML are made of, in lines that may begin with any of it.
SNIPPETS = [
    "#",
    "##",
    " #",
    "-",
    "---",
    "+",
    "*",
    "**",
    "_",
    "__",
    ">",
    "```",
    "~~~",
    "~~",
    "`",
    "|",
    "| - |",
    "<b>",
]
SNIPPETS += [
    "<!--",
    "<script>",
    "&lt;",
    "&#35;",
    "[x](y)",
    "![x](y)",
    "[x]: y",
    "1.",
    "2)",
    "===",
    ":-:",
    "\\",
    "$",
    "]",
]
SNIPPETS += [
    "word",
    "a_b",
    "    code",
    "\t",
    "\n",
    "\n\n",
    "\r",
    "\u2028",
    "<https://x.example>",
    "</div>",
    "- [ ]",
    "?>",
]
HOSTILE = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=5), min_size=1, max_size=8).map("".join)
READABLE = HOSTILE.map(lambda text: "".join(c for c in text if c.isprintable() or c in "\n\r\t\u2028"))
SAID = READABLE.filter(lambda text: not is_blank(text)).map(str.strip)
OURS = {
    "text",
    "softbreak",
    "hardbreak",
    "strong_open",
    "strong_close",
    "em_open",
    "em_close",
    "text_special",
}


def hostile_story(title: str, said: str, name: str) -> tuple[Story, Shown]:
    """Have the same text everywhere that people and programs can write."""
    somebody = replace(BEN, name=name)
    story = Story(Draft(title, Severity.MAJOR, description=said, monitors=("checkout",)), somebody)
    story.incident = replace(story.incident, lead=Person("U0BEN", name))
    story.then(commands.post_update(story.incident, said, somebody, NOON + MINUTE))
    for second in range(5):
        story.told(EventKind.NOTE_ADDED, NOON + 2 * MINUTE + timedelta(seconds=second), MACHINE, said)
    story.then(facts.retitle(story.incident, title, somebody, NOON + 3 * MINUTE))
    story.then(commands.resolve(story.incident, said, somebody, NOON + 4 * MINUTE))
    public = PublishedUpdate("upd_1", said, "identified", NOON)
    return story, Shown(story.incident, Publication(title, "id", "code", title, NOON), [public])


def structure(text: str) -> list[tuple[str, str, int]]:
    """Give the blocks of a document, without what they say."""
    return [(token.type, token.tag, token.level) for token in PARSER.parse(text)]


def inline_tokens(text: str) -> list[Token]:
    """Give what the blocks of a document say."""
    return [child for token in PARSER.parse(text) for child in token.children or []]


@example(title="t #", said="a | b\n| - | - |\n| c | d |", name="1. one")
@example(title="t ##", said="1. word\n===\n```\n- [ ] <b>x</b>", name="<!-- |")
@given(title=READABLE.map(lambda text: f"t{' '.join(text.split())}"), said=SAID, name=SAID)
def test_no_foreign_text_can_be_more_than_text(title: str, said: str, name: str) -> None:
    """It has the same blocks as with harmless words of as many lines; nothing is HTML, a link or a picture."""
    story, shown = hostile_story(title, said, name)
    text = draft(story.incident, story.events, [shown], [Monitor("checkout", name)], OVER)
    harmless = "\n".join("word" if line.strip() else "" for line in said.splitlines())
    long = harmless if len(said) <= BESIDE else harmless.replace("word", "word " * 40)
    story, shown = hostile_story("title", long, "name")
    expected = draft(story.incident, story.events, [shown], [Monitor("checkout", "name")], OVER)
    assert structure(text) == structure(expected)
    assert {token.type for token in inline_tokens(text)} <= OURS


@given(said=SAID)
def test_what_was_said_is_read_as_it_was_said(said: str) -> None:
    """Rendered, the words are the same again, but for the room between them."""
    story = Story()
    story.then(commands.add_note(story.incident, said, ANN, NOON + MINUTE))
    parsed = inline_tokens(story.drafted().partition("ann.demo noted:")[2].partition("## What")[0])
    read = "".join(" " if token.type.endswith("break") else token.content for token in parsed)
    assert "".join(read.split()) == "".join(said.split())
