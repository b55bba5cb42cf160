"""`/incident postmortem` and the menu of what is over: the draft, to be copied."""

from bot.slack.views.postmortem import postmortem
from tests.slack.samples import RESOLVED, payload
from tests.slack.talking import Talk


async def test_the_draft_of_what_is_over_is_shown_to_whoever_asks(talk: Talk) -> None:
    """Nobody needs to name the only one."""
    await talk.types("critical checkout is failing")
    await talk.types("resolve rolled back")
    heard = await talk.types("postmortem")

    assert "# Postmortem of INC-1: checkout is failing" in heard.words
    assert "> rolled back" in heard.words
    assert "`tocsin incident postmortem INC-1` prints it, too." in heard.words


async def test_what_goes_on_is_drafted_when_it_is_named(talk: Talk) -> None:
    """Without a name it is not meant, and the answer says how it is."""
    await talk.types("critical checkout is failing")

    assert "No incident is over yet." in (await talk.types("postmortem")).words
    assert "# Postmortem of INC-1" in (await talk.types("postmortem INC-1")).words


def test_what_does_not_fit_is_printed_elsewhere() -> None:
    """Slack takes so much in a message; nothing of what fits is lost between two pieces."""
    draft = "".join(f"- line {number} <&>\n" for number in range(2_000))
    [_, frame, end] = postmortem(RESOLVED, draft).blocks
    shown = "".join(part["text"] for part in frame["elements"][0]["elements"])

    assert draft.startswith(shown.removesuffix("…"))
    assert len(shown) > 5_000
    assert "The rest does not fit here" in str(end)
    assert "The rest does not fit here" not in str(payload(postmortem(RESOLVED, "short")))
