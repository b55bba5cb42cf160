"""Text on its way to Slack and back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text import (
    ago,
    as_typed,
    cut,
    cut_escaped,
    escape,
    guarded,
    mention,
    mentioned_user,
    name_of,
    named,
    pieces,
    unescaped,
    when,
    when_ago,
    who,
)
from incidents.lengths import lasting
from incidents.model import CLOCK, Actor, ActorKind, Door, Person

READABLE = st.text(st.characters(exclude_categories=["Cs", "Cf"]))


@given(READABLE)
def test_what_was_escaped_comes_back_as_it_was(text: str) -> None:
    """Slack shows exactly what somebody wrote, and no control character of its own is left."""
    assert unescaped(escape(text)) == text
    assert not {"<", ">"} & set(escape(text))


def test_marks_that_turn_the_line_are_taken_out() -> None:
    """An override in a title must not turn round what stands after it."""
    assert escape("a\u202eb\u2066c") == "abc"


@pytest.mark.parametrize(
    ("sentence", "safe"),
    [
        ("by <@U1> & co", "by &lt;@U1&gt; &amp; co"),
        ("by &lt;@U1&gt; &amp; co", "by &lt;@U1&gt; &amp; co"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("<!date^1^{time}^https://e.x|x>", "&lt;!date^1^{time}^https://e.x|x&gt;"),
        ("<!date^1^{time}|x<!here>>", "&lt;!date^1^{time}|x&lt;!here&gt;&gt;"),
    ],
)
def test_a_sentence_is_made_safe_whether_or_not_it_was(sentence: str, safe: str) -> None:
    """Forgetting to escape does no harm, and escaping twice shows nothing odd."""
    assert guarded(sentence) == safe


def test_a_sentence_keeps_its_times() -> None:
    """The date token is the one thing in angles that is ours."""
    at = when(datetime(2026, 11, 22, 17, 41, tzinfo=UTC))
    assert guarded(f"It began {at} <b>") == f"It began {at} &lt;b&gt;"


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("<@U1|ben> is on it", "@ben is on it"),
        ("<@U1>", "@U1"),
        ("see <#C1|checkout>", "see #checkout"),
        ("<https://a.example/?b=1&amp;c=2|a.example>", "https://a.example/?b=1&c=2"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<!here>", "@here"),
        ("<!subteam^S1|@oncall>", "@oncall"),
        ("a &lt; b &amp;amp; c &gt; d", "a < b &amp; c > d"),
        ("&lt;!channel&gt;", "<!channel>"),
    ],
)
def test_what_slack_sent_is_read_as_it_was_typed(sent: str, typed: str) -> None:
    """A title says what the person typed, not how Slack writes it down."""
    assert as_typed(sent) == typed


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<@U1|ben> now", (Person("U1", "ben"), "now")),
        ("  <@W9>", (Person("W9", "W9"), "")),
        ("<@U1|a&amp;b>\nmore\nlines", (Person("U1", "a&b"), "more\nlines")),
        ("ben <@U1|ben>", None),
        ("@ben", None),
        ("<@u1>", None),
    ],
)
def test_a_mention_is_taken_off_the_front(sent: str, read: tuple[Person, str] | None) -> None:
    """`lead @ben` needs to know who that is."""
    assert mentioned_user(sent) == read


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=-5), "0 s"),
        (timedelta(seconds=12.9), "12 s"),
        (timedelta(minutes=8, seconds=59), "8 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(days=3, hours=4, minutes=59), "3 d 4 h"),
    ],
)
def test_lengths_are_said_in_at_most_two_units(length: timedelta, said: str) -> None:
    """Nobody needs the seconds of three days."""
    assert lasting(length) == said


def test_a_moment_ago_is_just_now() -> None:
    """Clocks that differ a little make no negative times."""
    assert ago(timedelta(seconds=-3)) == "just now"
    assert ago(timedelta(seconds=12)) == "12 s ago"


def test_times_are_tokens_that_each_reader_sees_in_their_own_zone() -> None:
    """The fallback is UTC and says so."""
    at = datetime(2026, 11, 22, 18, 41, tzinfo=timezone(timedelta(hours=1)))
    assert when(at) == "<!date^1795369260^{date_short_pretty} at {time}|2026-11-22 17:41 UTC>"
    assert when_ago(at) == "<!date^1795369260^{ago}|2026-11-22 17:41 UTC>"


def test_people_are_named_without_being_mentioned() -> None:
    """Only `mention` notifies, and only somebody whom Slack knows by that id."""
    evil = Actor(ActorKind.PERSON, "U1", "<!here> & <@U2>\n", Door.HTTP)
    assert who(evil) == "@&lt;!here&gt; &amp; &lt;@U2&gt;"
    assert name_of(CLOCK) == "the clock"
    assert mention(Person("U1", "ben")) == "<@U1>"
    assert mention(Person("U1> <!here", "ben")) == named(Person("U1", "ben")) == "@ben"


@given(READABLE, st.integers(1, 50))
def test_what_is_cut_is_never_longer_than_allowed(text: str, limit: int) -> None:
    """Counted plainly or escaped, as Slack may do either."""
    assert len(cut(text, limit)) <= limit
    assert len(escape(cut_escaped(text, limit))) <= limit
    assert cut_escaped(text, 10**6) == text


@given(st.text(st.sampled_from("ab \n")), st.integers(2, 20))
def test_pieces_leave_no_word_out(text: str, limit: int) -> None:
    """Only blanks at the seams are lost."""
    found = pieces(text, limit)
    assert all(0 < len(piece) <= limit for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_pieces_end_where_a_line_or_a_word_ends() -> None:
    """A word is torn only when it is longer than a piece."""
    assert pieces("one two\nthree four", 10) == ["one two", "three four"]
    assert pieces("abcdefgh", 3) == ["abc", "def", "gh"]
