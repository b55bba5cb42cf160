"""More alerts at once than the bot takes: senders are asked to come again, and what was let in is stored."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from bot.http.inbound import BODY_BYTES, BYTES_AT_ONCE, REQUESTS_AT_ONCE
from tests.alerts.site import Site, site_open


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with site_open(tmp_path) as opened:
        yield opened


@asynccontextmanager
async def announced(site: Site, length: str) -> AsyncIterator[bytes]:
    """Announce a body and hold it back; gives the first line that the door says to that."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.app.port)
    head = (
        f"POST /alerts/alertmanager HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {site.token}\r\n"
        f"Expect: 100-continue\r\n{length}\r\n\r\n"
    )
    writer.write(head.encode())
    yield await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_when_too_many_are_on_their_way_the_next_is_asked_to_come_again(site: Site) -> None:
    """With 503, which senders repeat; when others have hung up there is room again."""
    async with AsyncExitStack() as others:
        for _ in range(REQUESTS_AT_ONCE):
            said = await others.enter_async_context(announced(site, "Content-Length: 2"))
            assert said.startswith(b"HTTP/1.1 100 ")
        async with site.office.session.post(
            site.address("alertmanager"), data="{}", headers={"X-API-Key": site.token}
        ) as answer:
            assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    await site.office.until(lambda: _is_taken(site))


async def test_what_comes_together_is_one_incident_and_each_sender_hears_so(site: Site) -> None:
    """As many as are let in, all of them with the same alert."""
    answers = await asyncio.gather(*(site.posts("alertmanager") for _ in range(REQUESTS_AT_ONCE)))
    assert {status for status, _ in answers} == {202}
    assert len(await site.app.service.recent(10)) == 1


async def _is_taken(site: Site) -> bool:
    return (await site.posts("alertmanager"))[0] == 202


@pytest.mark.parametrize("length", [f"Content-Length: {BODY_BYTES}", "Transfer-Encoding: chunked"])
async def test_when_too_much_is_announced_the_next_is_asked_to_come_again(site: Site, length: str) -> None:
    """Without a length it may be as much as is allowed; what is small still fits in."""
    async with AsyncExitStack() as others:
        for _ in range(BYTES_AT_ONCE // BODY_BYTES):
            said = await others.enter_async_context(announced(site, length))
            assert said.startswith(b"HTTP/1.1 100 ")
        async with announced(site, length) as said:
            assert said.startswith(b"HTTP/1.1 503 ")
        assert (await site.posts("alertmanager"))[0] == 202
