"""An alert as the rules know it: words for severities and states, and text that can be kept."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.alerts import (
    KEY_LIMIT,
    MOST_LABELS,
    MOST_LINKS,
    URL_LIMIT,
    Alert,
    AlertState,
    is_address,
    severity_of,
    state_of,
)
from incidents.errors import Invalid
from incidents.model import Severity
from incidents.text import TEXT_LIMIT, TITLE_LIMIT

PLAIN = Alert("alertmanager", "42bb", AlertState.FIRING, "Checkout is down")


@pytest.mark.parametrize(
    ("words", "severity"),
    [
        ("critical page emergency fatal P1", Severity.CRITICAL),
        ("error high major P2", Severity.MAJOR),
        ("warning medium minor P3", Severity.MINOR),
        ("info low debug none P4 P5", None),
    ],
)
def test_each_word_has_its_severity(words: str, severity: Severity | None) -> None:
    """In capitals or not; what has None is recorded and declares nothing."""
    for word in words.split():
        assert severity_of(word) is severity
        assert severity_of(f" {word.upper()} ") is severity


@pytest.mark.parametrize("words", [(), (None,), ("",), ("banana",), ("banana", None)])
def test_no_word_that_is_known_is_minor(words: tuple[str | None, ...]) -> None:
    """So that an alert without a severity is not lost."""
    assert severity_of(*words) is Severity.MINOR


def test_the_first_known_word_counts() -> None:
    """A source may say it in more than one place."""
    assert severity_of(None, "banana", "info", "critical") is None
    assert severity_of("banana", "P1", "info") is Severity.CRITICAL


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Firing", AlertState.FIRING),
        ("down", AlertState.FIRING),
        ("acked", AlertState.ACKNOWLEDGED),
        (" OK ", AlertState.RESOLVED),
        ("closed", AlertState.RESOLVED),
        ("banana", None),
        (None, None),
    ],
)
def test_a_word_for_the_state_is_known_or_it_is_not(word: str | None, state: AlertState | None) -> None:
    """For sources that choose their own words."""
    assert state_of(word) is state


def test_an_alert_without_a_group_is_its_own() -> None:
    """One group key per alert: the fingerprint where the source makes no groups."""
    assert PLAIN.group == "42bb"
    assert replace(PLAIN, group="{}:{}").group == "{}:{}"


def test_text_is_cleaned_and_cut() -> None:
    """What a machine sent must fit where a person's text fits."""
    hostile = replace(
        PLAIN,
        title="check\x00out\nis " + "down " * 1_000,
        description="a\r\nb\x00" + "c" * TEXT_LIMIT,
        service=" \x00 ",
        labels={"\x00": "nameless", "empty": "", "pod\n": "x" * 5_000},
    )
    assert hostile.title.startswith("checkout is down")
    assert hostile.title.endswith("…")
    assert len(hostile.title) <= TITLE_LIMIT
    assert hostile.description.startswith("a\nbc")
    assert len(hostile.description) == TEXT_LIMIT
    assert hostile.service is None
    assert list(hostile.labels) == ["pod"]


@pytest.mark.parametrize("field", ["fingerprint", "group", "title", "service", "description"])
def test_half_a_character_is_refused_by_name(field: str) -> None:
    """It would crash the database."""
    with pytest.raises(Invalid) as refused:
        replace(PLAIN, **{field: "half \ud800"})  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize("words", ["\x00 ", "\u200b"])
@pytest.mark.parametrize("field", ["fingerprint", "title"])
def test_an_alert_needs_a_fingerprint_and_a_title(field: str, words: str) -> None:
    """NUL alone is none, and so is what nobody can see."""
    with pytest.raises(Invalid) as refused:
        replace(PLAIN, **{field: words})  # type: ignore[arg-type]
    assert refused.value.field == field


def test_long_keys_stay_apart() -> None:
    """They end in a digest, so that two that begin alike are two."""
    one, other = (replace(PLAIN, fingerprint="k" * 1_000 + end, group="") for end in "ab")
    assert len(one.fingerprint) == len(other.fingerprint) == KEY_LIMIT
    assert one.fingerprint != other.fingerprint


def test_a_time_without_a_zone_is_a_mistake_of_ours() -> None:
    """A reader gives aware times or none."""
    with pytest.raises(ValueError, match="without a zone"):
        replace(PLAIN, started_at=datetime(2026, 1, 1))  # noqa: DTZ001
    assert replace(PLAIN, started_at=datetime(2026, 1, 1, tzinfo=UTC)).started_at


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "//example.com",
        "https://exa mple.com",
        "https://example.com/\u202e",
        'https://example.com/"><script>',
        "https://slack.com@evil.example.com/",
        "https://[::1",
        "https://example.com/" + "a" * URL_LIMIT,
    ],
)
def test_only_whole_web_addresses_become_links(url: str) -> None:
    """People will click on them."""
    assert not is_address(url)
    assert replace(PLAIN, links=(("Runbook", url),)).links == ()


def test_links_are_given_once_and_have_a_text() -> None:
    """In the order in which they came."""
    told = (
        ("Runbook", "https://a.example.com"),
        ("Again", "https://a.example.com"),
        ("", "http://b.example.com"),
    )
    wanted = (("Runbook", "https://a.example.com"), ("Link", "http://b.example.com"))
    assert replace(PLAIN, links=told).links == wanted


def test_labels_and_links_have_a_limit() -> None:
    """A card shows a few; a row must stay a row."""
    many = replace(
        PLAIN,
        labels={f"label{n}": "x" for n in range(1_000)},
        links=tuple(("Link", f"https://example.com/{n}") for n in range(1_000)),
    )
    assert (len(many.labels), len(many.links)) == (MOST_LABELS, MOST_LINKS)


@given(st.text(), st.text(), st.dictionaries(st.text(), st.text()), st.lists(st.tuples(st.text(), st.text())))
def test_any_text_makes_an_alert_that_can_be_kept_or_is_refused(
    key: str, title: str, labels: dict[str, str], links: list[tuple[str, str]]
) -> None:
    """And keeping it again changes nothing: a row read back is the same alert."""
    try:
        alert = Alert("generic", key, AlertState.FIRING, title, labels=labels, links=tuple(links))
    except Invalid:
        return
    assert replace(alert) == alert
    assert "\x00" not in alert.title + alert.fingerprint + "".join(alert.labels.values())
