"""The mail server that takes every letter and passes none on: it goes into the Inbox. Not part of Slack."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from playground.state import letters
from playground.state.workspace import Workspace

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST = 1024 * 1024
"""Bytes of a letter."""


class Taking:
    """What aiosmtpd asks what to do with a letter."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        content = envelope.content or b""
        letters.receive(
            self._workspace, content if isinstance(content, bytes) else content.encode(), envelope.rcpt_tos
        )
        return "250 It is in the Inbox"


@asynccontextmanager
async def mail_server(workspace: Workspace, host: str, port: int) -> AsyncIterator[int]:
    """Take letters until the block ends; the value is the port. Port 0 takes any free one."""
    from aiosmtpd.smtp import SMTP  # noqa: PLC0415 - only who wants mail pays for it

    protocol = functools.partial(
        SMTP, Taking(workspace), hostname="playground", data_size_limit=LARGEST, enable_SMTPUTF8=True
    )
    server = await asyncio.get_running_loop().create_server(protocol, host, port)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
