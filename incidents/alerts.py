"""An alert as a machine told it, whatever the machine: what it says, and which of its words mean which severity."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from urllib.parse import urlsplit

from incidents.errors import Invalid
from incidents.model import Severity
from incidents.text import TITLE_LIMIT, cut_line, cut_lines, is_blank

Link = tuple[str, str]  # the text, then the address

KEY_LIMIT = TITLE_LIMIT
URL_LIMIT = 2_000
NAME_LIMIT = 100
VALUE_LIMIT = 1_000
MOST_LABELS = 100
MOST_LINKS = 20

_DIGEST = 64
_NOT_IN_ADDRESSES = re.compile(r"[\s<>\"\x00-\x1f\x7f]")

WORDS: Mapping[str, Severity | None] = {
    **dict.fromkeys(("critical", "page", "emergency", "fatal", "p1"), Severity.CRITICAL),
    **dict.fromkeys(("error", "high", "major", "p2"), Severity.MAJOR),
    **dict.fromkeys(("warning", "medium", "minor", "p3"), Severity.MINOR),
    **dict.fromkeys(("info", "low", "debug", "none", "p4", "p5"), None),
}


class AlertState(StrEnum):
    """What the source says of the alert now."""

    FIRING = "firing"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


STATE_WORDS: Mapping[str, AlertState] = {
    **dict.fromkeys(
        (
            "firing",
            "trigger",
            "triggered",
            "alert",
            "alerting",
            "alarm",
            "problem",
            "failing",
            "failed",
            "down",
        ),
        AlertState.FIRING,
    ),
    **dict.fromkeys(
        ("open", "opened", "reopened", "active", "unresolved", "created", "raised", "started"),
        AlertState.FIRING,
    ),
    **dict.fromkeys(("acknowledge", "acknowledged", "ack", "acked"), AlertState.ACKNOWLEDGED),
    **dict.fromkeys(
        ("resolve", "resolved", "ok", "recovery", "recovered", "close", "closed", "cleared", "ended", "up"),
        AlertState.RESOLVED,
    ),
}


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert. However it was told, its texts can be stored and shown: they are cut, and cleaned of NUL.

    `fingerprint` is the same whenever the source speaks of the same trouble; `group` is the source's own group,
    else the fingerprint. Severity None is recorded and declares nothing. Times are aware; None when the source
    did not say. `escalation` no source says: a rule of the policy may choose one. `Invalid` names what cannot be taken:
    half a character, or no fingerprint or title at all.
    """

    source: str
    fingerprint: str
    state: AlertState
    title: str
    severity: Severity | None = Severity.MINOR
    group: str = ""
    service: str | None = None
    description: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    started_at: datetime | None = None
    ended_at: datetime | None = None
    escalation: str | None = None

    def __post_init__(self) -> None:
        """Put everything into the shape in which it can be kept."""
        fingerprint = _key("fingerprint", self.fingerprint)
        self._keep("fingerprint", fingerprint)
        self._keep("group", _key("group", self.group) if self.group else fingerprint)
        self._keep("title", _filled("title", cut_line("title", self.title)))
        self._keep("service", cut_line("service", self.service or "") or None)
        self._keep("description", cut_lines("description", self.description))
        self._keep("labels", _clean_labels(self.labels))
        self._keep("links", tuple(islice(_clean_links(self.links), MOST_LINKS)))
        for at in (self.started_at, self.ended_at):
            if at is not None and at.tzinfo is None:
                raise ValueError(f"{self.source} {self.fingerprint}: a time without a zone: {at}")

    def _keep(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)


def severity_of(*words: str | None) -> Severity | None:
    """Give what the first word that is known means; minor when none is. None is recorded and declares nothing."""
    for word in words:
        known = (word or "").strip().lower()
        if known in WORDS:
            return WORDS[known]
    return Severity.MINOR


def state_of(word: str | None) -> AlertState | None:
    """Give the state that a word means, for sources that choose their own; None when it is not known."""
    return STATE_WORDS.get((word or "").strip().lower())


def _filled(name: str, text: str) -> str:
    if is_blank(text):
        raise Invalid(name, f"The alert has no {name}.")
    return text


def _key(name: str, text: str) -> str:
    """Give a key that can be stored; what is too long ends in its digest, so that two stay two."""
    key = _filled(name, cut_lines(name, text, max(len(text), 1)))
    if len(key) <= KEY_LIMIT:
        return key
    return f"{key[: KEY_LIMIT - _DIGEST - 1]}:{hashlib.sha256(key.encode()).hexdigest()}"


def _clean_labels(labels: Mapping[str, str]) -> dict[str, str]:
    some = islice(labels.items(), MOST_LABELS)
    clean = (
        (cut_line("labels", name, NAME_LIMIT), cut_lines("labels", value, VALUE_LIMIT))
        for name, value in some
    )
    return {name: value for name, value in clean if name and value}


def _clean_links(links: Iterable[Link]) -> Iterable[Link]:
    """Keep what a browser may be sent to, once."""
    seen = set()
    for text, url in links:
        if url not in seen and is_address(url):
            seen.add(url)
            yield cut_line("links", text, NAME_LIMIT) or "Link", url


def is_address(url: str) -> bool:
    """Whether it is a whole http or https address, which names nobody to log in as."""
    if len(url) > URL_LIMIT or not url.isprintable() or _NOT_IN_ADDRESSES.search(url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
