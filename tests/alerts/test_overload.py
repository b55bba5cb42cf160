"""More alerts at once than the bot takes: senders are asked to come again, and what was let in is stored."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager

import pytest

from bot.http import inbound
from bot.http.inbound import BODY_BYTES, BYTES_AT_ONCE
from tests.alerts.site import Site

# Fewer than the bot takes: a hundred would take longer to come in than a writer waits for the database.
AT_ONCE = 16


@contextmanager
def nothing_can_be_committed(site: Site) -> Iterator[None]:
    """Keep the database to ourselves: whoever writes waits."""
    path = site.app.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


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


async def test_when_too_many_wait_for_the_disk_the_next_is_asked_to_come_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 503, which senders repeat; those that were let in are answered when they are stored."""
    monkeypatch.setattr(inbound, "REQUESTS_AT_ONCE", AT_ONCE)
    async with asyncio.TaskGroup() as tasks:
        with nothing_can_be_committed(site):
            waiting = [tasks.create_task(site.posts("alertmanager")) for _ in range(AT_ONCE + 1)]
            [first], _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            assert first.result()[0] == 503
    assert sorted(task.result()[0] for task in waiting) == [202] * AT_ONCE + [503]
    assert len(await site.app.service.recent(10)) == 1
    assert (await site.posts("alertmanager"))[0] == 202


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
