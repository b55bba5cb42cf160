"""Letters: what a bot mailed, to whomever, as people read it who read no HTML. Not part of Slack."""

from __future__ import annotations

import email
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default

from playground.errors import JSON, Refused
from playground.state.workspace import Happening, Workspace

KEPT = 300
"""How many letters stay; the oldest one goes first."""

FIRST_WORDS = 140
WEB_ADDRESS = re.compile(r"<(https?://[^<>\s]+)>")


def receive(workspace: Workspace, content: bytes, recipients: list[str]) -> None:
    """Keep a letter, RFC 5322; the recipients are those of its envelope."""
    id = workspace.next_ts()
    letter = _read(email.message_from_bytes(content, policy=default))
    workspace.letters.keep(id, {"id": id, "to": recipients, "is_read": False, **letter})
    for oldest in sorted(workspace.letters)[:-KEPT]:
        workspace.letters.drop(oldest)
    workspace.tell(Happening("letters"))


def listed(workspace: Workspace) -> list[JSON]:
    """Return `{"id", "to", "from", "subject", "is_read", "begins"}` of each letter, the newest first."""
    newest_first = sorted(workspace.letters.values(), key=lambda letter: str(letter["id"]), reverse=True)
    return [_outside(letter) for letter in newest_first]


def opened(workspace: Workspace, id: str) -> JSON:
    """Return a whole letter, which is read from now on: its `text` and `unsubscribe`, an address, besides."""
    letter = workspace.letters.get(id)
    if letter is None:
        raise Refused("letter_not_found")
    if not letter["is_read"]:
        letter = workspace.letters.keep(id, letter | {"is_read": True})
        workspace.tell(Happening("letters"))
    return letter


def unread(workspace: Workspace) -> int:
    return sum(not letter["is_read"] for letter in workspace.letters.values())


def _outside(letter: JSON) -> JSON:
    shown = {key: letter[key] for key in ("id", "to", "from", "subject", "is_read")}
    return shown | {"begins": " ".join(letter["text"].split())[:FIRST_WORDS]}


def _read(mail: EmailMessage) -> JSON:
    return {
        "from": _sender(mail),
        "subject": _header(mail, "Subject"),
        "text": _text(mail),
        "unsubscribe": next(iter(WEB_ADDRESS.findall(_header(mail, "List-Unsubscribe"))), ""),
    }


def _sender(mail: EmailMessage) -> JSON:
    senders: tuple[Address, ...] = mail["From"].addresses if mail["From"] else ()
    return {"name": senders[0].display_name, "address": senders[0].addr_spec} if senders else {}


def _header(mail: EmailMessage, name: str) -> str:
    return " ".join(str(mail[name] or "").split())


def _text(mail: EmailMessage) -> str:
    """Return the plain text; of a letter that has none, nothing."""
    part = mail.get_body(("plain",))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except LookupError:  # it names an encoding that there is not
        text = bytes(part.get_payload(decode=True)).decode(errors="replace")
    return text.replace("\r\n", "\n")
