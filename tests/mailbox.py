"""A real mail server for the tests, in a thread of its own, which can be told to refuse, to drop and to stall."""

import asyncio
import email
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as AS_SENT
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.ports import free_port

OK = "250 taken"


@dataclass
class Mailbox:
    """What arrived, and how the server behaves. `answers` go to recipients by address, `data` to whole mails.

    An answer of "drop" hangs up, one of "stall" says nothing until the server is gone.
    """

    port: int = 0
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    data: str = OK
    raw: list[bytes] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    changed: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names and ways
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        self.tried.append(address)
        answer = self.answers.get(address, OK)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return await self._said(server, answer)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data == OK:
            content = envelope.content
            assert isinstance(content, bytes)
            mail = email.message_from_bytes(content, policy=AS_SENT)
            self.raw.append(content)
            self.letters.append((envelope.rcpt_tos[0], mail))
        return await self._said(server, self.data)

    async def _said(self, server: SMTP, answer: str) -> str:
        self.changed.set()
        if answer == "drop":
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        if answer in ("drop", "stall"):
            await asyncio.Event().wait()
        return answer

    def to(self, address: str) -> list[EmailMessage]:
        """List what an address got."""
        return [mail for to, mail in self.letters if to == address]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def mail_server(box: Mailbox) -> Iterator[Mailbox]:
    """Have the server listen; again on the same port when it did before."""
    box.port = box.port or free_port()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def text_of(mail: EmailMessage) -> str:
    """Give what people read who read no HTML."""
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    """Give what the others read."""
    part = mail.get_body(("html",))
    assert part
    return str(part.get_content())
