"""The mail server of the playground takes every letter, whoever it is for, and passes none on."""

from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest
from aiohttp import ClientSession

from playground.delivery.mail import LARGEST
from playground.server import Playground
from playground.state.letters import KEPT
from tests.playground.conftest import MANIFEST
from tests.playground.people import JSON
from tests.ports import free_port

BARE = b"\r\nNo header at all\r\n"


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    """A playground that takes mail."""
    async with Playground(MANIFEST).serve(smtp_port=0) as url:
        yield url


async def state(session: ClientSession, url: str) -> JSON:
    async with session.get(f"{url}/page/state", params={"as": "U0ANN"}) as answer:
        return dict(await answer.json())


async def port_of(session: ClientSession, url: str) -> int:
    return int((await state(session, url))["inbox"]["address"].rsplit(":", 1)[1])


async def letters(session: ClientSession, url: str) -> list[JSON]:
    async with session.get(f"{url}/page/letters") as answer:
        return list((await answer.json())["letters"])


async def opened(session: ClientSession, url: str, id: str) -> JSON:
    async with session.get(f"{url}/page/letter", params={"id": id}) as answer:
        return dict(await answer.json())


async def hand_in(port: int, content: bytes, *to: str) -> None:
    await aiosmtplib.send(
        content, sender="status@example.com", recipients=to, hostname="127.0.0.1", port=port
    )


def a_letter(subject: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Café <status@example.com>", subject
    mail["List-Unsubscribe"] = "<mailto:out@example.com>, <https://example.com/out>"
    mail.set_content("Straße\nhttps://example.com\n")
    mail.add_alternative("<p>Straße</p>", subtype="html")
    return mail.as_bytes()


async def test_a_letter_is_listed_and_read_as_text(session: ClientSession, url: str) -> None:
    """To whom it went is what its envelope says; opened once, it is unread no longer."""
    await hand_in(await port_of(session, url), a_letter("Ünread"), "ann@example.com", "ben@example.com")
    [listed] = await letters(session, url)
    assert (await state(session, url))["inbox"]["unread"] == 1
    assert listed["subject"] == "Ünread"
    assert listed["begins"] == "Straße https://example.com"
    letter = (await opened(session, url, listed["id"]))["letter"]
    assert letter["to"] == ["ann@example.com", "ben@example.com"]
    assert letter["from"] == {"name": "Café", "address": "status@example.com"}
    assert letter["text"] == "Straße\nhttps://example.com\n"
    assert letter["unsubscribe"] == "https://example.com/out"
    assert (await state(session, url))["inbox"]["unread"] == 0


@pytest.mark.parametrize(
    "content",
    [
        BARE,
        b"From: @@@\r\nSubject: =?utf-8?b?!!!?=\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe\r\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\ncut off",
        b"Content-Type: text/html\r\n\r\n<p>Only HTML</p>\r\n",
    ],
    ids=["bare", "broken", "cut", "html"],
)
async def test_no_letter_is_too_odd_to_be_kept(session: ClientSession, url: str, content: bytes) -> None:
    await hand_in(await port_of(session, url), content, "ann@example.com")
    [listed] = await letters(session, url)
    assert (await opened(session, url, listed["id"]))["letter"]["is_read"]


async def test_a_letter_that_is_too_large_is_refused(session: ClientSession, url: str) -> None:
    with pytest.raises(aiosmtplib.SMTPResponseException, match="552"):
        await hand_in(await port_of(session, url), BARE + b"x" * LARGEST, "ann@example.com")
    assert await letters(session, url) == []


async def test_the_oldest_letters_go_first(session: ClientSession, url: str) -> None:
    port = await port_of(session, url)
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port) as smtp:
        for number in range(KEPT + 2):
            await smtp.sendmail("status@example.com", ["ann@example.com"], b"Subject: %d\r\n\r\n" % number)
    kept = [letter["subject"] for letter in await letters(session, url)]
    assert kept == [str(number) for number in reversed(range(2, KEPT + 2))]


async def test_letters_survive_a_restart_and_an_unknown_one_is_refused(
    session: ClientSession, tmp_path: Path
) -> None:
    port, file = free_port(), tmp_path / "playground.db"
    async with Playground(MANIFEST, state=file).serve(smtp_port=port):
        await hand_in(port, a_letter("Before"), "ann@example.com")
    async with Playground(MANIFEST, state=file).serve(smtp_port=port) as url:
        assert [letter["subject"] for letter in await letters(session, url)] == ["Before"]
        assert await opened(session, url, "1.0") == {"ok": False, "error": "letter_not_found"}


async def test_without_a_port_for_mail_there_is_none(session: ClientSession) -> None:
    async with Playground(MANIFEST).serve() as url:
        assert (await state(session, url))["inbox"] is None
