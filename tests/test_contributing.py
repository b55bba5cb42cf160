"""What CONTRIBUTING.md says of the commands and the subcommands is what there is."""

import inspect
import re

from bot.slack import commands, words
from tests.documents import ROOT, Document

PAGE = Document(ROOT / "CONTRIBUTING.md")


def test_the_table_lists_the_commands_of_dev_and_no_other() -> None:
    """The rows that begin with `./dev`."""
    rows = re.findall(r"^\| `\./dev (\w+)", PAGE.text, re.MULTILINE)
    registered = re.findall(r'add_parser\("(\w+)"', (ROOT / "dev").read_text(encoding="utf-8"))
    assert sorted(rows) == sorted(registered)


def test_every_attribute_that_a_subcommand_may_have_is_named() -> None:
    """On the page, and in the docstring of the folder."""
    attributes = set(re.findall(r'module(?:\.|, ")([A-Z][A-Z_]+)', inspect.getsource(words)))
    assert {"WORDS", "PURPOSE", "IS_TEXT"} <= attributes
    section = PAGE.text.partition("## To add a subcommand")[2].partition("\n## ")[0]
    assert attributes == set(re.findall(r"`([A-Z_]+)\b", section))
    assert attributes == set(re.findall(r"^- ([A-Z_]+)", commands.__doc__ or "", re.MULTILINE))
