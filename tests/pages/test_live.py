"""A page that stays open hears when it has changed, and lets the bot stop."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.pages.live import Live
from tests.api.conftest import StillWorld, programs_on
from tests.pages.conftest import Site, policy


class Away(Exception):
    """The database is away."""


class Reader:
    """One who listens, as the server's own connection would have it."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.has_left = asyncio.Event()
        self.heard: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()

    async def receive(self) -> dict[str, Any]:
        await self.has_left.wait()
        return {"type": "http.disconnect"}

    async def words(self) -> str:
        """Give the next part that is not just the number for reconnecting."""
        while True:
            told = await asyncio.wait_for(self.heard.get(), 10)
            words = str(told.get("body", b"").decode())
            if told["type"] == "http.response.body" and not words.startswith("retry:"):
                return words

    @asynccontextmanager
    async def listening(self, known: str = "") -> AsyncIterator["Reader"]:
        """Listen until the block is left."""
        telling = asyncio.create_task(self.live.tell("acme", known, self.receive, self.heard.put))
        yield self
        self.has_left.set()
        await asyncio.wait_for(telling, 10)


class Page:
    """A page whose version is what a test says, asked for as often as the loop comes round."""

    def __init__(self, **more: Any) -> None:
        self.at, self.asked, self.is_away = 7, 0, False
        self.live = Live(self.version, (Away,), look_every=0.01, **more)

    async def version(self, slug: str) -> int | None:
        self.asked += 1
        if self.is_away:
            raise Away
        return self.at


async def test_a_reader_hears_the_present_version_and_each_later_one() -> None:
    """So that what changed between reading and listening is not missed."""
    page = Page()
    async with Reader(page.live).listening() as reader:
        assert await reader.words() == "id: 7\nevent: changed\ndata: 7\n\n"
        page.at += 1
        assert await reader.words() == "id: 8\nevent: changed\ndata: 8\n\n"


@pytest.mark.parametrize("known", ["7", "nonsense", "-1", "9" * 500])
async def test_who_comes_back_says_what_was_heard_last(known: str) -> None:
    """And hears nothing twice; whatever else is said, counts as having heard nothing."""
    page = Page()
    async with Reader(page.live).listening(known) as reader:
        if known == "7":
            page.at += 1
        assert await reader.words() == f"id: {page.at}\nevent: changed\ndata: {page.at}\n\n"


async def test_a_stream_on_which_nothing_happens_is_kept_open() -> None:
    """By a comment now and then; a database that is away is nothing that happens."""
    page = Page(still_here_every=0)
    page.is_away = True
    async with Reader(page.live).listening("7") as reader:
        assert await reader.words() == ": still here\n\n"
        page.is_away = False
        page.at += 1
        while "changed" not in await reader.words():
            pass


async def test_all_who_listen_to_a_page_share_its_looks() -> None:
    """A look each would be a thousand questions a second."""
    page = Page()
    readers = [Reader(page.live) for _ in range(50)]
    tasks = [asyncio.create_task(r.live.tell("acme", "", r.receive, r.heard.put)) for r in readers]
    for reader in readers:
        await reader.words()
    asked = page.asked
    page.at += 1
    for reader in readers:
        await reader.words()
    assert page.asked - asked < 10
    for reader in readers:
        reader.has_left.set()
    await asyncio.gather(*tasks)
    assert page.live.listening == 0


async def test_who_comes_just_as_a_look_ends_waits_for_the_next_one() -> None:
    """To wait for what is over takes no time: the loop would turn for this reader alone, for ever."""
    page = Page()
    page.live._looks["acme"] = over = asyncio.create_task(page.version("acme"))
    await over
    looking = asyncio.create_task(page.live._next_look("acme"))
    await asyncio.sleep(0)
    assert not looking.done()
    page.at += 1
    assert await looking == 8


async def test_the_bot_stops_while_readers_listen() -> None:
    """Each stream is ended, not cut off; nobody new is let in."""
    page = Page()
    reader = Reader(page.live)
    telling = asyncio.create_task(page.live.tell("acme", "", reader.receive, reader.heard.put))
    assert await reader.words() == "id: 7\nevent: changed\ndata: 7\n\n"
    page.live.stopping.set()
    await asyncio.wait_for(telling, 10)
    assert await reader.words() == ""
    assert not page.live.has_room


async def test_a_change_reaches_a_reader_on_a_real_connection(site: Site) -> None:
    """Within a second of the commit."""
    async with site.reader.stream("GET", "/status/acme/live") as stream:
        assert stream.headers["content-type"] == "text/event-stream"
        lines = stream.aiter_lines()
        first = [await anext(lines) for _ in range(5)]
        assert first[0] == "retry: 3000"
        assert first[3] == "event: changed"
        await site.declares(page="acme")
        async for line in lines:
            if line == "event: changed":
                break


async def test_a_head_is_told_what_a_get_would_be_and_listens_to_nothing(site: Site) -> None:
    """With the same headers and no body; where no page is, it is told that."""
    head = await site.reader.head("/status/acme/live")
    assert (head.status_code, head.headers["content-type"], head.content) == (200, "text/event-stream", b"")
    async with site.reader.stream("GET", "/status/acme/live") as stream:
        assert set(head.headers) >= set(stream.headers) - {"date", "transfer-encoding"}
    assert (await site.reader.head("/status/nobody/live")).status_code == 404
    assert site.programs.pages.live.listening <= 1


async def test_beyond_so_many_readers_the_next_one_is_sent_away(tmp_path: Any) -> None:
    """With a time to come back; the page itself is read all the same, and a page that is not there has no stream."""
    async with programs_on(f"sqlite:///{tmp_path}/tocsin.db", StillWorld(), policy()) as programs:
        programs.pages.live.most = 0
        refused = await programs.client.get("/status/acme/live")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")
        assert (await programs.client.get("/status/acme")).status_code == 200
        assert (await programs.client.get("/status/nobody/live")).status_code == 404
