"""Foreign text in blocks: its web addresses can be followed, and nothing else in it does anything."""

import pytest

from bot.slack.message import Message, quoted
from tests.slack.samples import payload, wrongs


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "web-0 is down\n\nRunbook: https://runbooks.example.com/down?a=1&b=2, read it",
            [
                "web-0 is down\n\nRunbook: ",
                {"type": "link", "url": "https://runbooks.example.com/down?a=1&b=2"},
                ", read it",
            ],
        ),
        ("https://a.example.com.", [{"type": "link", "url": "https://a.example.com"}, "."]),
        (
            "<!channel> <https://a.example.com|b> *c*",
            ["<!channel> <", {"type": "link", "url": "https://a.example.com"}, "|b> *c*"],
        ),
    ],
)
def test_web_addresses_in_foreign_text_are_links_under_their_own_name(
    text: str, shown: list[str | dict[str, str]]
) -> None:
    """So that nobody is led anywhere but where it says; a mention and a format are only letters."""
    block = quoted(text)
    wanted = [{"type": "text", "text": part} if isinstance(part, str) else part for part in shown]
    assert block == {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": wanted}]}
    assert not wrongs("Message", payload(Message("told", [block])))


@pytest.mark.parametrize("text", ["no address", "ftp://a.example.com", "https://", "javascript:alert(1)"])
def test_text_without_a_web_address_is_plain(text: str) -> None:
    """As all foreign text is."""
    assert quoted(text)["text"]["type"] == "plain_text"
