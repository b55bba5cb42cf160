"""Mails of a status page, in its language and time zone: public values in, the bytes of a mail out.

What is foreign stands in no header but the subject, which is one line without marks that turn the text around it.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from bot.pages.drawing import drawn
from bot.texts import DEFAULT, LANGUAGES, Words
from incidents.catalogue import StatusPage
from incidents.model import Kind
from incidents.public import CALLED_OFF, SCHEDULED

SUBJECT_LIMIT = 150  # characters

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is written on the outside: an id that stays from try to try, two addresses in ASCII, when it was put."""

    id: str
    to: str
    sender: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the links of a mail lead: our own address, the reader's subscription, and out of it."""

    base_url: str
    keep: str
    leave: str


def news(envelope: Envelope, site: StatusPage, body: dict[str, Any], ways: Ways) -> bytes:
    """Tell what happened: the body is that of an announcement."""
    words, told = _words(site), body["data"]
    incident = told["incident"]
    kind = "maintenance" if incident["kind"] == Kind.MAINTENANCE else "status"
    standing = words(kind, incident["stage"])
    shown = {
        "incident": incident,
        "kind": kind,
        "standing": standing,
        "latest": incident["updates"][0] if incident["updates"] else None,
        "times": _times(words, incident),
        "address": f"{ways.base_url}{told['path']}",
        "ways": ways,
    }
    # RFC 8058: one POST to this address, without a question, is enough.
    one_click = [f"List-Unsubscribe: <{ways.leave}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
    return _mail(envelope, site, f"{standing}: {incident['title']}", "news", shown, one_click)


def _times(words: Words, incident: dict[str, Any]) -> list[str]:
    """Say when: from when to when while that is planned, and since when once it has begun."""
    was_called_off = incident["stage"] == CALLED_OFF
    is_planned = incident["starts_at"] and (incident["resolved_at"] is None or was_called_off)
    has_begun = incident["stage"] != SCHEDULED and not was_called_off
    return [
        *([_planned(words, incident)] if is_planned else []),
        *([_begun(words, incident)] if has_begun else []),
    ]


def _planned(words: Words, incident: dict[str, Any]) -> str:
    start, end = (datetime.fromisoformat(incident[name]) for name in ("starts_at", "ends_at"))
    span = f"{words.time(start)} \N{EN DASH} {words.until(start, end)}"
    return f"{words('label', 'planned')}: {span} ({words.zone})"


def _begun(words: Words, incident: dict[str, Any]) -> str:
    started = words.time(datetime.fromisoformat(incident["started_at"]))
    return f"{words('label', 'started')}: {started} ({words.zone})"


def question(envelope: Envelope, site: StatusPage, kind: str, link: str) -> bytes:
    """Ask whether to subscribe (`confirm`), or tell that it is so already (`known`)."""
    subject = _words(site)("mail", f"{kind}_subject", page=site.name)
    return _mail(envelope, site, subject, "question", {"kind": kind, "link": link}, [])


def _mail(
    envelope: Envelope, site: StatusPage, subject: str, template: str, shown: dict[str, Any], more: list[str]
) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(one_line(site.name, 60), addr_spec=envelope.sender)
    mail["Subject"] = one_line(f"[{site.name}] {subject}" if template == "news" else subject, SUBJECT_LIMIT)
    mail["Date"] = format_datetime(envelope.at)
    mail["Auto-Submitted"] = "auto-generated"
    told = {"site": site, "say": _words(site), "clean": clean, **shown}
    mail.set_content(_rendered(f"{template}.txt", told), cte="quoted-printable")
    mail.add_alternative(_rendered(f"{template}.html", told), subtype="html", cte="quoted-printable")
    # Long words in ASCII, which the library would fold or encode; nothing of them is foreign.
    host = envelope.sender.partition("@")[2]
    plain = [f"Message-ID: <{envelope.id}@{host}>", f"To: {envelope.to}", *more]
    return "".join(f"{line}\r\n" for line in plain).encode("ascii") + mail.as_bytes()


def one_line(text: str, limit: int) -> str:
    """Make foreign text fit for a header."""
    line = " ".join(clean(text).split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def clean(text: str) -> str:
    """Take out what is no text: control characters, and marks that turn what stands after them."""
    return _TURNING.sub("", _CONTROL.sub("", text))


def _rendered(template: str, told: dict[str, Any]) -> str:
    return drawn(f"mail/{template}", **told)


def _words(site: StatusPage) -> Words:
    return Words(site.language if site.language in LANGUAGES else DEFAULT, site.zone)
