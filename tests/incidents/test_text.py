"""Which words are none, whichever the door."""

import pytest

from incidents.errors import Invalid
from incidents.text import UNSEEN, many_lines, one_line, verbatim


@pytest.mark.parametrize("words", ["", " \t", "\x07", UNSEEN, " ".join(UNSEEN)])
def test_words_of_which_nothing_can_be_seen_are_refused(words: str) -> None:
    """As the empty text is: a title that nobody can read names nothing."""
    for read in (one_line, many_lines):
        with pytest.raises(Invalid, match="is empty"):
            read("title", words)


def test_what_is_not_seen_between_words_stays() -> None:
    """It joins the parts of an emoji, and tells some scripts how to write."""
    flag = "\U0001f3f4\u200d\u2620\ufe0f"
    assert one_line("title", f" {flag}  hoisted ") == f"{flag} hoisted"
    with pytest.raises(Invalid):
        verbatim("id", "\u200b")
