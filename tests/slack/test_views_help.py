"""Help about a word that there is not."""

import pytest

from bot.slack.views.help import help_page
from tests.slack.samples import NOW, ensure_takeable
from tests.slack.talking import Talk


async def test_help_with_a_word_that_is_none_says_that_it_is_none(talk: Talk) -> None:
    """The overview follows, and nothing is said of a word when none was asked about."""
    heard = await talk.types("help foo &lt;bar&gt;")
    assert "There is no word “foo <bar>”." in heard.words
    assert "Declare" in heard.labels()
    for known in ("help", "", "help ack"):
        assert "There is no word" not in (await talk.types(known)).words


async def test_help_has_a_line_for_each_word_by_what_people_come_for(talk: Talk) -> None:
    """A word and what it does, within the width of a phone; how it is typed is told word by word."""
    heard = await talk.types("help")
    texts = [block["text"]["text"] for block in heard.message["blocks"] if "text" in block]
    groups = {text.split("\n")[0]: text.split("\n")[1:] for text in texts if "\n" in text}
    assert list(groups) == [
        "*Begin*",
        "*Take it*",
        "*Say what is known*",
        "*Tell the public*",
        "*End it*",
        "*Look*",
    ]
    assert "`ack`  Say that you are on it" in groups["*Take it*"]
    lines = [line for group in groups.values() for line in group]
    assert len(lines) == len({word.name for word in talk.door.desk.words.values()})
    assert max(map(len, lines)) <= 72


@pytest.mark.parametrize("word", ["drill", "warning", "declare"])
async def test_what_can_begin_a_line_is_explained_too(talk: Talk, word: str) -> None:
    """Each of them declares."""
    assert (
        "/incident declare [drill:] [critical | major | minor | warning] title"
        in (await talk.types(f"help {word}")).words
    )


def test_help_about_an_unknown_word_says_so_first() -> None:
    """Escaped and cut, and then what there is."""
    message = help_page({}, [], NOW, unknown="<!channel>" * 30)
    assert message.blocks[0]["text"]["text"] == f"There is no word “{'<!channel>' * 3}<!channel…”."
    assert message.text.startswith("There is no word “&lt;!channel&gt;")
    assert help_page({}, [], NOW).text == "No open incidents. Help for /incident."
    ensure_takeable(message)
